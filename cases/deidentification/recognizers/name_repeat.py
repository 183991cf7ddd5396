"""Every further mention of a name that was found once, in any case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..document import GIVEN, PHRASE, SAFE, SURNAME, USUAL, WORD, Document
from ..model import Finding, Level
from ..runs import FUNCTION, finding
from ..tokens import Token
from .name_unknown import CALENDAR, DOES, DOUBTFUL, acts

_WHY_LIST = "A word beside a name in a list, which may name somebody as well."
_WHY = "The same name as elsewhere in the text."


def find(document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
    """Yield mentions of the words of ``found`` names that stand outside them."""
    rare: set[str] = set()
    ordinary: set[str] = set()
    spoken: set[str] = set()
    for name in found:
        if not name.label.startswith(("NAME", "NICKNAME")):
            continue
        for token in document.within(name.start, name.end):
            if token.shape == "lower" and token.flags & WORD and token.flags & GIVEN and name.end - name.start > len(token.text):
                spoken.add(token.key)  # "joy meredith": the first name is a word too
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
    yield from _in_lists(document, found)
    for number, token in enumerate(document.tokens):
        if token.taken or (token.flags & PHRASE):
            continue
        again = token.key in rare and not document.is_eponym(number) and not _is_word(document, number)
        known = token.key in ordinary and token.is_cap and not document.is_eponym(number) and _used_as_name(document, number)
        small = token.key in spoken and token.shape == "lower" and _acts_small(document, number)
        if again or known or small:
            yield finding(document, number, number, "NAME_OTHER", "[name removed]", _WHY)


def _is_word(document: Document, number: int) -> bool:
    """Whether small letters say that a name is the word here: "by the grace of God", in a text that gives names their capitals."""
    token = document.tokens[number]
    return token.shape == "lower" and token.key in DOUBTFUL and not document.few_capitals and not _acts_small(document, number)


def _in_lists(document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
    """ "Met Kit, Ash, Sky and River": where one of a list is somebody, so are its neighbours that may be."""
    tokens = document.tokens
    named = {
        number
        for name in found
        if name.label.startswith("NAME") and name.level is not Level.ADVISE
        for number in range(
            document.number_at(name.start), document.number_at(name.start) + len(document.within(name.start, name.end))
        )
    }
    waiting = sorted(named)
    while waiting:
        number = waiting.pop()
        for at in (_next_in_list(document, number, 1), _next_in_list(document, number, -1)):
            if at is not None and at not in named and _may_be_somebody(tokens[at]):
                named.add(at)
                waiting.append(at)
                yield finding(document, at, at, "NAME_OTHER", "[name removed]", _WHY_LIST)


def _next_in_list(document: Document, number: int, step: int) -> int | None:
    """The number of the neighbour in a list ("X, Y", "X and Y", "X and then Y"), or None."""
    tokens, at = document.tokens, number + step
    if not 0 <= at < len(tokens):
        return None
    if tokens[max(at, number)].gap in (", ", " / ", "/", " & ", " + ", "+"):
        return at
    while (
        0 <= at + step < len(tokens)
        and abs(at - number) < 3
        and tokens[at].key in ("and", "or", "then")
        and tokens[at].shape == "lower"
    ):
        at += step
    joined = at != number + step and all(t.gap in (" ", ", ") for t in tokens[min(number, at) + 1 : max(number, at) + 1])
    return at if joined else None


def _may_be_somebody(token: Token) -> bool:
    return (
        token.shape == "cap" and not token.first and not token.taken and token.flags & (GIVEN | SURNAME) > 0
        and not token.flags & (SAFE | PHRASE | USUAL) and token.key not in CALENDAR and token.key not in FUNCTION
    )  # fmt: skip


def _acts_small(document: Document, number: int) -> bool:
    """Whether a word in small letters does what people do: "joy said", "joy was"."""
    following = document.tokens[number + 1 : number + 2]
    return bool(following) and following[0].gap == " " and following[0].key in DOES


def _used_as_name(document: Document, number: int) -> bool:
    """Whether a known name that is also a word stands for the person: anywhere but at a sentence's start where it may be the word."""
    token = document.tokens[number]
    return not token.first or token.key not in _DOUBTFUL or acts(document, number) or _acts_small(document, number)


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
