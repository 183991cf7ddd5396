"""A replaced date reads as English, names in small letters are led to by their surroundings, and sentences stay apart."""

from __future__ import annotations

import pytest

from cases.deidentification import apply_suggestions, check


@pytest.mark.parametrize(
    ("text", "expected"),
    [("He was seen on 3 May 2023 again.", "He was seen on one date again."), ("She waited since 3/5/2023.", "She waited since one date."),
     ("Reviewed 3 May 2023 by phone.", "Reviewed on one date by phone.")],
)  # fmt: skip
def test_a_date_is_replaced_by_words_that_fit_behind_its_preposition(text: str, expected: str) -> None:
    assert apply_suggestions(text, check(text)) == expected


@pytest.mark.parametrize(
    ("text", "found", "alike"),
    [("this is about her date of birth the second of april nineteen fifty eight she says", "the second of april nineteen fifty eight",
      "this is about the second of nineteen doses she says"),
     ("she attends belvoir medical group and takes it at night every day", "belvoir medical group",
      "she attends her medical group and takes it at night every day"),
     ("he sleeps behind greggs on mansfield rd and is cold most nights", "greggs on mansfield rd",
      "he sleeps behind greggs on most nights and is cold"),
     ("this is a letter copied to doctor zelquist and to nobody else at all", "zelquist",
      "this is a letter copied to doctor and patient and to nobody else at all"),
     ("Collapsed outside the Saracen's Head at night.", "Saracen's Head", "Collapsed outside the head office at night.")],
)  # fmt: skip
def test_small_letters_hide_no_body_or_person(text: str, found: str, alike: str) -> None:
    marked = [text[f.start : f.end] for f in check(text) if f.level != "advise"]
    assert any(found in span for span in marked), marked
    assert [alike[f.start : f.end] for f in check(alike) if f.level != "advise"] == []


@pytest.mark.parametrize(
    "text",
    [
        "he takes lorazepam every night and has parkinson's disease as well as gout",
        "Baby calm, Finnegan 7 at noon.",
        "A Volkmann contracture was seen.",
    ],
)
def test_eponyms_and_scored_scales_are_left_in_any_case(text: str) -> None:
    assert check(text) == []


def test_a_scale_without_its_score_may_still_be_a_person() -> None:
    assert [f.level for f in check("We asked Finnegan about it. His wife Finnegan rang.")][:1] == ["decide"]


def test_a_name_ends_with_its_sentence_and_a_scored_scale_is_no_place() -> None:
    text = "Health visitor Gaynor. Apgar 9 at birth. Edinburgh 13 today."
    assert [text[f.start : f.end] for f in check(text)] == ["Gaynor"]
