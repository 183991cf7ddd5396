"""UK phone numbers, written in digits or as words."""

from __future__ import annotations

from ..model import Level
from .base import PatternRecognizer, before, gated, rx

RECOGNIZER = PatternRecognizer(
    "PHONE",
    Level.BLOCK,
    "[phone number removed]",
    "A phone number reaches one person or one service.",
    (
        rx(
            r"(?<![\w/.])(?:(?:\+|00)44[ -]?(?:\(0\)[ -]?)?|\(?0)\d(?:[ ().-]{0,2}\d){8,10}(?![\d/])(?:,? ?(?:ext|extn|extension|x)\.? ?\d{1,5})?"
        ),
        rx(
            r"\b(?:tel|telephone|phone|mob|mobile|fax|bleep|landline|ext|extension)(?: ?(?:no|number))?(?: is| on)?[.:# ]{1,3}(?P<id>\d(?:[ -]?\d){2,11})\b"
        ),
        gated(
            r"\b(?:(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|hundred|thousand)[ ,-]{1,2}){6,14}(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|hundred|thousand)\b",
            "zero oh nought one two three four five six seven eight nine",
        ),
    ),
    lambda text, match: not before(text, match.start(), "batch|lot|isbn|barcode|order code|product code", 14),
)
