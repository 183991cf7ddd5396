"""Dates replaced by their distance: "day 12" keeps the interval and drops the calendar."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from .model import Finding

_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}  # noqa: SIM905
_FIGURES = re.compile(r"(?<![\d])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})$")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]([a-z]{3})[a-z]*[ ,-]{1,2}(\d{4}|'?\d{2})$")
_MONTH_FIRST = re.compile(r"([a-z]{3})[a-z]* (?:the )?(\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$")
# Days that are counted already: another first day would make both counts wrong.
_COUNTED = re.compile(r"\bdays? [-\u2212]?\d", re.IGNORECASE)
# What stands in front of a date and stays there when the date is replaced.
_PREPOSITION = re.compile(
    r"\b(?:on|by|until|till|from|since|before|after|of|for|to|at|in|around|about|between|and|was|is|dated|due|day)\s+$",
    re.IGNORECASE,
)


def full_date(words: str) -> date | None:
    """Return the day that ``words`` name with its month and year, or None."""
    words = words.strip().lower().replace("’", "'")
    try:
        if found := _FIGURES.search(words):
            return date(_year(found[3]), int(found[2]), int(found[1]))
        if found := _ISO.search(words):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if (found := _DAY_FIRST.search(words)) and found[2] in _MONTHS:
            return date(_year(found[3]), _MONTHS[found[2]], int(found[1]))
        if (found := _MONTH_FIRST.search(words)) and found[1] in _MONTHS:
            return date(int(found[3]), _MONTHS[found[1]], int(found[2]))
    except ValueError:  # the 31st of June
        return None
    return None


def _year(figures: str) -> int:
    year = int(figures.strip("'"))
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def is_counted(suggestion: str) -> bool:
    """Say whether a suggestion counts from the first date: all such go together or none."""
    return _COUNTED.search(suggestion) is not None


def in_days(texts: Mapping[str, str], found: Mapping[str, Sequence[Finding]]) -> dict[str, list[Finding]]:
    """Return the findings with dates worded to fit where they stand.

    Where two or more full dates stand in ``texts``, each is counted from the first one; never where days are counted
    already, for then nobody knows from which day.
    """
    days = [
        day
        for name, findings in found.items()
        for finding in findings
        if finding.label == "DATE" and (day := full_date(texts[name][finding.start : finding.end]))
    ]
    first = days[0] if len(days) > 1 and not any(_COUNTED.search(text) for text in texts.values()) else None
    return {name: [_worded(texts[name], finding, first) for finding in findings] for name, findings in found.items()}


def _worded(text: str, finding: Finding, first: date | None) -> Finding:
    """The finding with a suggestion that reads as English where it stands: never "on on day 12"."""
    if finding.label != "DATE":
        return finding
    day = full_date(text[finding.start : finding.end]) if first else None
    distance = (day - first).days if day and first else None
    words = "one date" if distance is None else f"day {distance}" if distance >= 0 else f"day \u2212{-distance}"
    led = _PREPOSITION.search(text[max(0, finding.start - 12) : finding.start])
    return replace(finding, suggestion=words if led else f"on {words}")
