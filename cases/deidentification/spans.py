"""Resolving findings that overlap: the firmer, then the longer, keeps the ground."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from .model import Finding, Level

_RANK = {Level.BLOCK: 0, Level.DECIDE: 1, Level.ADVISE: 2}

_SCRAP = 5


def merge(findings: Iterable[Finding]) -> list[Finding]:
    """Sort and make disjoint.

    Overlapping findings become one span covering both, so that nothing either saw is left over; the
    firmer (then longer) one gives the label, level and wording. Advice never widens what must be decided:
    of it stays the longest part that nothing firmer covers.
    """
    ordered = sorted(findings, key=lambda f: (f.start, f.end))
    firm = _united(found for found in ordered if found.level is not Level.ADVISE)
    advice = [left for found in _united(f for f in ordered if f.level is Level.ADVISE) if (left := _left_over(found, firm))]
    return sorted([*firm, *advice], key=lambda f: f.start)


_BETWEEN = re.compile(r"(?:['’]s)? (?:in|on|at|on the|in the|at the|of)(?: the)? $")
_BODY = re.compile(r"(?:the|The) [A-Z]")


# Articles of Gaelic and Welsh inside a name: "Sgoil an Tairbeirt", "Ysgol y Gelli".
_TIED = re.compile(r" (?:an|na|nan|nam|a[’']|y|yr|ap|ab|ferch) ")
_JAILED = re.compile(r" (?:jail|gaol|prison|nick)\b")


def _jail(text: str, found: Finding) -> Finding:
    """ "perth jail": the word behind a place that makes a prison of it."""
    match = _JAILED.match(text, found.end) if found.label == "PLACE" else None
    return found if match is None else replace(found, end=match.end(), label="ORG_PRISON", suggestion="[a prison]")


# What belongs to a body's name behind "and": "Orkney Care and Repair", "Foyle Search and Rescue"
_TAIL = re.compile(r" (?:and|&) (?:Repair|Rescue|District|Sons?|Partners|Community|Wellbeing|Away)\b")
_OWN = re.compile(r"['’]s(?=[,.;)\n]|$)")
# "Pain Clinic, Noble’s Hospital": at the head of a letter, the room before the house
_DEPARTMENT = re.compile(
    r"(?:(?<=\n)|\A)(?:[A-Z][A-Za-z’'-]+ ){0,3}(?:Clinic|Service|Outpatients?|Outpatient Department|Unit|Department|Suite|AMU ?\d?|MAU|ICU|ITU|HDU|CCU|SAU|Ward \w{1,3}|Station \d), \Z"
)


def _ended(text: str, found: Finding) -> Finding:
    """The finding with what else belongs to its name: a last word behind "and", "’s" that owns nothing, the room before the house."""
    if found.level is not Level.DECIDE or not found.label.startswith(("NAME", "ORG", "PLACE")):
        return found
    tail = _TAIL.match(text, found.end) if not found.label.startswith("NAME") else _OWN.match(text, found.end)
    tail = tail or _OWN.match(text, found.end)
    head = text.rfind("\n", max(0, found.start - 60), found.start) + 1
    room = _DEPARTMENT.search(text[head : found.start]) if head or found.start < 60 else None
    if tail is None and room is None:
        return found
    return replace(found, start=head if room else found.start, end=tail.end() if tail else found.end)


def joined(text: str, findings: list[Finding]) -> list[Finding]:
    """Make one of a body and its place: "the Vic in Kirkcaldy", "McKeague’s in Broughshane", "Savers on Market Street"."""
    kept: list[Finding] = []
    for found in findings:
        last = kept[-1] if kept else None
        between = text[last.end : found.start] if last is not None else ""
        found = _ended(text, _jail(text, found))
        if last is not None and _TIED.fullmatch(between) and Level.ADVISE not in (last.level, found.level):
            kept[-1] = replace(last, end=found.end)
            continue
        if (
            last is not None
            and found.label in ("PLACE", "ADDRESS")
            and last.level is not Level.ADVISE
            and _BETWEEN.fullmatch(f"{between} " if not between.endswith(" ") else between)
            and (last.label.startswith("ORG") or between.startswith(("'", "’")) or _BODY.match(text[last.start : last.end]))
        ):
            kept[-1] = replace(
                last,
                end=found.end,
                label=last.label if last.label.startswith("ORG") else "ORG_OTHER",
                suggestion="[local organisation]",
            )
        else:
            kept.append(found)
    return kept


def _united(findings: Iterable[Finding]) -> list[Finding]:
    merged: list[Finding] = []
    for found in findings:
        if found.end <= found.start:
            continue
        if merged and found.start < merged[-1].end:
            last = merged[-1]
            lead = min(last, found, key=lambda f: (_RANK[f.level], f.start - f.end))
            merged[-1] = replace(lead, start=last.start, end=max(last.end, found.end))
        else:
            merged.append(found)
    return merged


def _left_over(advice: Finding, firm: list[Finding]) -> Finding | None:
    """The longest part of ``advice`` that no firm finding covers, if it is more than a scrap."""
    at, parts = advice.start, []
    for taken in firm[bisect_right(firm, advice.start, key=lambda f: f.end) :]:
        if taken.start >= advice.end:
            break
        parts.append((at, taken.start))
        at = max(at, taken.end)
    start, end = max([*parts, (at, advice.end)], key=lambda part: part[1] - part[0])
    if (start, end) == (advice.start, advice.end):
        return advice
    return replace(advice, start=start, end=end) if end - start > _SCRAP else None
