"""Prison, probation and police numbers."""

from __future__ import annotations

from ..model import Level
from .base import PatternRecognizer, rx

RECOGNIZER = PatternRecognizer(
    "PRISONER_NO",
    Level.BLOCK,
    "[prison number removed]",
    "A prison or police number names one person.",
    (
        rx(r"\b[A-Z]\d{4} ?[A-Z]{2}\b"),
        rx(r"\b(?:19|20)?\d{2}/\d{1,7}[A-Z]\b|\b\d{1,6}/\d{2}[A-Z]\b"),
        rx(
            r"\b(?:CRN|CRO|PNC|NOMIS|prison(?:er)?|prob(?:ation)?)(?: ?(?:no|number|id|ref))?[.:# ]{1,3}(?P<id>[A-Z]{0,2}\d[A-Z\d/]{3,12})\b"
        ),
    ),
)
