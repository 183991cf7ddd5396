"""Prisons and secure units, with or without HMP."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Document
from ..model import Finding, Level
from ..runs import cap_runs, finding
from ..vocabulary import cues, prison_names
from .context import ContextRecognizer

_WHY = "A prison holds some hundreds of people, and everybody there knows each other. Say “a prison”."
_WING = re.compile(r"\b[A-H]\d? [Ww]ing\b|(?<=\bon )[b-h]\d? wing\b|(?<=\bto )[b-h]\d? wing\b|(?<=\bfrom )[b-h]\d? wing\b")
_OPENINGS = cues("org_prison", "openings")


def _read(document: Document) -> Iterator[Finding]:
    tokens = document.tokens
    known = prison_names()
    for run in cap_runs(document):
        for number in range(run.first, run.last + 1):
            key = tokens[number].key
            if (
                key in _OPENINGS
                and number < run.last
                and tokens[number + 1].key not in ("prison", "prisons", "service", "inspectorate", "courts", "treasury", "yoi")
            ):
                last = min(run.last, number + 3)
                yield finding(document, number, last, "ORG_PRISON", "[a prison]", _WHY)
                break
            name = next((name for name in known.get(key, ()) if _is(document, number, name)), ())
            if name and not document.is_eponym(number) and (len(name) > 1 or _inside(document, number)):
                yield finding(document, number, number + len(name) - 1, "ORG_PRISON", "[a prison]", _WHY)
    for match in _WING.finditer(document.text):
        yield Finding(match.start(), match.end(), "ORG_PRISON", Level.DECIDE, "[a wing]", _WHY)
    if document.few_capitals:
        for number, token in enumerate(tokens):
            for name in known.get(token.key, ()):
                words = tokens[number : number + len(name)]
                same = len(words) == len(name) > 1 and all(w.key == part for w, part in zip(words, name, strict=True))
                if same and not any(w.taken for w in words):
                    yield finding(document, number, number + len(name) - 1, "ORG_PRISON", "[a prison]", _WHY)
                    break
        for number, token in enumerate(tokens[:-1]):
            if token.key in ("hmp", "hmyoi", "yoi") and tokens[number + 1].gap == " " and not tokens[number + 1].flags & 1:
                yield finding(document, number, number + 1, "ORG_PRISON", "[a prison]", _WHY)


def _is(document: Document, number: int, name: tuple[str, ...]) -> bool:
    words = document.tokens[number : number + len(name)]
    return len(words) == len(name) and all(word.key == part and word.is_cap for word, part in zip(words, name, strict=True))


def _inside(document: Document, number: int) -> bool:
    """A one-word prison that is also a town counts where custody is spoken of: another rule finds the town anyway."""
    near = document.tokens[max(0, number - 4) : number]
    return any(
        token.key in ("at", "in", "from", "to", "prison", "custody", "remanded", "inside", "released", "transferred")
        for token in near
    )


RECOGNIZER = ContextRecognizer("ORG_PRISON", _read)
