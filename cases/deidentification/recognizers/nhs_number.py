"""NHS numbers: ten digits 3-3-4, or the old letters-and-digits form when labelled."""

from __future__ import annotations

import re

from ..checksums import mod11
from ..model import Level
from .base import PatternRecognizer, rx

_OTHER_LABEL = re.compile(
    r"\b(?:batch|lot|study|trial|isrctn|order|isbn|barcode|doi|pmid)(?: (?:no|number|num|id|ref))?(?: (?:is|was))?(?: (?:on|of|from) (?:the )?[a-z]{2,12}(?: [a-z]{2,12})?)?[.:,# ]{0,3}$",
    re.I,
)


def _accept(text: str, match: re.Match[str]) -> bool:
    """Dismiss a number that a batch, lot, study or order directly labels; a failed check digit never dismisses."""
    return not _OTHER_LABEL.search(text[max(0, match.start() - 40) : match.start()])


RECOGNIZER = PatternRecognizer(
    "NHS_NUMBER",
    Level.BLOCK,
    "[NHS number removed]",
    "Ten digits in the shape of an NHS number. It names one person across the whole health service.",
    (
        rx(r"(?<![\d+/.])\d{3}[ .-]{0,2}\d{3}[ .-]{0,2}\d{4}(?![\d/])"),
        rx(r"\bNHS (?:no|number|num)\b[^\n]{0,40}?[:#]? ?(?P<id>\b[A-Z]{3,5} ?\d{2,4}\b)", 0),
        rx(
            r"\b(?:[Oo]ld|[Ff]irst|[Ww]artime|[Ii]dentity card|[Mm]edical card|NHS card)(?: NHS)? (?:no|number|num)\b[^\n]{0,40}?(?P<id>\b[A-Z]{3,5}[ /]?\d{2,4}(?:[/ ]\d{1,2})?)\b",
            0,
        ),
        rx(r"\bNHS ?(?:no|number|num|#)?[.:# ]{1,3}(?P<id>\d(?:[ -]?\d){7,10})\b"),
    ),
    _accept,
    check_digit=mod11,
)
