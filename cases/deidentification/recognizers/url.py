"""Web addresses."""

from __future__ import annotations

import re

from ..model import Level
from .base import PatternRecognizer, rx

_PUBLIC = re.compile(
    r"(?:https?://|^)(?:[\w-]{1,40}\.){0,3}(?:gov\.uk|nhs\.uk|nice\.org\.uk|bnf\.nice\.org\.uk|who\.int|cochrane\.org)(?:/|$)",
    re.I,
)


def _accept(text: str, match: re.Match[str]) -> bool:
    """National guidance is public and names nobody."""
    return _PUBLIC.match(match.group()) is None


RECOGNIZER = PatternRecognizer(
    "URL",
    Level.BLOCK,
    "[link removed]",
    "A web address can lead to a person, a record or a local service.",
    (
        rx(r"\bhttps?://[^\s<>\"')\]]{3,300}|\bwww\.[^\s<>\"')\]]{3,300}"),
        rx(r"(?<![\w@.-])(?:[a-z0-9-]{2,40}\.){1,3}(?:example|com|org|net|uk|scot|wales|cymru|info)\b(?![.\w@-])", 0),
        rx(r"(?<![\w@.])(?:[a-z0-9-]{2,40}\.){1,4}(?:example|com|org|net|co|me|uk|io|tv|info)(?:/[^\s<>\"')\],]{1,200})"),
    ),
    _accept,
)
