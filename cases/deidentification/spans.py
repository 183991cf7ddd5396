"""Resolving findings that overlap: the firmer, then the longer, keeps the ground."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .model import Finding, Level

_RANK = {Level.BLOCK: 0, Level.DECIDE: 1, Level.ADVISE: 2}


def merge(findings: Iterable[Finding]) -> list[Finding]:
    """Sort and make disjoint.

    Overlapping findings become one span covering both, so that nothing either saw is left over; the
    firmer (then longer) one gives the label, level and wording.
    """
    merged: list[Finding] = []
    for found in sorted(findings, key=lambda f: (f.start, f.end)):
        if found.end <= found.start:
            continue
        if merged and found.start < merged[-1].end:
            last = merged[-1]
            lead = min(last, found, key=lambda f: (_RANK[f.level], f.start - f.end))
            merged[-1] = replace(lead, start=last.start, end=max(last.end, found.end))
        else:
            merged.append(found)
    return merged
