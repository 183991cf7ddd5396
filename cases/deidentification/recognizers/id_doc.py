"""Passports, licences and permits."""

from __future__ import annotations

from ..model import Level
from .base import GROUPED, PatternRecognizer, enough, gated, rx

RECOGNIZER = PatternRecognizer(
    "ID_DOC",
    Level.BLOCK,
    "[document number removed]",
    "An identity document number names one person.",
    (
        rx(r"\b[A-Z9]{5} ?\d{6} ?[A-Z9]{2}\d[A-Z]{2}\b|\b[A-Z]{5} ?\d{6} ?[A-Z]{2}\d[A-Z\d]{0,2}\b"),
        gated(
            r"\b(?:passport|licence|license|BRP|ARC|blue badge|seafarer\x27?s book|visa|permit|ID card|home office)(?: ?(?:no|number|ref|card))?(?: is| was)?[.:# (]{1,3}(?P<id>[A-Z]{0,4}[ /]?\d[A-Z\d/-]{4,14})\b",
            "0 1 2 3 4 5 6 7 8 9",
        ),
        rx(
            rf"\b(?:[Pp]assport|[Ll]icence|[Ll]icense|BRP|ARC|[Bb]lue [Bb]adge|[Vv]isa|[Bb]irth certificate|[Ii][Dd] card|[Tt]ravel document)(?: (?:no|number|ref|card))?\.?(?: is| was)?[:# ]{{1,2}}(?P<id>{GROUPED})",
            0,
        ),
        rx(r"\bZ[A-Z]\d{7}\b"),
    ),
    lambda text, match: enough(match.groupdict().get("id") or match.group(), 5),
)
