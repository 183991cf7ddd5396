"""Somebody's own words between quotation marks: advice to paraphrase."""

from __future__ import annotations

import re

from ..model import Level
from .base import PatternRecognizer, rx


def _accept(text: str, match: re.Match[str]) -> bool:
    """Five words or more are speech; fewer are a term."""
    return match.group().count(" ") >= 4


RECOGNIZER = PatternRecognizer(
    "QUOTATION",
    Level.ADVISE,
    "a paraphrase",
    "Somebody’s own words can be recognised, and found again by a search. Say in your words what was meant.",
    (
        rx(r"(?:^|(?<=[\s(—–:-]))\"(?=[^\s\"])(?P<id>[^\"\n]{18,240})(?<=[^\s\"])\"(?!\w)"),
        rx(r"“(?P<id>[^“”\n]{18,240})”"),
        rx(r"(?:^|(?<=[\s(—–:-]))‘(?P<id>[^‘\n]{18,240}?)’(?!\w)"),
    ),
    _accept,
)
