"""Spaces, hyphens and figures of every kind look alike to the check, and what nobody sees hides nothing."""

from __future__ import annotations

import pytest

from cases.deidentification import check

NUMBERS = {
    "NHS_NUMBER": "NHS 999 453 3312 came",
    "PHONE": "ring 07700 900 447 today",
    "POSTCODE": "lives at LS21 9XH now",
    "NINO": "NI QQ 12 34 56 C on file",
    "DATE": "seen on 6 January 2022 here",
    "DOB": "DOB 14 Sept 1961 and",
    "CHI_NUMBER": "CHI 010170 1234 noted",
}
SPACES = ["\u00a0", "\u2009", "\u202f", "\u3000", "\u00a0\u200b", "\u200b \u200b"]


@pytest.mark.parametrize("space", SPACES, ids=ascii)
@pytest.mark.parametrize(("label", "text"), NUMBERS.items())
def test_a_number_is_found_whatever_the_space_in_it(label: str, text: str, space: str) -> None:
    plain = [text[f.start : f.end] for f in check(text) if f.label == label]
    assert plain
    pasted = text.replace(" ", space)
    found = [pasted[f.start : f.end] for f in check(pasted) if f.label == label]
    assert [f.strip("\u200b") for f in found] == [p.replace(" ", space).strip("\u200b") for p in plain]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("ring 07700\u2011900\u2011447 now", "07700\u2011900\u2011447"),
        ("ring 07700\u2013900447 now", "07700\u2013900447"),
        ("ring ０７７００ ９００４４７ now", "０７７００ ９００４４７"),
        ("NHS \u0669\u0669\u0669 \u0664\u0665\u0663 \u0663\u0663\u0661\u0662", "\u0669\u0669\u0669 \u0664\u0665\u0663 \u0663\u0663\u0661\u0662"),
        ("NHS 999\u200b453\u200b3312", "999\u200b453\u200b3312"),
        ("NHS 99945\u00ad33312", "99945\u00ad33312"),
        ("write to a.b\u2060@example.org", "a.b\u2060@example.org"),
        ("NHS 999 453\n3312 came", "999 453\n3312"),
        ("ring 07700 900\n447 now", "07700 900\n447"),
        ("at LS21\n9XH now", "LS21\n9XH"),
    ],
    ids=ascii,
)  # fmt: skip
def test_what_is_pasted_or_wrapped_is_found_whole_and_in_its_place(text: str, whole: str) -> None:
    assert any(whole in text[f.start : f.end] for f in check(text))


def test_a_name_is_found_behind_what_nobody_sees() -> None:
    text = "\ufeffSpoke to Mrs\u00a0Pargeter\u200b, who came with Keeley\u00adann."
    assert [text[f.start : f.end] for f in check(text)] == ["Mrs\u00a0Pargeter", "Keeley\u00adann"]


def test_lines_of_figures_are_not_joined() -> None:
    assert check("Doses in mg:\n10\n20\n400\n600\n") == []


@pytest.mark.parametrize("name", ["\u0645\u062d\u0645\u062f", "\u674e\u660e", "\u0939\u0930\u093f"], ids=ascii)
def test_letters_that_know_no_capitals_may_be_a_name(name: str) -> None:
    assert [f.label for f in check(f"{name} came with the nurse.")] == ["NAME_OTHER"]
    assert check("The nurse came.") == []
