"""The curated vocabularies: what a capitalised word may be without naming anybody, and what usually does name somebody.

Each file holds one term a line, in lower case, below notes that open with ``#`` and say where the terms come from.
Editors add a term by adding a line; the installation adds its own through ``check(text, extra_safe=...)``.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


def fold(word: str) -> str:
    """Return ``word`` in the form in which vocabularies are compared: lower case, straight apostrophes, no accents."""
    word = word.lower().replace("’", "'")
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


@cache
def load(name: str) -> frozenset[str]:
    """Return the terms of ``vocabulary/NAME.txt``, folded."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line.strip()) for line in lines if line.strip() and not line.startswith("#"))


@cache
def _cue_tables() -> dict[str, dict[str, str]]:
    return tomllib.loads((FOLDER / "cues.toml").read_text(encoding="utf-8"))


def cues(table: str, name: str) -> frozenset[str]:
    """Return the words that ``vocabulary/cues.toml`` lists under ``[table]`` as ``name``."""
    return frozenset(fold(word) for word in _cue_tables()[table][name].split())


def phrase_index(phrases: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return first word → phrases of several words, the longest first, so that a text is read once."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for phrase in phrases:
        words = tuple(fold(phrase).split())
        if words:
            found.setdefault(words[0], set()).add(words)
    return {first: tuple(sorted(several, key=lambda words: (-len(words), words))) for first, several in found.items()}


@cache
def prison_names() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The names of prisons, by first word: made once, not once a text."""
    return phrase_index(load("prisons"))


@cache
def public_phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The shipped phrases that point at nobody, by first word."""
    return phrase_index(load("public_phrases"))
