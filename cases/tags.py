"""The structured tags of a case, and which of them no other case of the library has: what is the only one of its kind is easier to trace.

SECURITY: only what the reader can open is compared, so the answer tells nothing about a restricted case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cases import circumstances
from cases.models import Case
from search.models import Term


@dataclass(frozen=True, slots=True)
class Tags:
    """What a case says by choice and not in words."""

    setting: str
    age_band: str
    special: frozenset[str]
    substances: frozenset[str]  # as the rows name them
    topics: frozenset[int]  # of the vocabulary, the substances among them


@dataclass(frozen=True, slots=True)
class Alone:
    """What a case shares with no other."""

    together: bool  # setting, age band, circumstances and substances
    topics: tuple[str, ...]  # each by itself

    def __bool__(self) -> bool:
        return self.together or bool(self.topics)


def tags_of(case: Case) -> Tags:
    """Return the tags of a stored case."""
    names = frozenset(row.name for row in case.substances.all())
    special = frozenset(str(code) for code in circumstances.of(case))
    return Tags(case.setting, case.age_band, special, names, frozenset(term.pk for term in case.topics.all()))


def alone(tags: Tags, user: Any, case: Case | None = None) -> Alone:
    """Return what no other case that `user` may read shares with `tags`, which are those of `case` or of one not yet stored."""
    spellings = _spellings()
    others = Case.objects.published().visible_to(user)
    if case is not None:
        others = others.exclude(pk=case.pk)
    drugs = _called(tags.substances, spellings)
    measured = bool(tags.setting and tags.age_band and drugs)
    together = measured and not _has_like(others, tags, drugs, spellings)
    named = {pk for pk, name in spellings.values() if name in drugs}
    rare = Term.objects.filter(pk__in=tags.topics | named).exclude(cases__in=others).order_by("name")
    return Alone(together, tuple(rare.values_list("name", flat=True)))


def _has_like(others: QuerySet[Case], tags: Tags, drugs: frozenset[str], spellings: dict[str, tuple[int, str]]) -> bool:
    same = others.filter(setting=tags.setting, age_band=tags.age_band).prefetch_related("substances", "topics")
    return any(found.special == tags.special and _called(found.substances, spellings) == drugs for found in map(tags_of, same))


def _spellings() -> dict[str, tuple[int, str]]:
    """Return every spelling of the vocabulary's drugs → the drug: Valium is diazepam."""
    drugs = Term.objects.filter(kind=Term.Kind.DRUG)
    return {str(word).casefold(): (term.pk, term.name) for term in drugs for word in (*term.synonyms, term.name)}


def _called(names: Iterable[str], spellings: dict[str, tuple[int, str]]) -> frozenset[str]:
    """Return what the vocabulary calls `names`; one that it does not know stands for itself."""
    words = [name.strip().casefold() for name in names if name.strip()]
    return frozenset(spellings[word][1] if word in spellings else word for word in words)
