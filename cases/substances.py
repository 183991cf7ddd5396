"""Substances of a case and the vocabulary: what is offered while writing, and which topic a row stands for."""

from __future__ import annotations

from collections.abc import Iterable

from search.models import Term

# Bands rather than figures: how much in a word, how long in a span.
AMOUNTS = (
    "Below the usual range",
    "In the usual range",
    "Above the usual range",
    "Far above the usual range",
    "It varies",
    "Not known",
)
DURATIONS = ("Some days", "Some weeks", "1 to 6 months", "6 to 12 months", "1 to 5 years", "More than 5 years", "Not known")


def offered() -> list[str]:
    """Return the names of the vocabulary's drugs, for the list beside the field."""
    return list(Term.objects.filter(kind=Term.Kind.DRUG).order_by("name").values_list("name", flat=True))


def named_in(names: Iterable[str]) -> list[Term]:
    """Return the drugs of the vocabulary that `names` call by their name or by a synonym: a case is found by what its rows say."""
    wanted = {name.strip().casefold() for name in names}
    if not wanted:
        return []
    drugs = Term.objects.filter(kind=Term.Kind.DRUG)
    return [term for term in drugs if wanted & {term.name.casefold(), *(str(word).casefold() for word in term.synonyms)}]
