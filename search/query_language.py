"""User text → a small tree, the same for every engine. Accepts anything, never raises.

    word    "a phrase"    -word    -"a phrase"    kind:case    topic:diazepam    is:answered

An unknown `key:value` is ordinary text. Filters that mean nothing are told to the reader, never silently dropped.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

MAX_QUERY = 200  # characters
MAX_PARTS = 24
KEYS = ("kind", "topic", "is")
KIND_NAMES = {
    "guidance": "guidance",
    "case": "case",
    "cases": "case",
    "discussion": "discussion",
    "discussions": "discussion",
    "thread": "discussion",
    "alert": "alert",
    "alerts": "alert",
    "event": "event",
    "events": "event",
    "resource": "resource",
    "resources": "resource",
}
STATES = {"open", "answered", "outcome", "locked", "closed", "current", "withdrawn", "superseded", "under_review"}
# Dropped from queries, kept in the index for phrases: scoring every document that says "the" is what costs time.
STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "so",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "you",
        "your",
    ]
)
_PART = re.compile(r'(?P<minus>-)?(?:(?P<key>[a-z]{2,6}):(?P<value>"[^"]*"|\S+)|"(?P<phrase>[^"]*)"?|(?P<word>\S+))', re.I)
_WORD = re.compile(r"[^\W_]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Clause:
    """Words in a row: one word, or a phrase."""

    words: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Query:
    """What the reader asked. `should` holds, for each part, the ways it may be said: the part itself first."""

    should: tuple[tuple[Clause, ...], ...] = ()
    must_not: tuple[Clause, ...] = ()
    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    common: tuple[str, ...] = ()  # words left out because every text has them
    added: tuple[str, ...] = ()  # names that the vocabulary brought in, for "Also searching"

    @property
    def empty(self) -> bool:
        """Say whether nothing at all was asked."""
        return not (self.should or self.topics or self.states or self.kinds)

    @property
    def words(self) -> frozenset[str]:
        """Return every word that a snippet may mark."""
        return frozenset(word for ways in self.should for clause in ways for word in clause.words)


@dataclass(slots=True)
class _Draft:
    should: list[tuple[Clause, ...]] = field(default_factory=list)
    must_not: list[Clause] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    common: list[str] = field(default_factory=list)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of `text`, lower case, accents folded, punctuation gone: what both engines index."""
    folded = unicodedata.normalize("NFKD", text.encode("utf-8", "replace").decode("utf-8"))
    folded = "".join(ch for ch in folded if not unicodedata.combining(ch))
    return tuple(_WORD.findall(folded.lower()))


def parse(text: str) -> Query:
    """Return the query that `text` (cut by `searched`) asks for."""
    draft = _Draft()
    for number, part in enumerate(_PART.finditer(searched(text))):
        if number >= MAX_PARTS:
            draft.ignored.append("everything after the first 24 words")
            break
        key, value = (part["key"] or "").lower(), (part["value"] or "").strip('"')
        if key in KEYS and not part["minus"]:
            _filter(draft, key, value.lower())
            continue
        words = words_of(part["phrase"] if part["phrase"] is not None else (part["word"] or part[0].lstrip("-")))
        if not words:
            continue
        if part["minus"]:
            draft.must_not.append(Clause(words))
        elif len(words) > 1 or words[0] not in STOP:
            clause = (Clause(words),)
            if clause not in draft.should:
                draft.should.append(clause)
        else:
            draft.common.append(words[0])
    draft.common = list(dict.fromkeys(draft.common))
    return Query(*(tuple(getattr(draft, name)) for name in _Draft.__dataclass_fields__))


def searched(text: str) -> str:
    """Return the part of `text` that is searched for: all of it, or whole words up to MAX_QUERY characters."""
    text = text.strip()
    if len(text) <= MAX_QUERY:
        return text
    cut = text[:MAX_QUERY]
    # A half word would find something else. One word of more than MAX_QUERY characters is cut where it is.
    return cut if text[MAX_QUERY].isspace() else (cut.rsplit(None, 1)[0] if len(cut.split()) > 1 else cut)


def _filter(draft: _Draft, key: str, value: str) -> None:
    if key == "kind" and value in KIND_NAMES:
        draft.kinds.append(KIND_NAMES[value])
    elif key == "topic" and re.fullmatch(r"[a-z0-9-]{1,60}", value):
        draft.topics.append(value)
    elif key == "is" and value.replace("-", "_") in STATES:
        draft.states.append(value.replace("-", "_"))
    else:
        draft.ignored.append(f"{key}:{value}")
