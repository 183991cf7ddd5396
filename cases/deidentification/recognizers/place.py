"""Places: known ones, and words that are places where a preposition or an address shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import EPONYM, PHRASE, PLACE, SAFE, USUAL, WORD, Document
from ..model import Finding, Level
from ..runs import FUNCTION, cap_runs, explained, finding, plain
from ..vocabulary import cues
from .context import ROLES, ContextRecognizer
from .name_unknown import CALENDAR
from .organisation import GENERIC

_WHY = "A place narrows the search to people who live or are treated there. Say “a northern town”, “a village”."
_LED = cues("place", "led")
_LIVES = cues("place", "lives")
_STREETS = cues("place", "streets")
_BEHIND = frozenset({"in", "from", "near", "via", "around", "outside", "to"})
_DAYS = cues("org_other", "months")
_THEN = cues("place", "then")
_DIRECTIONS = frozenset({"northern", "southern", "eastern", "western", "central"})
_GROUND = cues("place", "ground")
_ALWAYS = cues("place", "always")


def _read(document: Document) -> Iterator[Finding]:
    tokens = document.tokens
    yield from _landmarks(document)
    yield from _before_postcode(document)
    for run in cap_runs(document):
        token, before = tokens[run.first], tokens[run.first - 1] if run.first else None
        if before is None or token.gap not in (" ", ", ", ": ") or token.key in CALENDAR or token.key in _DAYS:
            continue
        if _behind_street(document, run.first):
            yield finding(document, run.first, run.last, "PLACE", "[place]", _WHY)
        elif token.flags & PLACE and token.flags & WORD and not token.first and _led(document, run.first):
            yield finding(
                document, run.first, run.last if not explained(document, run.last) else run.first, "PLACE", "[place]", _WHY
            )
        elif (
            (run.first == run.last and _between_commas(document, run.first))
            or (run.first == run.last and _capital_behind(document, run.first))
            or (_dwelt(document, run.first) and not _general(document, run.first, run.last))
        ):
            yield finding(document, run.first, run.last, "PLACE", "[place]", _WHY)


def _before_postcode(document: Document) -> Iterator[Finding]:
    """ "Fisher Bank, Boston, PE21 9QD": what stands before a postcode is a town, whatever else it means."""
    for match in _TOWN.finditer(document.text):
        words = document.within(match.start("id"), match.end("id"))
        if words and not any(word.taken for word in words):
            yield Finding(match.start("id"), match.end("id"), "PLACE", Level.DECIDE, "[place]", _WHY)
    for match in _HOUSE.finditer(document.text):
        words = document.within(match.start("id"), match.end("id"))
        if not any(word.taken or word.flags & PHRASE for word in words):
            yield Finding(match.start("id"), match.end("id"), "ADDRESS", Level.DECIDE, "[address removed]", _WHY)


# "Jos Braithwaite, High Intake, up above Seathwaite, LA20 9ZY": what stands between a name and a postcode is a house
_HOUSE = re.compile(
    r"(?<=[a-z], )(?P<id>[A-Z][\w’'-]{1,20}(?: [A-Z][\w’'-]{1,20}){0,2})(?=, (?:[A-Za-z][A-Za-z’' -]{2,40}, ){0,2}[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b)"
)
_TOWN = re.compile(
    r"(?<=[,;:] )(?P<id>(?:[A-Z][\w’'-]{1,20}(?: [A-Z][\w’'-]{1,20}){0,2}, )?[A-Z][\w’'-]{2,20}(?:[ -][A-Za-z][\w’'-]{1,20}){0,3}),? (?=[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b)"
)


def _landmarks(document: Document) -> Iterator[Finding]:
    """ "Holy Island", "Sandy Bay", "the Humber Bridge", "Royal London": two capitals, and the last says that it is a place."""
    tokens = document.tokens
    for number, token in enumerate(tokens[:-1]):
        following = tokens[number + 1]
        if (
            token.shape != "cap"
            or following.shape != "cap"
            or following.gap not in (" ", "'s ", "’s ")
            or token.taken
            or following.taken
        ):
            continue
        if token.flags & (PHRASE | SAFE) or following.flags & PHRASE or token.key in FUNCTION or document.is_eponym(number):
            continue
        ground = following.key in _GROUND and token.key not in GENERIC and not token.flags & USUAL
        crown = token.key in ("royal", "queen", "princess", "king") and following.flags & PLACE
        crown = crown or (token.key in _DIRECTIONS and not token.first and following.key in ("general", "infirmary", "group"))
        if (ground and not (token.first and token.flags & WORD and not token.flags & PLACE)) or crown:
            article = number > 0 and tokens[number - 1].key == "the" and token.gap == " "
            yield finding(document, number - 1 if article else number, number + 1, "PLACE", "[place]", _WHY)


def _led(document: Document, number: int) -> bool:
    token, before = document.tokens[number], document.tokens[number - 1]
    if document.is_eponym(number) or (token.flags & (USUAL | SAFE) and not token.flags & PLACE):
        return False
    if token.gap == " " and before.key in _LED and token.key not in _ALWAYS:
        return True
    # A comma behind an address, a house number or another place: "Mill Lane, Wing, Rutland".
    following = document.tokens[number + 1 : number + 2]
    listed = (
        bool(following) and following[0].gap.strip(" ") in (",", "") and (following[0].taken or following[0].flags & PLACE > 0)
    )
    return token.gap == ", " and listed and not token.flags & EPONYM


def _between_commas(document: Document, number: int) -> bool:
    """ "assessment, Yell, ferry permitting": a place that is also a word, with a capital and commas of its own."""
    token = document.tokens[number]
    following = document.tokens[number + 1 : number + 2]
    return (
        token.flags & (PLACE | WORD) == PLACE | WORD
        and not token.flags & (USUAL | SAFE | PHRASE)
        and token.key not in _ALWAYS
        and token.gap == ", "
        and not token.first
        and document.tokens[number - 1].shape in ("lower", "mixed")
        and (not following or following[0].gap[:1] in (",", ".", ";", ")"))
        and not document.is_eponym(number)
    )


def _capital_behind(document: Document, number: int) -> bool:
    """An ordinary word, capitalised behind "in", "from" or "via": "grew up in Harbour". Prose has no other reason for the capital."""
    token, before = document.tokens[number], document.tokens[number - 1]
    if token.gap != " " or before.key not in _BEHIND or token.first or token.shape != "cap" or len(token.text) < 4:
        return False
    if plain(token) or token.flags & SAFE or token.key in GENERIC or token.key in ROLES or document.is_eponym(number):
        return False
    following = document.tokens[number + 1 : number + 2]
    alone = not following or following[0].gap != " " or following[0].key in FUNCTION or following[0].key in _THEN
    return alone and not any(other.key == token.key and other.shape == "lower" for other in document.tokens)


def _behind_street(document: Document, number: int) -> bool:
    """ "Mill Lane, Wing, Rutland": the word behind a street line is the village."""
    token, before = document.tokens[number], document.tokens[number - 1]
    return token.gap == ", " and before.is_cap and before.key in _STREETS and not plain(token) and not token.flags & SAFE


def _dwelt(document: Document, number: int) -> bool:
    """Whether somebody lives there: "living in Deal", "lives Dennistoun"."""
    back = document.tokens[max(0, number - 3) : number]
    if document.tokens[number].first or not back or document.tokens[number].gap != " ":
        return False
    if back[-1].key in _LIVES and back[-1].key not in ("homeless",):
        return True
    return back[-1].key in ("in", "at", "on", "near", "to", "from", "outside") and any(
        token.key in _LIVES or (token.key in ("from", "house", "home") and token is not back[-1]) for token in back[:-1]
    )


def _general(document: Document, first: int, last: int) -> bool:
    words = document.tokens[first : last + 1]
    return all(plain(word) or word.flags & SAFE or word.key in FUNCTION for word in words)


RECOGNIZER = ContextRecognizer("PLACE", _read)
