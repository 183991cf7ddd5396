"""Exact ages under 90: advice only."""

from __future__ import annotations

from ..model import Level
from .base import PatternRecognizer, rx

RECOGNIZER = PatternRecognizer(
    "AGE",
    Level.ADVISE,
    "in a ten-year band",
    "An exact age narrows the search. A ten-year band usually says enough.",
    (rx(r"\b(?:[1-8]?\d)[ -]?(?:year[ -]old|yr[ -]old|y/?o|years of age|years old)\b|\baged (?:[1-8]?\d)\b"),),
)
