"""Every further mention of a name that was found once, in any case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..document import GIVEN, PHRASE, SAFE, SURNAME, USUAL, WORD, Document
from ..model import Finding
from ..runs import FUNCTION, finding
from .name_unknown import CALENDAR, acts

_WHY = "The same name as elsewhere in the text."


def find(document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
    """Yield mentions of the words of ``found`` names that stand outside them."""
    rare: set[str] = set()
    ordinary: set[str] = set()
    for name in found:
        if not name.label.startswith(("NAME", "NICKNAME")):
            continue
        for token in document.within(name.start, name.end):
            if (
                len(token.text) < 3
                or token.key in FUNCTION
                or token.flags & USUAL
                or token.key in CALENDAR
                or (not token.is_cap and token.flags & WORD)
            ):
                continue
            if token.flags & SAFE and not token.flags & (GIVEN | SURNAME):
                continue
            (ordinary if token.flags & (WORD | SAFE) else rare).add(token.key)
    for number, token in enumerate(document.tokens):
        if token.taken or (token.flags & PHRASE):
            continue
        again = token.key in rare and not document.is_eponym(number)
        known = token.key in ordinary and token.is_cap and not document.is_eponym(number) and _used_as_name(document, number)
        if again or known:
            yield finding(document, number, number, "NAME_OTHER", "[name removed]", _WHY)


def _used_as_name(document: Document, number: int) -> bool:
    """Whether a known name that is also a word stands for the person: anywhere but at a sentence's start where it may be the word."""
    token = document.tokens[number]
    return not token.first or token.key not in _DOUBTFUL or acts(document, number)


_DOUBTFUL = frozenset(
    (
        "will",
        "may",
        "mark",
        "hope",
        "grace",
        "can",
        "art",
        "rob",
        "bill",
        "sue",
        "rich",
        "frank",
        "young",
        "black",
        "white",
        "long",
    )
)
