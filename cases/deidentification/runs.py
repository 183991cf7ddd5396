"""Stretches of capitalised words, and the questions that several recognisers ask about a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .document import EPONYM, GIVEN, NAMED, PHRASE, PLACE, SAFE, SURNAME, USUAL, WORD, Document
from .model import Finding, Level
from .tokens import Token
from .vocabulary import cues

_JOINS = frozenset({" ", "  ", "-", ". ", ".", " & ", "&", " '", " ’"})
_POSSESSIVE = frozenset({"'s ", "’s ", "' ", "’ "})
_CONNECTORS = cues("runs", "connectors")
PARTICLES = cues("runs", "particles")
# Connectors that tie less: not to a sentence's opening word.
_LOOSE = frozenset(("to", "in", "on", "with", "under", "and", "the"))
# Words that open a sentence and belong to no name behind them.
_OPENERS = cues("runs", "openers")
FUNCTION = cues("runs", "function")


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring capitalised words, by their first and last number in the document."""

    first: int
    last: int


def cap_runs(document: Document) -> Sequence[Run]:
    """Every stretch of capitalised words that stand side by side on one line and nothing has taken; read once a text."""
    if document.runs is None:
        document.runs = [(run.first, run.last) for run in _cap_runs(document)]
    return [Run(first, last) for first, last in document.runs]


def _cap_runs(document: Document) -> Iterator[Run]:
    tokens, number = document.tokens, 0
    while number < len(tokens):
        if not tokens[number].is_cap or tokens[number].taken:
            number += 1
            continue
        last = number
        opens = tokens[number].first and (tokens[number].key in FUNCTION or tokens[number].key in _OPENERS)
        if opens and not tokens[number].flags & (GIVEN | SURNAME) and tokens[number].key != "the":
            yield Run(number, number)
            number += 1
            continue
        while last + 1 < len(tokens) and _adjoins(tokens, last):
            last += 1
        yield Run(number, last)
        number = last + 1


def _adjoins(tokens: Sequence[Token], last: int) -> bool:
    following = tokens[last + 1]
    if not following.is_cap or following.taken or (following.gap not in _JOINS and following.gap not in _POSSESSIVE):
        return False
    if following.gap.startswith("."):
        return len(tokens[last].text) == 1 or not following.first
    return True


def explained(document: Document, number: int) -> bool:
    """Whether a vocabulary says that the capitalised word there need not name anybody."""
    token = document.tokens[number]
    flags = token.flags
    if flags & PHRASE or len(token.text) < 2:
        return True
    if document.is_eponym(number):
        return True
    if flags & SAFE:
        return not flags & (GIVEN | SURNAME) or bool(flags & WORD) or not _named_beside(document, number)
    if token.shape == "upper":
        return bool(flags & WORD) or (len(token.text) < 4 if flags & NAMED else len(token.text) < 7)
    if len(token.text) == 2:
        return not flags & (GIVEN | SURNAME) or bool(flags & WORD)
    return bool(flags & WORD)


def _named_beside(document: Document, number: int) -> bool:
    """Whether a name stands directly before or behind ("Georgia Pugh", "Tom Holland")."""
    beside = document.tokens[max(0, number - 1) : number] if document.tokens[number].gap == " " else ()
    following = document.tokens[number + 1 : number + 2]
    near = [*beside, *(token for token in following if token.gap == " ")]
    return any(token.is_cap and token.flags & (GIVEN | SURNAME) and not token.flags & (WORD | SAFE) for token in near)


def plain(token: Token) -> bool:
    """Whether the word is one that prose writes with a capital anyway, or a function word."""
    return bool(token.flags & (USUAL | PHRASE)) or token.key in FUNCTION


def could_be_name(document: Document, number: int) -> bool:
    """Whether the word could name somebody where its surroundings ask for a name: anything but what is surely safe."""
    token = document.tokens[number]
    if token.taken or not token.is_cap or token.flags & PHRASE or token.key in FUNCTION:
        return False
    if token.flags & NAMED:
        return not (token.flags & SAFE and token.shape == "upper" and len(token.text) < 4)
    return not token.flags & (SAFE | USUAL)


def take_name(document: Document, number: int, limit: int = 4) -> int | None:
    """Return the number of the last word of the name that begins at ``number``, or None when none does.

    Initials, particles, quoted short forms and family names are taken along.
    """
    tokens, last, at = document.tokens, None, number
    while at < len(tokens) and at - number < limit:
        token = tokens[at]
        if at > number and (token.gap not in _JOINS and token.gap.strip(" ") not in ('"', "“", "”", "‘", "’", "'", '".')):
            break
        if at > number and token.gap.startswith(".") and token.first and len(tokens[at - 1].text) > 1:
            break  # "Health visitor Gaynor. Apgar 9": a full stop behind a whole word closes the sentence
        if token.is_cap and len(token.text) == 1 and (at > number or _initial(tokens, at)):
            last = at if at > number else last
        elif could_be_name(document, at) and not (at > number and token.first and not token.gap.strip()):
            last = at
        elif not (token.key in PARTICLES and at + 1 < len(tokens) and tokens[at + 1].is_cap and at + 1 - number < limit):
            break
        at += 1
    return last


def _initial(tokens: Sequence[Token], at: int) -> bool:
    """Whether a single letter is an initial before a name."""
    return at + 1 < len(tokens) and tokens[at + 1].gap in (". ", ".", " ") and tokens[at + 1].is_cap


def finding(
    document: Document, first: int, last: int, label: str, suggestion: str, why: str, level: Level = Level.DECIDE
) -> Finding:
    """A finding from the first to the last word, both included."""
    return Finding(document.tokens[first].start, document.tokens[last].end, label, level, suggestion, why)


def join_across(document: Document, runs: Sequence[Run], at: int, reach: int = 3) -> int:
    """Return the first word of the capitalised stretch that connectors ("of the", "and") tie to ``runs[at]``."""
    first = runs[at].first
    while at > 0:
        before = runs[at - 1]
        between = document.tokens[before.last + 1 : first]
        if (
            not 0 < len(between) <= reach
            or [token.key for token in between] == ["and", "to"]
            or any(token.key not in _CONNECTORS or token.gap != " " for token in between)
        ):
            break
        opens = document.tokens[before.first]
        if document.tokens[first].gap != " " or (opens.first and (between[0].key in _LOOSE or opens.key in FUNCTION)):
            break
        first, at = before.first, at - 1
    return first


__all__ = [
    "EPONYM", "FUNCTION", "GIVEN", "NAMED", "PARTICLES", "PHRASE", "PLACE", "SAFE", "SURNAME", "USUAL", "WORD",
    "Run", "cap_runs", "could_be_name", "explained", "finding", "join_across", "plain", "take_name",
]  # fmt: skip
