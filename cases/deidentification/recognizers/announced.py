"""Names and bodies that a label, a bracket or a verb announces, whatever the words mean otherwise: "Aftercare: Antidote", "Olive (daughter)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import PHRASE, SAFE, Document
from ..model import Finding, Level
from ..runs import FUNCTION, plain
from ..vocabulary import load
from .context import RELATIVES, ROLES, ContextRecognizer
from .organisation import GENERIC

_WHY = "What stands here names a person or a body, whatever the word means otherwise."
_WORDS = r"[A-Z][\w’'-]+(?: (?:&|and|of|the|[A-Z][\w’'-]+)){0,3}"
_BODY = re.compile(
    rf"\b(?:Aftercare|School|College|Employer|Hostel|Pharmacy|Chemist|Surgery|Nursery|Provider|Placement|Church|Refuge|Rehab): (?P<id>{_WORDS})(?=[,.;\n(]|$)"
)
_LETTERS = re.compile(
    r"\b(?:[Dd]ropped out of|[Gg]raduat(?:ed|es|ing) from|[Ss]tud(?:ies|ied|ying) at|[Ss]tudent at|[Ee]nrolled at|[Ww]ork(?:s|ed|ing)? (?:at|for)|[Ee]mployed by) (?P<id>[A-Z]{2,6})\b"
)
_KIN = re.compile(
    r"(?<![\w’'-])(?P<id>[A-Z][a-zà-ÿ’'-]+(?: [A-Z][a-zà-ÿ’'-]+)?) \((?:his |her |their |the )?(?:older |younger |eldest |youngest |late |half-|step-?)?"
    r"(?:mother|mum|mam|father|dad|sister|brother|daughter|son|wife|husband|partner|girlfriend|boyfriend|aunt|aunty|uncle|nan|gran|grandmother|grandad|grandfather|cousin|niece|nephew|neighbour|keyworker|carer|landlady|landlord|dog|cat)\b"
)
_SMALL_BODY = re.compile(
    r"\b(?:gp|surgery|docs|doctors|chemist|pharmacy|school|hostel|practice|dealer|rehab)s? \((?P<id>[a-z’']+(?: [a-z’']+){0,2})\)"
)
# "the l&d": a hospital by its letters
_AND = re.compile(
    r"\b(?P<id>[Tt]he (?!(?:[Aa]&[Ee]|[Dd]&[Vv]|[Oo]&[Gg]|[Bb]&[Bb]|[Rr]&[Dd]|[Pp]&[Pp]|[Qq]&[Aa]|[Dd]&[Cc]|[Mm]&[Mm])\b)[A-Za-z]&[A-Za-z])\b"
)
# "Dr Oyelaran (Queen’s)": where somebody works, by whose it is
_WHOSE = re.compile(r"\((?P<id>(?:St |King |Queen |Royal )?[A-Z][a-z]{2,14}['’]s)\)")
# numbers from before 1996: "XKRT 118"
_OLD_NHS = re.compile(r"\b(?P<id>(?!ISBN|ISSN|ICID|DSMV)[A-Z]{4} ?(?:\d{3}|\d{1,3}/\d{1,3}))\b(?! ?(?:mg|ml|mcg))")
_BRANCH = re.compile(
    r"\b(?P<id>[a-z]{4,14} (?:st|rd|street|road|lane|ave|avenue|square|way) (?:boots|lloyds|superdrug|tesco|asda|aldi|lidl|greggs|spar|coop|co-op|wetherspoons|spoons|subway|ladbrokes|rowlands|chemist|pharmacy|surgery))\b"
)
_PREMISES = re.compile(
    r"\b(?:at|in|from|outside|for|near) (?P<id>[a-z’']{3,14}(?: [a-z’']{3,14}){0,2} (?:bar|cafe|café|chippy|inn|arms|salon|barbers|bakery|takeaway|tandoori|kebabs?|pizza|nails|motors|tyres|garage|cabs|taxis|florists?|tavern|diner|grill|launderette|bookies|church|mosque|temple|gurdwara|surgery|practice|clinic|pharmacy|chemist|school|academy|college|cargo|logistics|foods|dairy|fisheries|care|homes|housing|subsea|offshore|haulage|scaffolding|roofing))\b"
)
# Letters of scripts that know no capitals: in an English text they are somebody's name, or a place's.
_SCRIPT = re.compile(
    r"(?P<id>[\u0590-\u08ff\u0900-\u10ff\u1200-\u137f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af]+(?: [\u0590-\u08ff\u0900-\u10ff\u1200-\u137f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af]+)*)"
)
_NOBODY = frozenset(
    "none unknown nil declined self home yes no not same local refused closed informed aware pending tbc na other various any full part awaiting discussed offered".split()  # noqa: SIM905
)
_VAGUE = frozenset(
    "another any big corner different every local long more new nice night nearby old other right same small some that the this tidy usual whole wine work".split()  # noqa: SIM905
)


def _read(document: Document) -> Iterator[Finding]:
    for match in _KIN.finditer(document.text):
        if _may_name(document, match):
            yield _found(match, "NAME_RELATIVE", "[relative’s name]")
    for match in _BODY.finditer(document.text):
        if _may_name(document, match):
            yield _found(match, "ORG_OTHER", "[local organisation]")
    for match in _LETTERS.finditer(document.text):
        if match.group("id").lower() not in load("abbreviations"):
            yield _found(match, "ORG_OTHER", "[local organisation]")
    for match in _AND.finditer(document.text):
        yield _found(match, "ORG_HOSPITAL", "[hospital or ward]")
    for match in _WHOSE.finditer(document.text):
        if not document.is_eponym(document.number_at(match.start("id"))):
            yield _found(match, "ORG_HOSPITAL", "[hospital or ward]")
    for match in _OLD_NHS.finditer(document.text):
        if match.group("id")[:4].lower() not in load("abbreviations") | load("scales"):
            yield _found(match, "RECORD_NO", "[record number removed]")
    for match in _SCRIPT.finditer(document.text):
        yield _found(match, "NAME_OTHER", "[name removed]")
    for match in _BRANCH.finditer(document.text):
        if match.group("id").split()[0] not in FUNCTION | _VAGUE | GENERIC:
            yield _found(match, "ORG_OTHER", "[a shop]")
    if document.few_capitals:
        for pattern in (_SMALL_BODY, _PREMISES):
            for match in pattern.finditer(document.text):
                words = document.within(match.start("id"), match.end("id"))
                dull = any(
                    w.key in FUNCTION
                    or (w.key in _VAGUE and len(words) < 3)
                    or w.key in RELATIVES
                    or w.key in ROLES
                    or w.key in _NOBODY
                    for w in words
                )
                if not dull and not all(word.key in GENERIC or word.flags & (SAFE | PHRASE) for word in words[:-1] or words):
                    yield _found(match, "ORG_OTHER", "[local organisation]")


def _may_name(document: Document, match: re.Match[str]) -> bool:
    words = document.within(match.start("id"), match.end("id"))
    if any(word.taken or word.flags & PHRASE for word in words) or words[0].key in FUNCTION | _NOBODY:
        return False
    return not all(
        plain(word)
        or word.key in GENERIC
        or word.key in RELATIVES
        or word.key in ROLES
        or (word.flags & SAFE and word.shape == "upper")
        for word in words
    )


def _found(match: re.Match[str], label: str, suggestion: str) -> Finding:
    return Finding(match.start("id"), match.end("id"), label, Level.DECIDE, suggestion, _WHY)


RECOGNIZER = ContextRecognizer("NAME_OTHER", _read)
