"""The vocabulary's effect on a query, at query time, the same for every engine (design 5.11).

A synonym counts both ways. A broader term also finds the narrower, never the reverse. An ambiguous abbreviation counts
for less. Nothing is ever spell-corrected: one letter apart, two drugs are both right.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache

from django.db.models import Count, Max

from search.models import Term
from search.query_language import Clause, Query, words_of

SYNONYM_WEIGHT = 0.7
NARROWER_WEIGHT = 0.5
AMBIGUOUS_WEIGHT = 0.3
LONGEST = 5  # words in the longest name worth looking for


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    said: tuple[tuple[str, ...], ...]
    narrower: tuple[tuple[str, ...], ...]
    ambiguous: bool


def stem(word: str) -> str:
    """Fold the plural, so that "benzo" and "benzos" are the same entry."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@lru_cache(maxsize=2)
def _entries(version: tuple[object, object]) -> dict[tuple[str, ...], list[_Entry]]:
    """Read the vocabulary once per version of its table."""
    terms = {term.pk: term for term in Term.objects.all()}
    table: dict[tuple[str, ...], list[_Entry]] = {}
    for term in terms.values():
        said = tuple(dict.fromkeys(words for text in (term.name, *term.synonyms) if (words := words_of(text))))
        below = [other for other in terms.values() if _is_below(other, term.pk, terms)]
        narrower = tuple(dict.fromkeys(w for o in below for text in (o.name, *o.synonyms) if (w := words_of(text))))
        entry = _Entry(term.name, said, narrower, term.ambiguous)
        for words in {tuple(stem(word) for word in way) for way in said}:
            table.setdefault(words, []).append(entry)
    return table


def _is_below(term: Term, ancestor: int, terms: dict[int, Term]) -> bool:
    seen: set[int] = set()
    while term.broader_id and term.pk not in seen:
        seen.add(term.pk)
        if term.broader_id == ancestor:
            return True
        term = terms[term.broader_id]
    return False


def expand(query: Query) -> Query:
    """Return `query` with the other ways of saying each of its parts. One query reads the table's version."""
    table = _table()
    if not table:
        return query
    parts, added, position = [], [], 0
    singles = list(query.should)
    while position < len(singles):
        length, entries = _longest(singles, position, table)
        ways = [clause for part in singles[position : position + length] for clause in part]
        for entry in entries:
            ways += _ways(entry, {clause.words for clause in ways})
            added.append(entry.name)
        parts.append(tuple(ways))
        position += length
    return replace(query, should=tuple(parts), added=tuple(dict.fromkeys(added)))


def _table() -> dict[tuple[str, ...], list[_Entry]]:
    version = Term.objects.aggregate(n=Count("pk"), latest=Max("changed_at"))
    return _entries((version["n"], version["latest"]))


def near(query: Query) -> tuple[str, ...]:
    """Return up to three names of the vocabulary that are written much like a word of `query` that it does not know.

    Offered to the reader, never searched for by itself: one letter apart, two drugs are both right. The vocabulary is
    public, so a suggestion tells nothing of what anybody may read.
    """
    entries = _table()
    known = {word for words in entries for word in words}
    single = {words[0]: entry for words, found in entries.items() if len(words) == 1 for entry in found}
    offered: list[str] = []
    for ways in query.should:
        for word in map(stem, ways[0].words):
            if len(word) > 3 and word not in known:
                offered += [single[close].name for close in get_close_matches(word, single, n=2, cutoff=0.78)]
    return tuple(dict.fromkeys(offered))[:3]


def _longest(parts: list[tuple[Clause, ...]], start: int, table: dict[tuple[str, ...], list[_Entry]]) -> tuple[int, list[_Entry]]:
    """Return how many parts from `start` make the longest known name, and its entries; one part and none if unknown."""
    for length in range(min(LONGEST, len(parts) - start), 0, -1):
        words = tuple(stem(word) for part in parts[start : start + length] for word in part[0].words)
        if words in table:
            return length, table[words]
    return 1, []


def _ways(entry: _Entry, known: set[tuple[str, ...]]) -> list[Clause]:
    weight = AMBIGUOUS_WEIGHT if entry.ambiguous else SYNONYM_WEIGHT
    ways = [Clause(words, weight) for words in entry.said if words not in known]
    return ways + [Clause(words, NARROWER_WEIGHT) for words in entry.narrower if words not in known | set(entry.said)]
