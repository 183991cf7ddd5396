"""Prison, probation and police numbers."""

from __future__ import annotations

from ..model import Level
from .base import GROUPED, PatternRecognizer, enough, rx

RECOGNIZER = PatternRecognizer(
    "PRISONER_NO",
    Level.BLOCK,
    "[prison number removed]",
    "A prison or police number names one person.",
    (
        rx(r"\b[A-Z]\d{4} ?[A-Z]{2}\b"),
        # half of one, where a number is announced: "in Maghaberry, no. B5203"
        rx(r"\b(?:[Nn]o\.|[Nn]umber) (?P<id>[A-Z]\d{4})\b", 0),
        rx(r"\b(?:19|20)?\d{2}/\d{1,7}[A-Z]\b|\b\d{1,6}/\d{2}[A-Z]\b"),
        rx(
            rf"\b(?:CRN|CRO|PNC|NOMI?S|[Pp]rison(?:er)? (?:no|number)|[Pp]robation (?:no|number))\.?(?: is)?[:# ]{{1,2}}(?P<id>{GROUPED})",
            0,
        ),
        rx(
            r"\b(?:CRN|CRO|PNC|NOMIS|prison(?:er)?|prob(?:ation)?)(?: ?(?:no|number|id|ref))?[.:# ]{1,3}(?P<id>[A-Z]{0,2}\d[A-Z\d/]{3,12})\b"
        ),
    ),
    lambda text, match: enough(match.groupdict().get("id") or match.group()),
)
