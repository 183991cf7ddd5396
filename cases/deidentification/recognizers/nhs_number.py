"""NHS numbers: ten digits 3-3-4, or the old letters-and-digits form when labelled."""

from __future__ import annotations

import re

from ..checksums import mod11
from ..model import Level
from .base import PatternRecognizer, before, rx


def _accept(text: str, match: re.Match[str]) -> bool:
    """Dismiss batch, lot, study and order numbers, unless the check digit fits; a failed check alone never dismisses."""
    if before(text, match.start(), "batch|lot|study|trial|isrctn|order|isbn|barcode|doi|pmid", 24):
        return mod11(match.group()) and before(text, match.start(), "nhs|chi")
    return True


RECOGNIZER = PatternRecognizer(
    "NHS_NUMBER",
    Level.BLOCK,
    "[NHS number removed]",
    "Ten digits in the shape of an NHS number. It names one person across the whole health service.",
    (
        rx(r"(?<![\d+/.])\d{3}[ .-]{0,2}\d{3}[ .-]{0,2}\d{4}(?![\d/])"),
        rx(r"\bNHS (?:no|number|num)\b[^\n]{0,40}?[:#]? ?(?P<id>\b[A-Z]{3,5} ?\d{2,4}\b)", 0),
        rx(r"\bNHS ?(?:no|number|num|#)?[.:# ]{1,3}(?P<id>\d(?:[ -]?\d){7,10})\b"),
    ),
    _accept,
)
