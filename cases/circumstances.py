"""Circumstances that make people easier to find, or harm them more when they are found: extra rules and fewer readers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.db import models


class Circumstance(models.TextChoices):
    """What the author says about the case, beside its text."""

    UNDER_18 = "under_18", "The person is under 18"
    PREGNANCY = "pregnancy", "Pregnancy or a newborn"
    PRISON = "prison", "Prison or police custody"
    DEATH = "death", "The person has died"
    INCIDENT = "incident", "A serious incident, complaint or inquest"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a circumstance asks for: advice to the author, fewer readers, more reviewers."""

    advice: str
    invited_only: bool = False
    reviews: int = 1


# Every one of them closes the case to associates; some go further.
RULES = {
    Circumstance.UNDER_18: Rule(
        "Say “a young person”. No school, no year group, no brothers or sisters, no social worker.", invited_only=True, reviews=2
    ),
    Circumstance.PREGNANCY: Rule(
        "Give the trimester, not the week. No maternity unit, no number of earlier children.", reviews=2
    ),
    Circumstance.PRISON: Rule("No establishment, wing, offence or sentence: “a closed prison” is enough."),
    Circumstance.DEATH: Rule(
        "The family may read it one day. No place or manner of death unless it is the question; nothing that an inquest has published.",
        reviews=2,
    ),
    Circumstance.INCIDENT: Rule(
        "Report it on your own service’s route first. Here only what can be learned, with your service’s approval.",
        invited_only=True,
        reviews=2,
    ),
}


class Described(Protocol):
    """What the rules read of a case."""

    special: Iterable[str]
    age_band: str
    setting: str
    restricted: bool
    clinicians_only: bool


def of(case: Described) -> list[Circumstance]:
    """Return the circumstances of a case: those the author ticked, and those that age band and setting say by themselves."""
    said = set(case.special)
    said |= {Circumstance.UNDER_18} if case.age_band == UNDER_18_BAND else set()
    said |= {Circumstance.PRISON} if case.setting == "prison" else set()
    return [circumstance for circumstance in Circumstance if circumstance in said]


def problem(case: Described) -> tuple[str, str]:
    """Return (field, sentence) of readers that are too many for the circumstances, or two empty strings."""
    for circumstance in of(case):
        if RULES[circumstance].invited_only and not case.restricted:
            return "restricted", f"{circumstance.label}: such a case is for colleagues you invite. Tick this and invite them"
        if not (case.restricted or case.clinicians_only):
            return "clinicians_only", f"{circumstance.label}: such a case is closed to associates. Tick this"
    return "", ""


def reviews(case: Described) -> int:
    """Return how many clinicians must agree."""
    return max((RULES[circumstance].reviews for circumstance in of(case)), default=1)


UNDER_18_BAND = "<18"
OF_DEATH = re.compile(
    r"\b(?:died|dies|dying|dead|deaths?|deceased|passed away|passed on|fatal(?:ly)?|suicides?|killed|inquests?|coroner(?:'s|’s)?|"
    r"funerals?|bereave(?:d|ment)|post[- ]?mortem)\b",
    re.IGNORECASE,
)


def speaks_of_death(text: str) -> bool:
    """Say whether a word of `text` may mean that somebody died. A cue, not a finding: it asks for a moderator's eye."""
    return OF_DEATH.search(text) is not None
