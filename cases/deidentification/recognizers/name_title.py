"""Names behind a title: "Mrs Ashton" names somebody though "the Ashton manual" does not."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import GIVEN, NAMED, SAFE, SURNAME, WORD, Document
from ..model import Finding
from ..runs import FUNCTION, PARTICLES, finding, take_name
from ..vocabulary import cues
from .context import ContextRecognizer

_CLINICAL = cues("name_title", "clinical")
_PERSONAL = cues("name_title", "personal")
_OFFICE = cues("name_title", "office")
_TITLES = _CLINICAL | _PERSONAL | _OFFICE
# Titles that are also ordinary words or abbreviations: only with a capital of their own and a name directly behind.
_SOFT = cues("name_title", "soft")
_OWN = cues("name_title", "own")
_SURELY = frozenset({"dr", "mr", "mrs", "ms", "mx", "prof"})
_WHY = "A name behind a title."


def _read(document: Document) -> Iterator[Finding]:
    tokens = document.tokens
    for number, token in enumerate(tokens[:-1]):
        if token.key not in _TITLES or token.taken or tokens[number + 1].gap not in (" ", ". ", ".", "  "):
            continue
        if token.key == "sister" and number and tokens[number - 1].key in _OWN and token.shape == "lower":
            continue  # a relative
        start = number + 1
        while (
            start + 1 < len(tokens)
            and start < number + 4
            and tokens[start].key in _TITLES
            and tokens[start + 1].gap in (" ", ". ")
        ):
            start += 1
        if token.key in _OFFICE and tokens[start].text.isdigit() and start + 1 < len(tokens) and tokens[start + 1].gap == " ":
            start += 1  # "PC 882 Doyle"
        start = _behind_particles(document, start)
        last = _lower_name(document, start) if tokens[start].shape == "lower" else take_name(document, start, 5)
        if (
            last is None
            and token.key in _SURELY
            and token.is_cap
            and tokens[start].shape == "cap"
            and tokens[start].key not in FUNCTION
        ):
            last = start if not tokens[start].taken and len(tokens[start].text) > 1 else None  # "Dr Bal", whatever else it means
        surely = token.key in _SURELY and token.is_cap and last is not None
        if last is None or (not surely and token.key in _SOFT and not _sure(document, number, start)):
            last = _initial_only(document, number, start, token.key)
        if last is not None:
            clinical = token.key in _CLINICAL
            label, by = ("NAME_CLINICIAN", "the clinician") if clinical else ("NAME_OTHER", "the person")
            yield finding(document, number, last, label, by, _WHY)


def _behind_particles(document: Document, start: int) -> int:
    """ "Ms van der Berg": the number of the word that the particles lead to."""
    tokens, at = document.tokens, start
    while at + 1 < len(tokens) and at < start + 3 and tokens[at].key in PARTICLES and tokens[at].shape == "lower":
        at += 1
        if tokens[at].gap != " ":
            return start
    return at if tokens[at].is_cap else start


def _sure(document: Document, number: int, start: int) -> bool:
    """Whether a soft title is used as one."""
    token, name = document.tokens[number], document.tokens[start]
    if name.flags & NAMED:
        return not (name.flags & WORD and name.first)
    if token.shape == "lower" and token.key not in ("nurse", "sister", "officer"):
        return False
    return not name.flags & (WORD | SAFE) and not name.first


def _initial_only(document: Document, number: int, start: int, title: str) -> int | None:
    """``Mrs P``: a single letter behind a title."""
    token = document.tokens[start]
    cut = token.text in ("Mc", "Mac") or (token.text[:2] == "Mc" and len(token.text) < 5)  # "Mrs McN."
    alone = (cut or (len(token.text) == 1 and token.text.isupper())) and title in _PERSONAL | {"dr", "prof"}
    return start if alone and document.tokens[number].shape != "lower" else None


def _lower_name(document: Document, start: int) -> int | None:
    """A name in lower case behind a title ("dr ade"): a known name, or any word that English does not have."""
    token = document.tokens[start]
    if token.key in FUNCTION or token.flags & SAFE:
        return None
    if token.flags & WORD and not (token.flags & (GIVEN | SURNAME) and document.few_capitals):
        return None
    following = document.tokens[start + 1 : start + 2]
    joined = following and following[0].gap == " " and following[0].flags & SURNAME and not following[0].flags & (WORD | SAFE)
    return start + 1 if joined else start


RECOGNIZER = ContextRecognizer("NAME_CLINICIAN", _read)
