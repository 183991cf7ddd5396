"""Cutting a text into words with their places, shapes and sentence starts. Offsets are code points."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .vocabulary import cues, fold

# Letters, figures and combining marks; apostrophes and hyphens only between them.
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+(?:['’\-\u2010\u2011](?:[^\W_]|[\u0300-\u036f])+)*")
# A full stop after these closes no sentence.
_SHORT = cues("tokens", "short")
_ENDS = frozenset(".!?\n\r•;|\u2028\u2029\x0b\x0c\x85")
_ENDING = re.compile(r"['’](?:s|d|ll|ve|re|m)$", re.IGNORECASE)


@dataclass(slots=True)
class Token:
    """One word: ``key`` is folded; endings such as ’s and ’ll are left off, ``gap`` is what stands between it and the word before."""

    start: int
    end: int
    text: str
    key: str
    gap: str
    first: bool
    shape: str  # cap, upper, lower, mixed (figures within)
    flags: int = 0
    taken: bool = False
    name: bool = field(default=False)

    @property
    def is_cap(self) -> bool:
        """Whether it opens with a capital and is a word, not a code."""
        return self.shape in ("cap", "upper")


# Capitals inside a word make it a code ("MoCA", "QTc", "CIWA-Ar"), but for family names such as McClure and O'Brien.
_CODE = re.compile(r"[^\W\d_][A-Z]|[A-Z]{2}")
_PREFIXED = re.compile(
    r"(?:(?:Mc|Mac|Fitz|De|Di|Du|La|Le|Van|Von|O|D|M|St|Ap|Ó|Ní|Al|El|Ab|Abd)['’-]?[A-Z][a-z])|[A-Z]\w+-[A-Z]{3,}$"
)


# A particle in small letters that a hyphen ties to a name: "al-Masri", "ap-Rhys".
_JOINED = re.compile(r"(?:al|el|ul|ad|an|ar|as|at|az|ibn|bint|ap|ab|de|da|di)[-’'][A-Z][a-zà-ÿ]")


def _shape(word: str) -> str:
    if word.isalpha():  # most words are told at a glance
        if word.islower():
            return "lower"
        if len(word) > 1 and word.isupper():
            return "upper"
        if word[0].isupper() and word[1:].islower():
            return "cap"
    if any(c.isdigit() for c in word):
        return "mixed"
    if _JOINED.match(word):
        return "cap"
    if not word[0].isupper():
        return "lower" if word == word.lower() or not _CODE.search(word) else "mixed"
    letters = [c for c in word if c.isalpha()]
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return "upper"
    return "mixed" if _CODE.search(word) and not _PREFIXED.match(word) else "cap"


def _starts(gap: str, before: Token | None) -> bool:
    """Whether a word after ``gap`` opens a sentence, a line, a heading or a quotation."""
    if before is None:
        return True
    if not _ENDS.isdisjoint(gap):
        return not (gap.strip(" \t") == "." and not _closes(before))
    stripped = gap.strip(" \t")
    return bool(stripped) and stripped[-1] in ':"“‘(/–—-*#>[]→//'


def _closes(before: Token) -> bool:
    """Whether a full stop after ``before`` closes a sentence: not after an initial or a short form."""
    return before.key not in _SHORT and not (len(before.text) == 1 and before.text.isupper())


def tokenize(text: str) -> list[Token]:
    """Return the words of ``text`` in order."""
    tokens: list[Token] = []
    last: Token | None = None
    end = 0
    for match in _WORD.finditer(text):
        word, start, stop = match.group(), match.start(), match.end()
        possessive = _ENDING.search(word)
        if possessive is not None and possessive.start() > 0:
            stop -= len(word) - possessive.start()
            word = word[: possessive.start()]
        gap = text[end:start]
        last = Token(start, stop, word, fold(word), gap, _starts(gap, last), _shape(word))
        end = stop
        tokens.append(last)
    return tokens
