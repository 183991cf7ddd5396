"""Vehicle registrations."""

from __future__ import annotations

import re

from ..model import Level
from .base import PatternRecognizer, rx


def _accept(text: str, match: re.Match[str]) -> bool:
    """A plate has figures; common drug and dose words end no plate; years after an acronym are years."""
    value = match.group().upper()
    year = value[4:].isdigit() and value[4:6] in ("19", "20")
    return (
        not value.startswith("FP10")
        and any(c.isdigit() for c in value)
        and not year
        and not value.endswith(("FOR", "AND", "THE", "TDS", "NHS"))
    )


RECOGNIZER = PatternRecognizer(
    "VEHICLE_REG",
    Level.DECIDE,
    "[registration removed]",
    "A number plate leads to a keeper and an address.",
    (
        rx(r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b"),
        rx(r"\b[A-Z]{2} \d{2} [A-Z]{3}\b(?<!TDS)(?<!NHS)", 0),
        rx(r"\b[A-Z]\d{1,3} ?[A-Z]{3}\b(?<!FP10)", 0),
        rx(r"\b[A-Z]{3} \d{1,3} [A-Z]\b(?! [a-z])|\b[A-Z] \d{1,3} [A-Z]{3}\b(?<!TDS)(?<!NHS)", 0),
        rx(r"\b[A-Z]{3} \d{1,3}[A-Z]\b|\b[A-Z]{3} \d{4}\b(?<!(?:MDS|DSM) \d{4})", 0),
        rx(
            r"\b(?:[Rr]eg|[Rr]egistration|[Pp]late|[Pp]artial)(?: is| no| ends| ending| starts| starting| begins| beginning| read| reading| with| in){0,2}[.: ]{1,3}(?P<id>[A-Z\d]{2,4}(?: ?[A-Z\d]{1,4})?)\b",
            0,
        ),
    ),
    _accept,
)
