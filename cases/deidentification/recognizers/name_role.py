"""Names behind what somebody does: "keyworker Dawn", "social worker: Hope Ellis", "Chair: …"."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import GIVEN, NAMED, SAFE, SURNAME, WORD, Document
from ..model import Finding
from ..runs import could_be_name, explained, finding, plain, take_name
from ..vocabulary import cues
from .context import ROLES, ContextRecognizer

_WHY = "A name behind what the person does. Say “the keyworker”, “a colleague”."
_GAPS = frozenset({" ", ": ", ", ", " - ", " – ", " (", ":", " — ", " = "})
_LINKS = cues("name_role", "links")


def _read(document: Document) -> Iterator[Finding]:
    tokens = document.tokens
    for number, token in enumerate(tokens[:-1]):
        if token.key not in ROLES or token.taken:
            continue
        at = number + 1
        if tokens[at].key in _LINKS and at + 1 < len(tokens):
            at += 1
        name = tokens[at]
        if name.gap not in _GAPS or name.taken or not _fits(document, at, tokens[number + 1].gap):
            continue
        last = take_name(document, at)
        if last is not None:
            patient = token.key in ("patient", "pt", "client", "resident", "defendant", "inmate", "prisoner", "name")
            label, by = ("NAME_PATIENT", "the patient") if patient else ("NAME_CLINICIAN", "[name removed]")
            yield finding(document, at, last, label, by, _WHY)


def _fits(document: Document, at: int, gap: str) -> bool:
    name = document.tokens[at]
    if name.shape == "lower" or not could_be_name(document, at) or (name.flags & SAFE and not name.flags & (GIVEN | SURNAME)):
        return False
    if not explained(document, at):
        return True
    if plain(name) or document.is_eponym(at):
        return False
    if name.flags & NAMED & (GIVEN | SURNAME):
        behind = document.tokens[at + 1 : at + 2]
        apart = gap == ", " and (not behind or behind[0].gap[:1] in (",", ".", ";"))  # "our nurse, Precious, on …"
        return gap in (" ", ": ") or apart or not name.flags & WORD
    following = document.tokens[at + 1 : at + 2]
    return (
        gap == " "
        and bool(following)
        and following[0].gap == " "
        and not explained(document, at + 1)
        and not name.flags & SAFE
        and bool(name.flags & WORD)
    )


RECOGNIZER = ContextRecognizer("NAME_CLINICIAN", _read)
