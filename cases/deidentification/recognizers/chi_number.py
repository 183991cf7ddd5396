"""Scottish CHI numbers: date of birth and four digits."""

from __future__ import annotations

from ..checksums import mod11
from ..model import Level
from .base import PatternRecognizer, rx

RECOGNIZER = PatternRecognizer(
    "CHI_NUMBER",
    Level.BLOCK,
    "[CHI number removed]",
    "A CHI number. Its first half is a date of birth.",
    (
        rx(r"(?<![\d/])(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[ -]?\d{4}(?![\d/])"),
        rx(r"\bCHI ?(?:no|number)?[.:# ]{1,3}(?P<id>\d{6}(?:[ -]?\d{4})?)\b"),
    ),
    check_digit=mod11,
)
