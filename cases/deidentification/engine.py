"""Runs every recogniser over a text and settles what they report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from .document import Document
from .model import Finding, Level
from .recognizers import CONTEXT_RECOGNIZERS, PATTERN_RECOGNIZERS, name_repeat
from .spans import merge
from .vocabulary import fold, load


class _Installed:
    """Where the installation's own safe words come from; nowhere until it says so."""

    words: Callable[[], Iterable[str]] = tuple


def use_safe_words(source: Callable[[], Iterable[str]]) -> None:
    """Let every check ask ``source`` for the words that this installation's editors know to name nobody."""
    _Installed.words = staticmethod(source)


def names_people(term: str) -> bool:
    """Say whether a word of ``term`` is known as a first or family name."""
    return any(word in load("given_names") or word in load("surnames") for word in fold(term).replace("-", " ").split())


def check(text: str, extra_safe: Iterable[str] = ()) -> list[Finding]:
    """Return what may identify somebody in ``text``: sorted, disjoint, offsets in code points. Never raises.

    ``extra_safe`` are words and phrases that name nobody (a new medicine, a scale), beside those of ``use_safe_words``.
    They explain capitals; what a fixed shape tells (a number, an address) they never clear.
    """
    taken = merge(finding for recognizer in PATTERN_RECOGNIZERS for finding in recognizer.find(text))
    ground = [finding for finding in taken if finding.level is not Level.ADVISE]
    document = Document(text, ground, (*_Installed.words(), *extra_safe))
    found = [finding for recognizer in CONTEXT_RECOGNIZERS for finding in recognizer.find(document)]
    return [_worded(text, finding) for finding in merge([*taken, *found, *name_repeat.find(document, found)])]


# What stands in front of a date and stays there when the date is replaced.
_PREPOSITION = re.compile(
    r"\b(?:on|by|until|till|from|since|before|after|of|for|to|at|in|around|about|between|and|was|is|dated|due)\s+$", re.IGNORECASE
)


def _worded(text: str, finding: Finding) -> Finding:
    """The finding with a suggestion that reads as English where it stands: never "on on one date"."""
    if finding.label == "DATE" and _PREPOSITION.search(text[max(0, finding.start - 12) : finding.start]):
        return replace(finding, suggestion="one date")
    return finding


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that no reason can override."""
    return [finding for finding in findings if finding.level is Level.BLOCK]


def apply_suggestions(text: str, findings: Iterable[Finding]) -> str:
    """Replace each finding by its suggestion, from right to left so that offsets stay true."""
    for finding in sorted(findings, key=lambda f: f.start, reverse=True):
        text = text[: finding.start] + finding.suggestion + text[finding.end :]
    return text


def summary(findings: Iterable[Finding]) -> dict[str, int]:
    """Kinds and counts only: the one form that may go into a log or an audit entry."""
    return dict(Counter(finding.label for finding in findings))
