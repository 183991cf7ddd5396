"""Cited researchers: "Hardman et al. 2021" and "(Lader and Kyriacou, 2016)" name nobody who is treated."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAME = r"[A-Z][\w’'-]{1,24}"
_YEAR = r"(?:19[6-9]\d|20[0-4]\d)[a-z]?"
_CITED = re.compile(
    rf"(?<![\w’'-])(?P<names>{_NAME}(?:(?:, | and | & |, and |, & ){_NAME}){{0,4}})"
    rf"(?:(?P<others> et al\b\.?| and colleagues\b(?= ?[(\d]))(?:,? ?\(?{_YEAR}\)?(?![\w/-]))?|(?:,? \({_YEAR}\)|, {_YEAR}(?=[);,.]| [a-z])| {_YEAR})(?![\w/.-]\d|[\w/-]))"
)
# Behind these a year is one of somebody's life: "Mrs Pugh 2019", "moved to Otley 2019".
_CAPITAL_BEFORE = re.compile(r"[A-Z][\w’'-]*\.?,?[ \t]+$")
_TITLED = re.compile(
    r"\b(?:mr|mrs|ms|miss|mx|dr|prof|professor|pt|patient|client|re:?|in|at|to|from|near|outside|since|until|till|around|called|named|"
    r"mum|mother|dad|father|son|daughter|brother|sister|wife|husband|partner|aunt|uncle|nurse|keyworker|worker|name:?)\.? +$",
    re.IGNORECASE,
)


def cited(text: str) -> Iterator[tuple[int, int]]:
    """Yield where names of cited researchers stand; a name behind a title, a relative or another name is none."""
    for match in _CITED.finditer(text):
        before = text[max(0, match.start() - 30) : match.start()]
        if _TITLED.search(before) or (_CAPITAL_BEFORE.search(before) and not match.group("others")):
            continue
        yield match.start("names"), match.end("names")
