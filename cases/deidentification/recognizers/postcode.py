"""UK postcodes, any case, with or without the space."""

from __future__ import annotations

from ..model import Level
from .base import PatternRecognizer, rx

RECOGNIZER = PatternRecognizer(
    "POSTCODE",
    Level.BLOCK,
    "[postcode removed]",
    "A full postcode covers about fifteen homes.",
    (
        rx(r"\b(?:[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?|GIR)[ ]{0,2}\d[ABD-HJLNP-UW-Z]{2}\b"),
        rx(r"\bpost ?code[: ]{1,3}(?:is )?(?P<id>[A-Z]{1,2}\d[A-Z\d]?)\b"),
    ),
)
