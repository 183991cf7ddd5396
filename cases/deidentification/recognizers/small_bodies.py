"""Bodies that small letters hide: "runs the lobster pot cafe", "lives above the golden fry", "works at kings mill", "st marks"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import GIVEN, NAMED, PHRASE, PLACE, SAFE, SURNAME, WORD, Document
from ..model import Finding, Level
from ..runs import FUNCTION, finding
from ..tokens import Token
from ..vocabulary import cues, load
from .context import RELATIVES, ROLES, ContextRecognizer
from .organisation import GENERIC

_WHY = "A named body, written without capitals. Say “a local service”, “a pub”, “their employer”."
_AT = cues("small_bodies", "at")
_WORK = cues("small_bodies", "work")
_NO_EMPLOYER = cues("small_bodies", "no_employer")
_COLOURS = cues("small_bodies", "colours")
_HEADS = cues("small_bodies", "heads")
_SHOPS = cues("small_bodies", "shops")
_HOSPITALS = cues("small_bodies", "hospitals")
_GOES = frozenset({"goes", "go", "going", "went", "attends", "attended", "does", "did"})
_TO = frozenset({"at", "to", "from", "in", "into", "up"})
_BESIDE = frozenset({"at", "outside", "near", "behind", "opposite"})
_TRADES = cues("small_bodies", "trades")
_SCHOOLS = cues("small_bodies", "schools")
_DULL = cues("small_bodies", "dull")


def _read(document: Document) -> Iterator[Finding]:
    tokens = document.tokens
    small = document.few_capitals or document.all_capitals
    yield from _shaped(document, document.few_capitals)
    for number, token in enumerate(tokens[:-1]):
        if token.taken or token.flags & PHRASE or tokens[number + 1].gap != " ":
            continue
        if token.key == "the" and number and token.gap == " ":
            last = _behind_article(tokens, number, small)
            if last is not None:
                yield finding(document, number, last, "ORG_OTHER", "[local organisation]", _WHY)
        elif small and token.key in ("st", "saint", "ss") and _saint(tokens, number):
            kind = tokens[number + 2 : number + 3]
            last = (
                number + 2 if kind and kind[0].gap == " " and (kind[0].key in _SCHOOLS or kind[0].key in _HEADS) else number + 1
            )
            yield finding(document, number, last, "ORG_OTHER", "[local organisation]", _WHY)
        elif small and tokens[number + 1].key == "house" and number and _house(tokens, number):
            yield finding(document, number, number + 1, "ORG_OTHER", "[local organisation]", _WHY)
        elif small and tokens[number + 1].key in ("ward", "wing") and _ward(tokens, number):
            yield finding(document, number, number + 1, "ORG_HOSPITAL", "[ward]", _WHY)
        elif small or token.key in ("at", "for"):
            last = _behind_place(document, number) if small else _trade(tokens, number + 1)
            if last is not None:
                yield finding(document, number + 1, last, "ORG_OTHER", "[local organisation]", _WHY)


# "gp (low grange)", "clifton st boots", "at bay fish bar"
_BRACKETED = re.compile(
    r"\b(?:gp|surgery|docs|doctors|chemist|pharmacy|school|hostel|practice|dealer|rehab)s? \((?P<id>[a-z’']+(?: [a-z’']+){0,2})\)"
)
_BRANCH = re.compile(
    r"\b(?P<id>[a-z]{4,14} (?:st|rd|street|road|lane|ave|avenue|square|way) (?:boots|lloyds|superdrug|tesco|asda|aldi|lidl|greggs|spar|coop|co-op|wetherspoons|spoons|subway|ladbrokes|rowlands|chemist|pharmacy|surgery))\b"
)
_PREMISES = re.compile(
    r"\b(?:at|in|from|outside|for|near) (?P<id>[a-z’']{3,14}(?: [a-z’']{3,14}){0,2} (?:bar|cafe|café|chippy|inn|arms|salon|barbers|bakery|takeaway|tandoori|kebabs?|pizza|nails|motors|tyres|garage|cabs|taxis|florists?|tavern|diner|grill|launderette|bookies|church|mosque|temple|gurdwara|surgery|practice|clinic|pharmacy|chemist|school|academy|college|cargo|logistics|foods|dairy|fisheries|care|homes|housing|subsea|offshore|haulage|scaffolding|roofing))\b"
)
_VAGUE = cues("small_bodies", "vague")


def _shaped(document: Document, small: bool) -> Iterator[Finding]:
    """Bodies that a bracket, a road or the kind of premises tells."""
    for match in _BRANCH.finditer(document.text):
        if match.group("id").split()[0] not in FUNCTION | _VAGUE | GENERIC:
            yield Finding(match.start("id"), match.end("id"), "ORG_OTHER", Level.DECIDE, "[a shop]", _WHY)
    for match in (*_BRACKETED.finditer(document.text), *_PREMISES.finditer(document.text)) if small else ():
        words = document.within(match.start("id"), match.end("id"))
        dull = FUNCTION | RELATIVES | ROLES | (_VAGUE if len(words) < 3 else frozenset())
        which = any(w.key not in GENERIC and not w.flags & (SAFE | PHRASE) for w in words[:-1] or words)
        if which and not any(w.key in dull or w.key in _NOBODY for w in words):
            yield Finding(match.start("id"), match.end("id"), "ORG_OTHER", Level.DECIDE, "[local organisation]", _WHY)


_NOBODY = cues("org_other", "nobody")


def _house(tokens: list[Token], number: int) -> bool:
    """ "ring peel house": a family name or a place before "house", behind a word that leads to a body."""
    token, before = tokens[number], tokens[number - 1]
    led = before.key in _AT or before.key in ("ring", "rang", "phone", "phoned", "call", "called", "says", "said", "with", "of")
    return (
        led
        and token.flags & (SURNAME | PLACE) > 0
        and token.key not in _DULL
        and token.key not in GENERIC
        and not token.flags & SAFE
    )


def _ward(tokens: list[Token], number: int) -> bool:
    """ "on meadow ward", not "on the medical ward"."""
    token = tokens[number]
    dull = token.key in GENERIC or token.key in _DULL or token.key in FUNCTION or token.flags & SAFE
    return not dull and token.shape == "lower" and len(token.text) > 3 and token.key not in ROLES and not token.key.endswith("ed")


def _behind_article(tokens: list[Token], number: int, small: bool) -> int | None:
    """The last word of a body that "the" introduces. Where capitals are used, small letters name only what two signs say."""
    led = tokens[number - 1].key in _AT
    last = _signboard(tokens, number + 1, led)
    if not small:
        return last if last != number + 1 and any(t.key in load("signboards") for t in tokens[number + 1 : number + 4]) else None
    if last is None and tokens[number - 1].key in _TO and tokens[number + 1].key in _HOSPITALS and _ends(tokens, number + 1):
        return number + 1
    return last


def _behind_place(document: Document, number: int) -> int | None:
    """The last word of a body without an article: "works at kings mill", "outside heron foods", "moira at circle"."""
    tokens = document.tokens
    token = tokens[number]
    if token.key in ("at", "for") and any(before.key in _WORK for before in tokens[max(0, number - 2) : number]):
        return _employer(document, number + 1)
    if token.key not in _BESIDE:
        return None
    name, following = tokens[number + 1], tokens[number + 2 : number + 3]
    if name.taken or name.shape != "lower" or name.key in FUNCTION or name.key in _DULL or name.flags & SAFE:
        return None
    if following and following[0].gap == " " and following[0].key in _SHOPS:
        return number + 2
    if (
        token.key == "at"
        and following
        and following[0].gap == " "
        and following[0].key in _HOSPITALS
        and name.flags & (NAMED | WORD) != WORD
    ):
        return number + 2
    return number + 1 if name.key in load("signboards") and _ends(tokens, number + 1) else None


def _trade(tokens: list[Token], at: int) -> int | None:
    """ "at pj roofing", in a text that has capitals too: a word of a trade, and one before it that is no word of prose."""
    name, following = tokens[at], tokens[at + 1 : at + 2]
    shaped = following and following[0].gap == " " and following[0].key in _TRADES and following[0].shape == "lower"
    return at + 1 if shaped and name.shape == "lower" and not name.taken and not name.flags & (WORD | SAFE) else None


def _signboard(tokens: list[Token], at: int, led: bool) -> int | None:
    """The last word of what "the" introduces: words of a signboard and a word of kind, or either where a word of place leads."""
    last, sign = at, False
    while last < len(tokens) and last < at + 3 and tokens[last].gap == " ":
        token = tokens[last]
        if token.key in _HEADS and last > at:
            dull = all(word.key in _DULL or word.key in GENERIC or word.flags & SAFE for word in tokens[at:last])
            return None if dull else last
        if token.key in FUNCTION or token.taken or token.shape != "lower" or token.flags & (SAFE | PHRASE):
            break
        sign = sign or token.key in load("signboards")
        last += 1
    if not led or not sign:
        return None
    first = tokens[at]
    if at + 2 < len(tokens) and tokens[at + 1].key == "and" and tokens[at + 2].key in load("signboards"):
        return at + 2
    if first.key in _COLOURS and at + 1 < len(tokens) and tokens[at + 1].key in load("signboards"):
        return at + 1
    return at if first.key in load("signboards") and _ends(tokens, at) else None


def _ends(tokens: list[Token], at: int) -> bool:
    """Whether no noun follows for which the word is only what kind: "at the anchor last night" but not "at the anchor point"."""
    following = tokens[at + 1 : at + 2]
    return not following or following[0].gap != " " or following[0].key in FUNCTION or following[0].key in _AFTER


_AFTER = frozenset(
    {"again", "every", "last", "most", "now", "regularly", "since", "til", "till", "today", "tonight", "when", "yesterday"}
)


def _employer(document: Document, at: int) -> int | None:
    """What follows "works at" without an article: "kings mill", "youngs"."""
    tokens = document.tokens
    first = tokens[at] if at < len(tokens) else None
    if first is None or first.taken or first.shape != "lower" or first.key in _NO_EMPLOYER or first.key in FUNCTION:
        return None
    if first.flags & (SAFE | PHRASE) or first.key in GENERIC or first.key in RELATIVES or first.key in ROLES:
        return None
    following = tokens[at + 1 : at + 2]
    joined = (
        following
        and following[0].gap in (" ", "'s ", "’s ")
        and following[0].key not in FUNCTION
        and following[0].shape == "lower"
        and not following[0].flags & SAFE
        and following[0].key not in _NO_EMPLOYER
        and following[0].key not in _AFTER
    )
    if not joined and first.flags & WORD and not first.flags & NAMED:
        return None
    third = tokens[at + 2 : at + 3]
    if joined and third and third[0].gap == " " and third[0].key in _SCHOOLS:
        return at + 2
    return at + 1 if joined else at


def _saint(tokens: list[Token], number: int) -> bool:
    """ "st marks", not "high st again"."""
    token, name = tokens[number], tokens[number + 1]
    if (
        name.taken
        or name.key in FUNCTION
        or name.flags & SAFE
        or len(name.text) < 4
        or (number and tokens[number - 1].flags & PLACE)
    ):
        return False
    bare = name.key.removesuffix("s")
    known = bare in load("given_names") or name.flags & (GIVEN | SURNAME)
    return bool(known) and (
        not token.gap
        or not number
        or tokens[number - 1].key in FUNCTION
        or tokens[number - 1].key in _AT
        or tokens[number - 1].key in _GOES
    )


RECOGNIZER = ContextRecognizer("ORG_OTHER", _read)
