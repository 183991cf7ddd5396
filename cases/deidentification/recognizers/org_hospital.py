"""Hospitals, wards and units by name, or by capitals that only the neighbourhood knows: "bloods at PRI"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import NAMED, PHRASE, SAFE, USUAL, WORD, Document
from ..model import Finding, Level
from ..runs import finding
from ..vocabulary import cues, load
from .context import ContextRecognizer
from .organisation import Kind

_WHY = "The place of treatment narrows the search to its patients. Say “a general hospital”, “an acute ward”."
_KIND = Kind(
    "ORG_HOSPITAL",
    "[hospital or ward]",
    _WHY,
    cues("org_hospital", "heads"),
    openings=frozenset(("ysbyty",)),
    cues=cues("org_hospital", "cues"),
    tails=cues("org_hospital", "tails"),
)
_WARD = re.compile(r"\b[Ww]ard (?:[A-Z]{1,2}\d{1,2}|\d{1,3}[A-Z]?)\b")
_MOVED = cues("org_hospital", "moved")


def _read(document: Document) -> Iterator[Finding]:
    yield from _KIND.recognizer().find(document)
    yield from _capitals(document)
    yield from _for_short(document)
    for match in _WARD.finditer(document.text):
        yield Finding(match.start(), match.end(), "ORG_HOSPITAL", Level.DECIDE, "[hospital or ward]", _WHY)


def _for_short(document: Document) -> Iterator[Finding]:
    """ "gone to City", "back from the Royal", "the Northern General", "City Hospital": what everybody there calls it."""
    for pattern in (_SHORT, _TWO, _AND, _WHOSE):
        for match in pattern.finditer(document.text):
            start, end = match.span("id")
            known = document.is_eponym(document.number_at(start))
            if not known and not any(token.taken or token.flags & PHRASE for token in document.within(start, end)):
                yield Finding(start, end, "ORG_HOSPITAL", Level.DECIDE, "[hospital or ward]", _WHY)


# "the l&d": a hospital by its letters
_AND = re.compile(
    r"\b(?P<id>[Tt]he (?!(?:[Aa]&[Ee]|[Dd]&[Vv]|[Oo]&[Gg]|[Bb]&[Bb]|[Rr]&[Dd]|[Pp]&[Pp]|[Qq]&[Aa]|[Dd]&[Cc]|[Mm]&[Mm])\b)[A-Za-z]&[A-Za-z])\b"
)
# "Dr Oyelaran (Queen’s)": where somebody works, by whose it is
_WHOSE = re.compile(r"\((?P<id>(?:St |King |Queen |Royal )?[A-Z][a-z]{2,14}['’]s)\)")
_SHORT = re.compile(
    r"\b(?:[Gg]one|[Tt]aken|[Ss]ent|[Bb]lue-?lighted|[Tt]ransferred|[Tt]ransfer|[Aa]dmitted|[Mm]oved|[Bb]ack|[Dd]ischarged|[Bb]eds?|[Ss]een|[Uu]p|[Oo]ver|[Aa]mbulance)"
    r" (?:to|from|at|in) (?P<id>(?:the )?(?:City|Royal|General|Infirmary|Western|Northern|Southern|Eastern|Victoria|County|Memorial))"
    r"(?=[,.;:)?!\n]|$| (?:by|at|on|with|last|and|again|after|for|when|then|this|later|now|in|via|overnight|today|yesterday|tonight|where|who|because)\b)"
)
_TWO = re.compile(
    r"(?P<id>\b(?:[Tt]he )?(?:(?:Northern|Southern|Western|Eastern|Royal|City|County|Victoria|Borough) (?:General|Infirmary|Hospital)"
    r"|(?!The|A|Any|Your|Our|Lt|Major|Attorney|Solicitor|Governor|Director|Secretary|Surgeon|Consul|Postmaster|Adjutant|Registrar|Inspector|In|District|Brigadier|Lieutenant)[A-Z][a-z]{2,15} (?:General|Infirmary)))\b(?! (?:[Pp]ractice|[Pp]ractitioner|[Mm]edical|[Mm]edicine|[Aa]nxiety|[Hh]ealth|[Ss]urgery|[Ss]urgical|[Pp]harmaceutical|[Dd]ental|[Cc]ouncil|[Aa]ssembly|[Ee]lection|[Dd]ata)\b)"
)


def _capitals(document: Document) -> Iterator[Finding]:
    """Two to five capitals that no vocabulary knows, where a place stands."""
    if document.all_capitals:
        return
    tokens = document.tokens
    for number, token in enumerate(tokens[1:], 1):
        if token.shape != "upper" or not 2 <= len(token.text) <= 5 or token.taken or token.gap != " ":
            continue
        before = tokens[number - 1]
        if token.key in load("hospital_letters"):
            yield finding(document, number, number, "ORG_HOSPITAL", "[hospital or ward]", _WHY)
            continue
        led = before.key == "at" or (before.key in ("to", "from") and number > 1 and tokens[number - 2].key in _MOVED)
        if led and not token.flags & (SAFE | WORD | PHRASE | USUAL | NAMED) and not document.is_eponym(number):
            yield finding(document, number, number, "ORG_HOSPITAL", "[hospital or ward]", _WHY)


RECOGNIZER = ContextRecognizer("ORG_HOSPITAL", _read)
