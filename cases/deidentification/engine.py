"""Runs every recogniser over a text and settles what they report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache

from .characters import seen
from .days import in_days
from .document import Document
from .model import Finding, Level
from .people import name_people
from .recognizers import CONTEXT_RECOGNIZERS, PATTERN_RECOGNIZERS, name_repeat
from .spans import joined, merge
from .vocabulary import fold, load


class _Installed:
    """Where the installation's own safe words come from, nowhere until it says so; and how a text is read."""

    words: Callable[[], Iterable[str]] = tuple
    read: Callable[[str, tuple[str, ...]], list[Finding]]


def use_safe_words(source: Callable[[], Iterable[str]]) -> None:
    """Let every check ask ``source`` for the words that this installation's editors know to name nobody."""
    _Installed.words = staticmethod(source)


@contextmanager
def remembering() -> Iterator[None]:
    """Read each text once within: a demonstration saves the same one several times. Not for what people type, for it holds texts."""
    plain = _Installed.read
    _Installed.read = staticmethod(lru_cache(maxsize=None)(plain))
    try:
        yield
    finally:
        _Installed.read = staticmethod(plain)


def names_people(term: str) -> bool:
    """Say whether a word of ``term`` is known as a first or family name."""
    return any(word in load("given_names") or word in load("surnames") for word in fold(term).replace("-", " ").split())


def check(text: str, extra_safe: Iterable[str] = ()) -> list[Finding]:
    """Return what may identify somebody in ``text``: sorted, disjoint, offsets in code points. Never raises.

    ``extra_safe`` are words and phrases that name nobody (a new medicine, a scale), beside those of ``use_safe_words``.
    They explain capitals; what a fixed shape tells (a number, an address) they never clear.
    """
    return check_together({"": text}, extra_safe)[""]


def check_together(texts: Mapping[str, str], extra_safe: Iterable[str] = ()) -> dict[str, list[Finding]]:
    """``check`` each of several texts of one case; what is proposed fits across them: one first day, one placeholder a person."""
    safe = (*_Installed.words(), *extra_safe)
    found = {name: _Installed.read(text, safe) for name, text in texts.items()}
    return name_people(texts, in_days(texts, found))


def _found(text: str, safe: tuple[str, ...]) -> list[Finding]:
    if not text:  # most of a case's fields are
        return []
    text, places = seen(text)
    found = _read(text, safe)
    return found if places is None else [replace(f, start=places[f.start], end=places[f.end - 1] + 1) for f in found]


def _read(text: str, safe: Sequence[str]) -> list[Finding]:
    taken = merge(finding for recognizer in PATTERN_RECOGNIZERS for finding in recognizer.find(text))
    ground = [finding for finding in taken if finding.level is not Level.ADVISE]
    document = Document(text, ground, safe)
    found = [finding for recognizer in CONTEXT_RECOGNIZERS for finding in recognizer.find(document)]
    return joined(text, merge([*taken, *found, *name_repeat.find(document, found)]))


_Installed.read = staticmethod(_found)


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that no reason can override."""
    return [finding for finding in findings if finding.level is Level.BLOCK]


def apply_suggestions(text: str, findings: Iterable[Finding]) -> str:
    """Replace each finding by its suggestion, from right to left so that offsets stay true."""
    for finding in sorted(findings, key=lambda f: f.start, reverse=True):
        text = text[: finding.start] + finding.suggestion + text[finding.end :]
    return text


def summary(findings: Iterable[Finding]) -> dict[str, int]:
    """Kinds and counts only: the one form that may go into a log or an audit entry."""
    return dict(Counter(finding.label for finding in findings))
