"""Names and places in texts that hardly use capitals, where a capital's absence says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import words
from ..document import GIVEN, NAMED, PHRASE, PLACE, SAFE, SURNAME, WORD, Document
from ..model import Finding
from ..runs import FUNCTION, finding
from ..tokens import Token
from ..vocabulary import cues, load
from .context import ROLES, ContextRecognizer

_WHY = "A name or place, written without capitals."
_AT = cues("name_lowercase", "at")
_PERSON = cues("name_lowercase", "person")
_BODIES = cues("name_lowercase", "bodies")
_KINDS = cues("name_lowercase", "kinds")
_CHAINS = cues("name_lowercase", "chains")
_WHY_BODY = "A named body, written without capitals. Say “a surgery”, “a hostel”, “a shop”."


def _read(document: Document) -> Iterator[Finding]:
    tokens = document.tokens
    if not document.few_capitals and not document.all_capitals:
        yield from _between_capitals(document)
        yield from _bodies(document)
        return
    for number, token in enumerate(tokens):
        if token.taken or token.shape == "mixed" or token.flags & SAFE or len(token.text) < 3 or token.key in FUNCTION:
            continue
        if document.is_eponym(number):
            continue  # "parkinson's disease"
        led = number > 0 and tokens[number - 1].key in _AT and token.gap == " "
        if token.flags & NAMED and not token.flags & WORD:
            last = _family(tokens, number)
            place = token.flags & PLACE and (led or not token.flags & (GIVEN | SURNAME))
            label, by = ("PLACE", "[place]") if place else ("NAME_OTHER", "[name removed]")
            yield finding(document, number, last, label, by, _WHY)
        elif led and _strange(token) and tokens[number - 1].key in _PLACED:
            yield finding(document, number, _family(tokens, number), "PLACE", "[place]", _WHY)
        elif number and token.gap == " " and tokens[number - 1].key in _PERSON and _strange(token):
            yield finding(document, number, _family(tokens, number), "NAME_OTHER", "[name removed]", _WHY)
        elif _strange(token) and number + 1 < len(tokens) and tokens[number + 1].gap == " ":
            if tokens[number + 1].key in _ROADS:
                yield finding(document, number, number + 1, "ADDRESS", "[address removed]", _WHY)
            elif tokens[number + 1].key in _SPOKE or _unheard(token):
                yield finding(document, number, number, "NAME_OTHER", "[name removed]", _WHY)
        elif _unheard(token):
            before = tokens[number - 1] if number and token.gap == " " else None
            pair = before is not None and before.key in load("given_names") and not before.taken and before.key not in _VERBS
            yield finding(document, number - 1 if pair else number, number, "NAME_OTHER", "[name removed]", _WHY)
        elif number and token.gap == " " and tokens[number - 1].key in ROLES and token.flags & GIVEN and token.key not in _VERBS:
            yield finding(document, number, number, "NAME_OTHER", "[name removed]", _WHY)  # "social worker grant"
    yield from _bodies(document)
    yield from _nicknamed(document)
    yield from _signed(document)


def _between_capitals(document: Document) -> Iterator[Finding]:
    """First names in small letters in a text that has capitals: a slip of the keyboard, and English has no such word."""
    tokens = document.tokens
    for number, token in enumerate(tokens):
        if token.shape != "lower" or token.taken or len(token.text) < 4 or token.key in _DOUBTFUL:
            continue
        if token.flags & (GIVEN | WORD | SAFE | PHRASE | PLACE) == GIVEN and not document.is_eponym(number):
            before = tokens[number - 1] if number and token.gap == " " else None
            pair = (
                before is not None
                and before.shape == "lower"
                and before.flags & GIVEN
                and not before.taken
                and before.key not in _VERBS
            )
            yield finding(document, number - 1 if pair else number, number, "NAME_OTHER", "[name removed]", _WHY)
        elif (
            token.flags & (WORD | SAFE | PHRASE | PLACE) == PLACE
            and number
            and tokens[number - 1].key in _PLACED
            and token.gap == " "
        ):
            yield finding(document, number, number, "PLACE", "[place]", _WHY)


def _nicknamed(document: Document) -> Iterator[Finding]:
    """ "big jase", "wee davie": how people who know each other tell two of a name apart."""
    tokens = document.tokens
    for number, token in enumerate(tokens[:-1]):
        name = tokens[number + 1]
        if token.key not in _NICK or name.taken or name.gap != " " or name.flags & SAFE or name.key in FUNCTION:
            continue
        if _strange(name) or not name.flags & (WORD | SAFE):
            yield finding(document, number, number + 1, "NAME_OTHER", "[name removed]", _WHY)


def _signed(document: Document) -> Iterator[Finding]:
    """ "thanks, tone": the last word behind a closing one and a comma or line."""
    tokens = document.tokens
    if len(tokens) > 8 and tokens[-2].key in _CLOSING and tokens[-1].shape == "lower" and not tokens[-1].taken:
        gap = tokens[-1].gap
        if ("," in gap or "\n" in gap) and tokens[-1].key not in _NO_SIGN and not tokens[-1].flags & SAFE:
            yield finding(document, len(tokens) - 1, len(tokens) - 1, "NAME_CLINICIAN", "[signature removed]", _WHY)


_PLACED = cues("name_lowercase", "placed")
_DOUBTFUL = cues("name_unknown", "doubtful") | {"mercy"}
_NICK = cues("small_bodies", "nick")
_CLOSING = cues("name_lowercase", "closing")
_NO_SIGN = cues("name_lowercase", "unsigned")


def _bodies(document: Document) -> Iterator[Finding]:
    """ "belvoir medical group", "greggs on mansfield rd": a body told by its kind, or a chain by its branch."""
    tokens = document.tokens
    shouts = document.few_capitals or document.all_capitals
    for number, token in enumerate(tokens):
        if token.taken:
            continue
        if token.key in _BODIES and number and (shouts or (token.shape == "lower" and tokens[number - 1].shape == "lower")):
            first = number
            while first and number - first < 3 and tokens[first].gap == " " and _names_body(tokens[first - 1]):
                first -= 1
            road = first and first < number and tokens[first].key in _ROADS and tokens[first].gap == " "
            if (
                road
                and tokens[first - 1].key not in FUNCTION
                and tokens[first - 1].shape == "lower"
                and not tokens[first - 1].taken
            ):
                yield finding(document, first - 1, number, "ORG_OTHER", "[local organisation]", _WHY_BODY)
                continue
            if any(_strange(part) or (part.flags & NAMED and not part.flags & (WORD | SAFE)) for part in tokens[first:number]):
                yield finding(document, first, number, "ORG_OTHER", "[local organisation]", _WHY_BODY)
        elif (
            token.key in _CHAINS
            and shouts
            and number + 1 < len(tokens)
            and tokens[number + 1].gap == " "
            and _names_body(tokens[number + 1])
        ):
            behind = tokens[number + 2 : number + 3]
            on = (
                bool(behind)
                and behind[0].gap == " "
                and (behind[0].key in _KINDS or behind[0].key in _ROADS or behind[0].key in ("strand", "arcade", "precinct"))
            )
            yield finding(document, number, number + 2 if on else number + 1, "ORG_OTHER", "[a shop]", _WHY_BODY)
        elif token.key in _CHAINS and number + 2 < len(tokens) and tokens[number + 1].key in ("on", "in", "at", "by"):
            last = number + 3 if tokens[number + 2].key == "the" else number + 2
            street = next((at for at in range(last + 1, min(last + 4, len(tokens))) if tokens[at].key in _STREETS), None)
            if street is not None and all(part.gap == " " and part.key not in FUNCTION for part in tokens[last : street + 1]):
                yield finding(document, number, street, "ORG_OTHER", "[a shop]", _WHY_BODY)
            elif last < len(tokens) and (_strange(tokens[last]) or tokens[last].flags & PLACE):
                yield finding(document, number, last, "ORG_OTHER", "[a shop]", _WHY_BODY)


_STREETS = cues("place", "streets")
_STREETS_SMALL = frozenset(
    {"road", "rd", "street", "st", "lane", "avenue", "ave", "drive", "crescent", "terrace", "estate", "square"}
)
_ROADS = cues("name_lowercase", "roads")
_SPOKE = frozenset("asked came cried denies phoned rang replied reports said says texted told thinks wants went".split())  # noqa: SIM905


def _names_body(token: Token) -> bool:
    """Whether the word can be part of a body's name: a name, a word nobody knows, or what such names are made of."""
    return not token.taken and token.key not in FUNCTION and (_strange(token) or token.flags & NAMED > 0 or token.key in _KINDS)


def _strange(token: Token) -> bool:
    """Whether English does not have the word."""
    return not token.flags & (WORD | SAFE | NAMED) and len(token.text) > 3 and token.text.replace("-", "").isalpha()


def _unheard(token: Token) -> bool:
    """Whether neither English nor the way it is spoken and typed has the word: in a text without capitals such a word is suspect."""
    if len(token.text) < 5 or not _strange(token) or _as_spoken(token.key):
        return False
    return not token.taken


def _as_spoken(key: str) -> bool:
    """Whether a word is a known one as it is spoken or typed: "comin", "dinnae", "diazzies", "soooo"."""
    if key in load("spoken") or key.removesuffix("s") in load("eponyms") or key.endswith(("nae", "nny")):
        return True
    plain = key[:-2] + "ing" if key.endswith("in") else key
    forms = {plain + "g" if key.endswith("in") else key, key + "g", key.rstrip("s"), key.rstrip("z"), _REPEATED.sub(r"\1", key)}
    if any(
        form in load("english") or words.is_derived(form) or form in load("drugs") or form in load("street_drugs")
        for form in forms
    ):
        return True
    return len(key) > 3 and any(drug.startswith(key.rstrip("s")) for drug in load("drugs"))  # "clonaz", "lofex"


_REPEATED = re.compile(r"(.)\1{2,}")
_VERBS = frozenset({"will", "may", "can", "hope", "so", "an", "ever", "eve", "art", "rich", "guy", "even", "win"})


def _family(tokens: list[Token], number: int) -> int:
    """Take along a strange word, family name or road behind ("tilly ruscoe", "acton brook", "glenburn road")."""
    following = tokens[number + 1 : number + 2]
    if following and following[0].gap == " " and not following[0].taken:
        token = following[0]
        behind = tokens[number + 2 : number + 3]
        if (
            len(token.text) == 1
            and token.text not in "aixnur"
            and tokens[number].flags & GIVEN
            and not (behind and behind[0].gap == " ")
        ):
            return number + 1  # "gaynor p,"
        if (token.key in _STREETS_SMALL or token.key in ("view", "house", "court", "lodge", "gardens", "park")) and not tokens[
            number
        ].flags & WORD:
            return number + 1
        if _strange(token) or (
            token.flags & (SURNAME | PLACE)
            and not token.flags & SAFE
            and token.key not in FUNCTION
            and (_rare(token) or (token.flags & SURNAME and tokens[number].flags & (GIVEN | WORD) == GIVEN))
        ):
            return number + 1
    return number


def _rare(token: Token) -> bool:
    return not token.flags & WORD or token.key in (
        "brook",
        "road",
        "street",
        "lane",
        "park",
        "green",
        "hill",
        "wood",
        "field",
        "church",
        "mill",
        "bridge",
    )


RECOGNIZER = ContextRecognizer("NAME_OTHER", _read)
