"""National Insurance numbers, including invalid prefixes."""

from __future__ import annotations

from ..model import Level
from .base import PatternRecognizer, rx

RECOGNIZER = PatternRecognizer(
    "NINO",
    Level.BLOCK,
    "[National Insurance number removed]",
    "The shape of a National Insurance number.",
    (
        rx(r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"),
        rx(r"\b(?:NI|NINO|national insurance)(?: ?(?:no|number))?[.:# ]{1,3}(?P<id>[A-Z]{2}(?: ?\d){4,6})\b"),
    ),
)
