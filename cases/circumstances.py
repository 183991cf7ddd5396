"""Circumstances that make people easier to find, or harm them more when they are found: extra rules and fewer readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.db import models

from cases.cues import cues


class Circumstance(models.TextChoices):
    """What the author says about the case, beside its text."""

    UNDER_18 = "under_18", "The person is under 18"
    PREGNANCY = "pregnancy", "Pregnancy or a newborn"
    PRISON = "prison", "Prison or police custody"
    DEATH = "death", "Somebody has died"
    INCIDENT = "incident", "A serious incident, complaint or inquest"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a circumstance asks for: advice to the author, fewer readers, more reviewers."""

    advice: str
    invited_only: bool = False
    reviews: int = 1

    @property
    def readers(self) -> str:
        """Return who reads such a case, in a sentence."""
        readers = "Only colleagues you invite" if self.invited_only else "No associates"
        return f"{readers} may read it{', and two clinicians read it first' if self.reviews > 1 else ''}."


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
    declined: Mapping[str, int]
    restricted: bool
    clinicians_only: bool


def of(case: Described) -> list[Circumstance]:
    """Return the circumstances of a case: those the author ticked, and those that age band and setting say by themselves."""
    said = set(case.special)
    said |= {Circumstance.UNDER_18} if case.age_band == UNDER_18_BAND else set()
    released = case.setting == LEAVING_CUSTODY and Circumstance.PRISON not in case.declined
    said |= {Circumstance.PRISON} if case.setting == "prison" or released else set()
    return [circumstance for circumstance in Circumstance if circumstance in said]


def invited_only(case: Described) -> bool:
    """Say whether the circumstances leave no readers but those whom the author invites."""
    return any(RULES[circumstance].invited_only for circumstance in of(case))


def problems(case: Described) -> list[tuple[str, str]]:
    """Return (field, sentence) of readers that are too many for the circumstances: at most one sentence for each field."""
    found: dict[str, str] = {}
    for circumstance in of(case):
        if RULES[circumstance].invited_only and not case.restricted:
            sentence = f"{circumstance.label}: such a case is for colleagues you invite. Tick this and invite them"
            found.setdefault("restricted", sentence)
        # Invited colleagues too: with the box open, an associate could be invited at any later time.
        if not case.clinicians_only:
            found.setdefault("clinicians_only", f"{circumstance.label}: such a case is closed to associates. Tick this")
    return list(found.items())


def reviews(case: Described) -> int:
    """Return how many clinicians must agree."""
    return max((RULES[circumstance].reviews for circumstance in of(case)), default=1)


UNDER_18_BAND, LEAVING_CUSTODY = "<18", "custody_transition"
QUESTIONS = {
    Circumstance.UNDER_18: "Is the person under 18?",
    Circumstance.PREGNANCY: "Does it speak of a pregnancy or a newborn?",
    Circumstance.PRISON: "Does it speak of prison or police custody?",
    Circumstance.DEATH: "Does it speak of a death?",
    Circumstance.INCIDENT: "Does it speak of a serious incident, a complaint or an inquest?",
}
# What else words of the text may mean: nothing to answer, something to think of before it is sent.
PROMPTS = {
    "capacity": (
        "If the person cannot decide for themselves",
        "Their own agreement does not hold. Choose a relative’s agreement or your service’s approval, or write it so that none is needed.",
    ),
    "public_figure": (
        "If the person is known in public",
        "They will be recognised from very little. Leave out what they are known for, or do not share the case.",
    ),
}
SHOWN = 3  # of the words that ask, beside the question


@dataclass(frozen=True, slots=True)
class Question:
    """What the author is asked because of words in the case: nothing is decided for them."""

    circumstance: Circumstance
    words: tuple[str, ...]  # the first few, as the vocabulary has them
    count: int  # of the words. An answer holds until there are more
    answered: bool

    @property
    def because(self) -> str:
        """Return why it is asked and what a yes brings, in two sentences or more."""
        rule, words = RULES[self.circumstance], ", ".join(f"“{word}”" for word in self.words)
        return f"Because of {words}. If so: {rule.advice} {rule.readers}"


def questions(case: Described, texts: Iterable[str]) -> list[Question]:
    """Return what `texts` make worth asking and the author has not said yes to; asked again when more words speak of it."""
    found, said = cues(texts), set(of(case))
    if case.setting == LEAVING_CUSTODY:  # counts as prison already: the question is there for a no
        found["prison"] = ["leaving custody", *found.get("prison", ())]
    return [
        Question(code, tuple(dict.fromkeys(words))[:SHOWN], len(words), code in said or case.declined.get(code, 0) >= len(words))
        for code in Circumstance
        if (words := found.get(code)) and code not in case.special and (code not in said or case.setting == LEAVING_CUSTODY)
    ]


def rules(case: Described, texts: Iterable[str]) -> list[tuple[str, str]]:
    """Return (circumstance, advice and readers) of what holds for the case, and what its words may ask to think of."""
    found = cues(texts)
    holding = [(code.label, f"{RULES[code].advice} {RULES[code].readers}") for code in of(case)]
    return holding + [prompt for code, prompt in PROMPTS.items() if code in found]


def speaks_of_death(text: str) -> bool:
    """Say whether a word of `text` may mean that somebody died. A cue, not a finding: it asks for a moderator's eye."""
    return Circumstance.DEATH in cues([text])
