"""Every further mention of a name that was found once, in any case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..document import GIVEN, SAFE, SURNAME, USUAL, WORD, Document
from ..model import Finding
from ..runs import FUNCTION, finding
from .name_unknown import CALENDAR

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
        if token.taken or (token.flags & 128):
            continue
        again = token.key in rare and not document.is_eponym(number)
        known = token.key in ordinary and token.is_cap and not token.first and not document.is_eponym(number)
        if again or known:
            yield finding(document, number, number, "NAME_OTHER", "[name removed]", _WHY)
