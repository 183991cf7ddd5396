"""What is proposed keeps the intervals and who is who: days from the first date, one placeholder a person."""

from __future__ import annotations

import pytest

from cases.deidentification import apply_suggestions, check, check_together


def replaced(text: str) -> str:
    return apply_suggestions(text, check(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Admitted on 3 May 2023, home on 15/05/2023.", "Admitted on day 0, home on day 12."),
        ("Admitted 2023-05-03, home May 15, 2023, seen 1st May 2023.", "Admitted on day 0, home on day 12, seen on day −2."),
        ("Over the year, from 30-12-23 until 2.1.24.", "Over the year, from day 0 until day 3."),
        (
            "Admitted on 3 May 2023, home on 15 May.",
            "Admitted on one date, home on one date.",
        ),  # one full date: nothing to count from
        ("Day 3 was hard. Seen on 3 May 2023 and on 15 May 2023.", "Day 3 was hard. Seen on one date and on one date."),
        ("Seen on 3 May 2023, on 31 June 2023 and on 5 May 2023.", "Seen on day 0, on one date and on day 2."),
    ],
)
def test_dates_are_counted_from_the_first_where_two_are_full(text: str, expected: str) -> None:
    assert replaced(text) == expected


def test_days_are_counted_across_the_texts_of_a_case() -> None:
    texts = {"story": "Seen on 3 May 2023.", "timeline": "Again on 5 May 2023."}
    found = check_together(texts)
    assert [apply_suggestions(texts[name], found[name]) for name in texts] == ["Seen on day 0.", "Again on day 2."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Her sister Agnes came. We rang Agnes.", "Her sister (the patient’s sister) came. We rang the patient’s sister."),
        ("Dr Zilquist wrote. We agree with Zilquist and with Dr Okonjo.", "Colleague A wrote. We agree with colleague A and with colleague B."),
        ("Patient: Harold Prentiss. Prentiss slept; Harold ate.", "Patient: the patient. The patient slept; the patient ate."),
        ("Mr Prentiss met Dr Okonjo.", "Person A met colleague A."),
        ("Dr Okonjo met colleague A.", "Colleague B met colleague A."),  # a letter that the text uses already is left to whom it names
        ("Her son Ned and her son Tam slept.", "Her son (the patient’s son A) and her son (the patient’s son B) slept."),
    ],
)  # fmt: skip
def test_one_person_has_one_placeholder(text: str, expected: str) -> None:
    assert replaced(text) == expected


def test_one_person_has_one_placeholder_across_the_texts_of_a_case() -> None:
    texts = {"story": "Mrs Prentiss slept. Mrs Okonjo did not.", "question": "What about Okonjo?"}
    found = check_together(texts)
    assert apply_suggestions(texts["question"], found["question"]) == "What about person B?"
