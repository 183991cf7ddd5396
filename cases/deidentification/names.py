"""Names, addresses and organisations that their surroundings give away: titles, family words, endings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .model import Finding, Level

_CAP = r"[A-Z][\w'’-]{1,30}"
_WHY = "A name, or a word in the place of one."
_RULES = (
    ("NAME_CLINICIAN", "the clinician", re.compile(rf"\b(?:Dr|Prof|Professor|Nurse)\.? (?P<id>(?:[A-Z]\.? ){{0,2}}{_CAP}(?: {_CAP}){{0,2}})")),
    ("NAME_OTHER", "a person", re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Sir|Rev|PC|Sgt|Cllr|Capt)\.? (?P<id>(?:[A-Z]\.? ){{0,2}}{_CAP}(?: {_CAP}){{0,2}})")),
    ("NAME_RELATIVE", "a relative", re.compile(rf"\b(?:[Mm]um|[Mm]other|[Dd]ad|[Ff]ather|[Ww]ife|[Hh]usband|[Pp]artner|[Ss]on|[Dd]aughter|[Bb]rother|[Ss]ister)(?: is| called|,)? (?P<id>{_CAP}(?: {_CAP}){{0,2}})")),
    ("ORG_PRISON", "a prison", re.compile(rf"\bHM[PY](?:OI)? {_CAP}(?: {_CAP})?")),
    ("ORG_GP", "their GP practice", re.compile(rf"\b(?:{_CAP} ){{1,4}}(?:Surgery|Practice|Medical Centre|Health Centre)\b")),
    ("ORG_HOSPITAL", "a hospital", re.compile(rf"\b(?:{_CAP} ){{1,4}}(?:Hospital|Infirmary|Hospice|Ward)\b")),
    ("ORG_SCHOOL", "a school", re.compile(rf"\b(?:{_CAP} ){{1,4}}(?:School|Academy|College|Primary)\b(?! of)")),
    ("ADDRESS", "an address", re.compile(rf"\b(?:[Ff]lat \d{{1,4}}[A-Za-z]?, ?)?\d{{1,4}}[A-Za-z]? (?:{_CAP} ){{1,3}}(?:Street|Road|Lane|Avenue|Close|Drive|Way|Court|Crescent|Terrace|Place|Grove)\b")),
)  # fmt: skip


def find(text: str, taken: Sequence[Finding]) -> Iterator[Finding]:
    """Yield names and places shown by their surroundings, then every repeat of a name found that way."""
    words: set[str] = set()
    for label, suggestion, pattern in _RULES:
        group = "id" if "id" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            yield Finding(match.start(group), match.end(group), label, Level.DECIDE, suggestion, _WHY)
            if label.startswith("NAME"):
                words.update(word for word in re.findall(r"[\w'’-]{4,31}", match.group(group)))
    for match in re.finditer(r"[\w'’-]{4,31}", text):
        if match.group() in words:
            yield Finding(match.start(), match.end(), "NAME_OTHER", Level.DECIDE, "the person", _WHY)
