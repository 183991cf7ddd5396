"""Names and places in texts that hardly use capitals, where a capital's absence says nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import GIVEN, NAMED, PLACE, SAFE, SURNAME, WORD, Document
from ..model import Finding
from ..runs import FUNCTION, finding
from ..tokens import Token
from ..vocabulary import cues
from .context import ContextRecognizer

_WHY = "A name or place, written without capitals."
_AT = cues("name_lowercase", "at")


def _read(document: Document) -> Iterator[Finding]:
    if not document.few_capitals and not document.all_capitals:
        return
    tokens = document.tokens
    for number, token in enumerate(tokens):
        if token.taken or token.shape == "mixed" or token.flags & SAFE or len(token.text) < 3 or token.key in FUNCTION:
            continue
        led = number > 0 and tokens[number - 1].key in _AT and token.gap == " "
        if token.flags & NAMED and not token.flags & WORD:
            last = _family(tokens, number)
            place = token.flags & PLACE and (led or not token.flags & (GIVEN | SURNAME))
            label, by = ("PLACE", "[place]") if place else ("NAME_OTHER", "[name removed]")
            yield finding(document, number, last, label, by, _WHY)
        elif led and _strange(token) and tokens[number - 1].key in ("in", "at", "from", "near", "nr", "outside"):
            yield finding(document, number, _family(tokens, number), "PLACE", "[place]", _WHY)


def _strange(token: Token) -> bool:
    """Whether English does not have the word."""
    return not token.flags & (WORD | SAFE | NAMED) and len(token.text) > 3 and token.text.isalpha()


def _family(tokens: list[Token], number: int) -> int:
    """Take along a strange word or family name behind ("tilly ruscoe", "acton brook")."""
    following = tokens[number + 1 : number + 2]
    if following and following[0].gap == " " and not following[0].taken:
        token = following[0]
        if _strange(token) or (
            token.flags & (SURNAME | PLACE) and not token.flags & SAFE and token.key not in FUNCTION and _rare(token)
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
