"""Pubs, places of worship, clubs, pharmacies, charities, councils, stations and other bodies by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import GIVEN, PHRASE, PLACE, SAFE, SURNAME, USUAL, Document
from ..model import Finding, Level
from ..runs import FUNCTION, cap_runs, finding, plain
from ..vocabulary import cues, load
from .context import ContextRecognizer
from .organisation import GENERIC, Kind

_WHY = "A named place or body that people nearby know. Say “a local charity”, “a pub”, “a place of worship”."
_KIND = Kind(
    "ORG_OTHER",
    "[local organisation]",
    _WHY,
    cues("org_other", "heads"),
    openings=cues("org_other", "openings"),
    cues=cues("org_other", "cues"),
    tails=cues("org_other", "tails"),
)
_AT = cues("org_other", "at")
# What the definite article introduces with a capital in everyday clinical prose.
_THE_USUAL = cues("org_other", "the_usual")


def _read(document: Document) -> Iterator[Finding]:
    yield from _KIND.recognizer().find(document)
    yield from _sacred(document)
    yield from _shops(document)
    yield from _the(document)
    yield from _at(document)
    yield from _signs(document)


def _signs(document: Document) -> Iterator[Finding]:
    """ "the Red Lion", "Queen's Head", "Rose and Crown": what is painted on signboards, in capitals."""
    tokens = document.tokens
    for number, token in enumerate(tokens[:-1]):
        opens = token.key in _COLOURS or token.key in load("signboards") or tokens[number + 1].gap in ("'s ", "’s ", "s' ", "’ ")
        if not opens or token.shape != "cap" or token.taken or token.flags & PHRASE:
            continue
        last = number + 2 if tokens[number + 1].key in ("and", "&") and number + 2 < len(tokens) else number + 1
        name = tokens[last]
        painted = (
            name.key in load("signboards")
            or name.key in ("head", "arms")
            or (name.key in _SERVICES and token.key in load("signboards"))
        )
        if (
            painted
            and name.shape == "cap"
            and not name.taken
            and not name.flags & PHRASE
            and all(t.gap in _SIGN_GAPS for t in tokens[number + 1 : last + 1])
        ):
            yield finding(document, number, last, "ORG_OTHER", "[local place]", _WHY)


_COLOURS = cues("small_bodies", "colours")
_SERVICES = cues("small_bodies", "services")
_SIGN_GAPS = frozenset({" ", "'s ", "’s ", "' ", "’ ", " & "})


def _sacred(document: Document) -> Iterator[Finding]:
    """ "All Saints", "Our Lady of Lourdes", "Holy Trinity"."""
    tokens = document.tokens
    for number in range(len(tokens) - 1):
        token, following = tokens[number], tokens[number + 1]
        if token.key in _SACRED_FIRST and token.is_cap and following.key in _SACRED and following.is_cap and following.gap == " ":
            yield finding(document, number, number + 1, "ORG_OTHER", "[place of worship]", _WHY)


def _shops(document: Document) -> Iterator[Finding]:
    """ "Boots in the Arndale": a chain names nobody, its branch does."""
    for match in _BRANCH.finditer(document.text):
        yield Finding(match.start(), match.end(), "ORG_OTHER", Level.DECIDE, "[a shop]", _WHY)


_SACRED_FIRST = cues("org_other", "sacred_first")
_SACRED = cues("org_other", "sacred")
_BRANCH = re.compile(
    r"\b(?:Boots|Well|Lloyds|LloydsPharmacy|Superdrug|Tesco|Asda|Morrisons|Sainsbury[’']?s|Aldi|Lidl|Rowlands|Ladbrokes|William Hill|Coral|Wetherspoons?|"
    r"Spoons|Greggs|McDonald[’']?s|Co-op|Costa|Starbucks|Day Lewis|Weldricks|Cohens|Jhoots|Pharmacy2U|Paydens|Iceland|Spar|Londis|Wilko|Argos|Primark|"
    r"B&Q|Halfords|KFC|Subway|Nando[’']?s|Travelodge|Premier Inn|Nationwide|Barclays|HSBC|NatWest|Santander|Halifax|Post Office)(?: [Pp]harmacy)?(?:,| in| on| at) (?:the )?[A-Z][\w’'-]{1,20}(?: [A-Z][\w’'-]{1,20}){0,2}"
)


def _the(document: Document) -> Iterator[Finding]:
    """ "in the Mermaid", "at The Cedars": an article and a capitalised word that prose has no reason to capitalise."""
    tokens = document.tokens
    for run in cap_runs(document):
        token = tokens[run.first]
        if (
            token.key == "the"
            and not token.first
            and run.last > run.first
            and token.shape == "cap"
            and _uncommon(document, run.first + 1, run.last)
        ):
            yield finding(document, run.first, run.last, "ORG_OTHER", "[local place]", _WHY)
        before = tokens[run.first - 1] if run.first else None
        if before is None or before.key != "the" or before.shape != "lower" or token.gap != " " or run.first < 2:
            continue
        pub = run.last > run.first and tokens[run.first + 1].gap in ("'s ", "’s ", "' ", "’ ") and run.last == run.first + 1
        uncommon = _uncommon(document, run.first, run.last) or (pub and _partly_uncommon(document, run.first, run.last))
        if tokens[run.first - 2].key in _AT and uncommon and (pub or _ends_noun(document, run.last)):
            yield finding(document, run.first - 1, run.last, "ORG_OTHER", "[local place]", _WHY)


def _at(document: Document) -> Iterator[Finding]:
    """ "at Clear View", "s136 to Clock View", "at North Mid": capitalised words behind a word of place."""
    tokens = document.tokens
    for run in cap_runs(document):
        before = tokens[run.first - 1] if run.first else None
        if before is None or tokens[run.first].gap != " " or tokens[run.first].first:
            continue
        several = run.last > run.first
        leads = before.key in _AT_ONE or (several and before.key in _AT_SEVERAL)
        if not leads:
            continue
        if _uncommon(document, run.first, run.last) or (several and _partly_uncommon(document, run.first, run.last)):
            yield finding(document, run.first, run.last, "ORG_OTHER", "[local place]", _WHY)


_AT_ONE = cues("org_other", "at_one")
_AT_SEVERAL = cues("org_other", "at_several")


def _uncommon(document: Document, first: int, last: int) -> bool:
    words = document.tokens[first : last + 1]
    if any(word.flags & PHRASE or (word.flags & SAFE and not word.flags & (GIVEN | SURNAME | PLACE)) for word in words):
        return False
    if any(document.is_eponym(number) for number in range(first, last + 1)):
        return False
    return (
        all(
            not (plain(word) or word.key in _THE_USUAL or word.key in FUNCTION or word.shape != "cap" or len(word.text) < 3)
            for word in words
        )
        and not all(word.key in GENERIC or word.flags & USUAL for word in words)
        and words[0].key not in _MONTHS
    )


def _partly_uncommon(document: Document, first: int, last: int) -> bool:
    """Several capitalised words, one of them unusual: "North Mid", "Open Door"."""
    words = document.tokens[first : last + 1]
    if any(word.flags & (PHRASE | SAFE) or word.shape != "cap" or document.is_eponym(first + n) for n, word in enumerate(words)):
        return False
    return any(not (plain(word) or word.key in GENERIC or word.key in FUNCTION or word.key in _MONTHS) for word in words)


_MONTHS = cues("org_other", "months")


def _ends_noun(document: Document, last: int) -> bool:
    """Whether nothing that would be the noun follows ("the Bristol leaflet")."""
    following = document.tokens[last + 1 : last + 2]
    if not following or following[0].gap != " ":
        return True
    return following[0].key in FUNCTION or following[0].key in (
        "most",
        "every",
        "twice",
        "again",
        "and",
        "every",
        "last",
        "today",
        "yesterday",
        "where",
        "who",
        "that",
        "pub",
        "club",
        "hotel",
    )


RECOGNIZER = ContextRecognizer("ORG_OTHER", _read)
