"""Record, reference and case numbers, by label or by a code-like shape."""

from __future__ import annotations

import re

from ..model import Level
from .base import PatternRecognizer, before, gated, rx

_DATELIKE = re.compile(r"(?:\d{1,4}[-/]){1,2}\d{1,4}$")


def _accept(text: str, match: re.Match[str]) -> bool:
    """Years, ranges and grouped doses are not records; a labelled year is not either."""
    value = match.groupdict().get("id") or match.group()
    if _DATELIKE.match(value) or (value.isdigit() and len(value) == 4):
        return False
    return not before(text, match.start(), "batch|lot|isrctn|doi|pmid|isbn|trial|study|pip", 20)


RECOGNIZER = PatternRecognizer(
    "RECORD_NO",
    Level.DECIDE,
    "[record number removed]",
    "A local number names one record to anyone who works there.",
    (
        gated(
            r"\b(?:MRN|PMR|RiO|EMIS|SystmOne|PAS|hosp(?:ital)?|unit|ref|reference|case|patient|datix|incident|log|crime|CAD|URN|UPN|PALS|ePRF|LPA|claim|client|complaint|file|ticket|order|invoice|inv|IG|policy|tenancy|folder|job)(?: ?(?:no|number|num|id|ref|reference))?(?: is| was|:)?[.:# (]{1,3}(?P<id>(?=[A-Z/-]{0,10}\d[A-Z/-]{0,6}\d)[A-Z\d][A-Z\d/-]{3,20})\b",
            "0 1 2 3 4 5 6 7 8 9",
        ),
        gated(
            r"\b(?:hospital|unit|case|record|patient|file|reference|ref|nhs) (?:number|no) (?:is )?(?P<id>(?:(?:[a-z]|zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple)[ ,-]{1,2}){3,14}(?:[a-z]|zero|oh|nought|one|two|three|four|five|six|seven|eight|nine))\b",
            "number no",
        ),
        rx(
            r"\b(?:MRN|PMR|RiO|EMIS|PAS|URN|UPN|CAD|CFT|PID|UR|UHN|SN|HRN|ID|CRIS|PARIS|SystmOne|Rio|PNR|RXR|RAE|RDX|[A-Z]{3}) \d{5,9}\b(?! ?(?:mg|ml|units|IU))",
            0,
        ),
        gated(r"\b[A-Z]{2,6}[ :-]{0,2}(?:19|20)\d{2}/\d{2,7}\b", "0 1 2 3 4 5 6 7 8 9", 0),
        rx(r"(?<![\w/.,-])(?:[A-Z]{1,5}[-/])?\d{2,8}(?:[-/]\d{2,8}){1,3}[-/][A-Z]{2,12}(?![\w-])", 0),
        rx(r"(?<![\w/.,-])(?=[A-Z\d/-]{6,24}(?![\w/-]))(?:[A-Z/-]{0,8}\d){4,12}[A-Z/-]{0,3}(?![\w/-])", 0),
    ),
    _accept,
)
