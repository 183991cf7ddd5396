"""Northern Ireland Health and Care numbers, by label."""

from __future__ import annotations

from ..checksums import mod11
from ..model import Level
from .base import PatternRecognizer, rx

RECOGNIZER = PatternRecognizer(
    "HC_NUMBER",
    Level.BLOCK,
    "[H&C number removed]",
    "A Health and Care number. It names one person.",
    (rx(r"\b(?:H ?& ?C|HCN|health and care)(?: ?(?:no|number))?[.:# ]{1,3}(?P<id>\d(?:[ -]?\d){8,9})\b"),),
    check_digit=mod11,
)
