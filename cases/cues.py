"""Finds words that may mean a circumstance. A cue is no finding: it asks the author a question, and decides nothing.

Pure and linear: each word of a text is looked at once for each of the few phrases that begin with it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("cues.toml")
YOUNG = "#"  # of a phrase: a number from 1 to 17
_SPELT = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
    "sixteen", "seventeen",
)  # fmt: skip
_YOUNG = {*_SPELT, *map(str, range(1, len(_SPELT) + 1))}
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)?")
Phrase = tuple[str, ...]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower().replace("’", "'"))


@cache
def _phrases() -> dict[str, list[tuple[Phrase, str]]]:
    """Return first word → (phrase, what it is a cue for), longest first."""
    by_first: dict[str, list[tuple[Phrase, str]]] = {}
    for code, lines in tomllib.loads(FILE.read_text(encoding="utf-8")).items():
        for line in filter(None, lines.splitlines()):
            phrase = tuple(line.split())
            by_first.setdefault(phrase[0], []).append((phrase, code))
    return {first: sorted(phrases, key=lambda p: -len(p[0])) for first, phrases in by_first.items()}


def _stands(phrase: Phrase, tokens: list[str], at: int) -> bool:
    if at + len(phrase) > len(tokens):
        return False
    return all(w == t or (w == YOUNG and t in _YOUNG) for w, t in zip(phrase, tokens[at : at + len(phrase)], strict=True))


def cues(texts: Iterable[str]) -> dict[str, list[str]]:
    """Return code (a table's name in the file) → the words of each cue in `texts`, in their order. Never raises."""
    found: dict[str, list[str]] = {}
    for text in texts:
        tokens = _tokens(text)
        ends: dict[str, int] = {}  # of the last cue of each kind: "died in custody" is one, not two
        for at, token in enumerate(tokens):
            begun = [*_phrases().get(token, ()), *(_phrases().get(YOUNG, ()) if token in _YOUNG else ())]
            for phrase, code in begun:
                if at >= ends.get(code, 0) and _stands(phrase, tokens, at):
                    ends[code] = at + len(phrase)
                    found.setdefault(code, []).append(" ".join(tokens[at : at + len(phrase)]))
    return found
