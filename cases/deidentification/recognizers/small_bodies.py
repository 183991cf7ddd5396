"""Bodies that small letters hide: "runs the lobster pot cafe", "lives above the golden fry", "works at kings mill", "st marks"."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import GIVEN, NAMED, PHRASE, PLACE, SAFE, SURNAME, WORD, Document
from ..model import Finding
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
_DULL = cues("small_bodies", "dull")


def _read(document: Document) -> Iterator[Finding]:
    if not document.few_capitals and not document.all_capitals:
        return
    tokens = document.tokens
    for number, token in enumerate(tokens[:-1]):
        if token.taken or token.flags & PHRASE or tokens[number + 1].gap != " ":
            continue
        last = None
        if token.key == "the" and number and token.gap == " ":
            last = _signboard(tokens, number + 1, tokens[number - 1].key in _AT)
        elif token.key in ("at", "for") and number and tokens[number - 1].key in _WORK:
            last = _employer(document, number + 1)
            number += 1
        elif token.key in ("st", "saint", "ss"):
            last = number + 1 if _saint(tokens, number) else None
        if last is not None:
            yield finding(document, number, last, "ORG_OTHER", "[local organisation]", _WHY)


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
    return bool(known) and (not token.gap or not number or tokens[number - 1].key in FUNCTION or tokens[number - 1].key in _AT)


RECOGNIZER = ContextRecognizer("ORG_OTHER", _read)
