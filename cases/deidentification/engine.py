"""Runs every recogniser over a text and settles what they report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from . import names
from .model import Finding, Level
from .recognizers import PATTERN_RECOGNIZERS
from .spans import merge


def check(text: str) -> list[Finding]:
    """Return what may identify somebody in ``text``: sorted, disjoint, offsets in code points. Never raises."""
    found = [finding for recognizer in PATTERN_RECOGNIZERS for finding in recognizer.find(text)]
    taken = merge(found)
    return merge([*taken, *names.find(text, taken)])


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
