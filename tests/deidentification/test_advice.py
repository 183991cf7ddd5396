"""What software can only point at: rare work, distinctive facts, quotations, news. Advice stops nothing and widens nothing."""

from __future__ import annotations

import pytest

from cases.deidentification import Level, check


@pytest.mark.parametrize(
    ("label", "text", "found", "alike"),
    [
        ("OCCUPATION_RARE", "Worked as a church bell-founder.", "bell-founder", "Worked as a builder."),
        ("OCCUPATION_RARE", "A former professional footballer.", "former professional footballer", "A former patient who plays football."),
        ("OCCUPATION_RARE", "She is the mayor there.", "the mayor", "She is the nurse there."),
        ("DISTINCTIVE", "She was the first woman to drive a tram.", "the first woman to drive a tram", "It was the first dose to work."),
        ("DISTINCTIVE", "He won a gold medal.", "won a gold medal", "He won the argument."),
        ("DISTINCTIVE", "There is a tattoo across the throat.", "tattoo across the throat", "There is a rash across the throat."),
        ("DISTINCTIVE", "She had triplets.", "triplets", "She takes triple therapy."),
        ("QUOTATION", "She said “I only ever took them to sleep” twice.", "I only ever took them to sleep", "She calls them “sleepers” twice."),
        ("QUOTATION", 'He said "it was never about the drink" to us.', "it was never about the drink", 'The "Z drug" and the word "script" as he wrote it.'),
        ("NEWS_EVENT", "It was in the local papers.", "in the local papers", "It was on the drug chart."),
        ("NEWS_EVENT", "He survived the train crash.", "the train crash", "He met the crash team."),
        ("NEWS_EVENT", "He survived the mill fire.", "the mill fire", "He set up the trial dose."),
    ],
)  # fmt: skip
def test_a_cue_is_advised_on_with_its_reason_and_what_reads_alike_is_not(label: str, text: str, found: str, alike: str) -> None:
    said = [(f.label, text[f.start : f.end], f.level, bool(f.explanation and f.suggestion)) for f in check(text)]
    assert (label, found, Level.ADVISE, True) in said
    assert label not in [f.label for f in check(alike)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The team calls him “the Colonel”, as he likes it.", "the Colonel"),
        ("Everybody knows him, known as Nobbly, by now.", "Nobbly"),
    ],
)
def test_a_nickname_is_decided_on(text: str, found: str) -> None:
    assert [(text[f.start : f.end], f.level) for f in check(text)] == [(found, Level.DECIDE)]


def test_advice_never_widens_what_must_be_decided_and_keeps_what_is_left() -> None:
    text = "She told us “my sister Agnes always hid the tablets from me” again."
    levels = {text[f.start : f.end]: f.level for f in check(text)}
    assert levels["Agnes"] is Level.DECIDE
    assert levels[" always hid the tablets from me"] is Level.ADVISE
    assert len(levels) == 2
