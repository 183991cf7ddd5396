"""Names that close a text or a message: a line of their own, or the last words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..document import GIVEN, SAFE, SURNAME, WORD, Document
from ..model import Finding
from ..runs import finding, plain
from ..tokens import Token
from .context import ContextRecognizer

_WHY = "A signature. A clinician’s name leads to the place of treatment."
_LINE = re.compile(r"(?m)^[ \t]*(?=[A-Z])([^\n:;!?\d]{2,48}?)[ \t.]*$")
_CLOSE = re.compile(r"(?:sincerely|faithfully|regards|wishes|thanks|thank you|cheers|signed|ta|x+)[,.! ]*\s*$", re.IGNORECASE)


def _read(document: Document) -> Iterator[Finding]:
    text = document.text
    for match in _LINE.finditer(text):
        at = document.number_at(match.start(1))
        words = document.within(match.start(1), match.end(1))
        if not 1 <= len(words) <= 4 or any(not word.is_cap or word.taken for word in words):
            continue
        closes = _CLOSE.search(text[max(0, match.start() - 40) : match.start()]) is not None
        last_line = not text[match.end() :].strip()
        if (closes or (last_line and match.start() > 0)) and _person(words, closes):
            yield finding(document, at, at + len(words) - 1, "NAME_CLINICIAN", "[signature removed]", _WHY)
    at = len(document.tokens) - 1
    while at > 0 and document.tokens[at].key in ("x", "xx", "xxx"):
        at -= 1
    if document.tokens and _last_word(document, at):
        yield finding(document, at, at, "NAME_CLINICIAN", "[signature removed]", _WHY)


def _person(words: Sequence[Token], closes: bool) -> bool:
    named = any(word.flags & (GIVEN | SURNAME) for word in words)
    other = any(plain(word) or (word.flags & SAFE and not word.flags & (GIVEN | SURNAME)) for word in words)
    return named and not other and (closes or len(words) < 4)


def _last_word(document: Document, at: int) -> bool:
    """A single first name behind the last sentence ("… ground floor. Bernie")."""
    token = document.tokens[at]
    rest = document.text[token.end :].strip(" \n\r\t.x")
    return bool(
        token.is_cap
        and token.first
        and token.flags & GIVEN
        and not token.taken
        and not rest
        and len(document.tokens) > 5
        and not token.flags & SAFE
    ) or bool(
        token.is_cap
        and not rest
        and token.flags & GIVEN
        and token.flags & WORD
        and token.gap.strip(" ") == ","
        and not token.taken
    )


RECOGNIZER = ContextRecognizer("NAME_CLINICIAN", _read)
