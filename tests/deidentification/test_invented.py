"""The question turned round holds for any name: syllables drawn at random, which no vocabulary has, are found in running prose."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from cases.deidentification import Level, check

_ONSETS = [
    "b",
    "br",
    "c",
    "cl",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "st",
    "t",
    "th",
    "tr",
    "v",
    "w",
]
_VOWELS = ["a", "e", "i", "o", "u", "ae", "ai", "ea", "ou"]
_CODAS = ["b", "ck", "d", "l", "ll", "m", "n", "nd", "nt", "r", "rk", "s", "st", "t", "x"]

NAMES = [
    "{} came with her sister and asked for help.", "Spoke to {} about the taper.", "His partner {} collects the tablets.",
    "Seen with Dr {} in clinic.", "We rang {} and left a message.", "She lives with {} and two cats.", "Pt: {}. Takes diazepam 10mg.",
    "Mother, {}, is worried.", "Regards,\n{}", "Dear {},\n\nThank you for the referral.", "According to {}, he drank again.",
    "Present: {}, two nurses.", "her friend is called {} and he sells it", "1. {}: stable on methadone.", "{}'s script ran out.",
]  # fmt: skip
PLACES = [
    "He lives in {} now.", "She moved to {} last year.", "Found collapsed near {} station.", "Grew up in {}, then prison.",
    "A walk-in from {}.", "Rehoused on the {} estate.", "Buses from {} are rare.", "Travels via {} for his script.",
]  # fmt: skip
BODIES = [
    "He works at {}.", "Registered with {} Surgery.", "Admitted to {} Hospital.", "Picks up from {} Pharmacy.", "Pupil at {} Primary School.",
    "Released from HMP {}.", "Staying at {} House.", "Drinks in the {} Arms.", "Sees the {} Trust weekly.", "Sings at {} Church.",
    "Works for {} Haulage.", "Asleep outside the {} Centre.", "Bed on {} Ward.", "Known to {} Council.", "Barred from the {}.",
]  # fmt: skip
ORDINARY = [
    "Diazepam was reduced by 2 mg a fortnight.", "The Ashton manual was discussed.", "PHQ-9 14 and AUDIT 22 today.", "Wernicke's was considered.",
    "Will this work with Subutex?", "The Mental Health Act was not used.", "May we taper faster?", "Started Pabrinex and Librium.",
    "Child-Pugh B, QTc 478.", "The Care Quality Commission visited.", "Parkinson's disease and Crohn's disease.", "Glasgow Coma Scale 15.",
]  # fmt: skip


def word(chance: random.Random) -> str:
    """A capitalised word of two or three syllables."""
    syllables = [chance.choice(_ONSETS) + chance.choice(_VOWELS) for _ in range(chance.choice((2, 2, 3)))]
    return ("".join(syllables) + chance.choice(_CODAS)).capitalize()


def leaked(templates: list[str], draw: Callable[[random.Random], str], rounds: int = 20) -> list[str]:
    """The sentences in which a letter of the invented word stayed uncovered, each set between two ordinary ones."""
    chance = random.Random(20_260_101)
    lost = []
    for template in templates:
        for _ in range(rounds):
            name = draw(chance)
            text = f"{chance.choice(ORDINARY)} {template.format(name)}\n{chance.choice(ORDINARY)}"
            start = text.index(name)
            covered = {i for f in check(text) if f.level is not Level.ADVISE for i in range(f.start, f.end)}
            if any(i not in covered for i in range(start, start + len(name)) if text[i].isalnum()):
                lost.append(template.format(name))
    return lost


@pytest.mark.parametrize(
    "draw", [word, lambda c: f"{word(c)} {word(c)}", lambda c: f"{word(c)}-{word(c)}"], ids=["one word", "two words", "hyphened"]
)
@pytest.mark.parametrize("templates", [NAMES, PLACES, BODIES], ids=["names", "places", "bodies"])
def test_whatever_no_vocabulary_explains_is_found(templates: list[str], draw: Callable[[random.Random], str]) -> None:
    lost = leaked(templates, draw)
    assert len(lost) <= 0.02 * len(templates) * 20, lost


def test_ordinary_clinical_sentences_are_left_alone() -> None:
    chance = random.Random(7)
    texts = [" ".join(chance.sample(ORDINARY, 4)) for _ in range(60)]
    marked = [text[f.start : f.end] for text in texts for f in check(text) if f.level is not Level.ADVISE]
    assert marked == []


_WORDS = [
    "silver", "river", "bright", "green", "stone", "golden", "cedar", "forest", "heron", "lantern", "bridge", "harbour", "meadow",
    "anchor", "swan", "pathway", "kestrel", "orchard", "willow", "falcon", "granite", "thistle", "maple", "amber", "castle",
]  # fmt: skip
SMALL = [
    "saw {} today and he was ok", "told {} about the taper", "his partner {} picks up for him", "dr {} said no to it",
    "lives in {} with his mum", "registered at {} surgery", "hmp {} release last week", "on {} road most nights",
    "{} rang in again", "in {} hospital since then",
]  # fmt: skip


@pytest.mark.parametrize("templates", [PLACES, BODIES], ids=["places", "bodies"])
def test_ordinary_words_in_capitals_are_found_where_a_place_or_body_stands(templates: list[str]) -> None:
    draw = lambda chance: " ".join(chance.choice(_WORDS).capitalize() for _ in range(chance.choice((1, 2))))  # noqa: E731
    lost = leaked(templates, draw)
    assert len(lost) <= 0.05 * len(templates) * 20, lost


def test_invented_words_in_small_letters_are_found_where_somebody_or_somewhere_stands() -> None:
    chance = random.Random(3)
    lost = []
    for template in SMALL * 20:
        name = word(chance).lower()
        text = f"hes still on methadone and uses crack on top most days. {template.format(name)} and wants a script. not slept"
        start = text.index(name)
        covered = {i for f in check(text) if f.level is not Level.ADVISE for i in range(f.start, f.end)}
        if not covered.issuperset(range(start, start + len(name))):
            lost.append(template.format(name))
    assert len(lost) <= 0.02 * len(SMALL) * 20, lost
