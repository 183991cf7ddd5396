"""A number is dismissed only where another label names it directly."""

import pytest

from cases.deidentification import check


@pytest.mark.parametrize("text", ["order sent, patient 999 123 4567 seen", "NHS 999 123 4567 on the order form", "999 000 0018"])
def test_an_nhs_number_near_another_word_still_blocks(text: str) -> None:
    assert [(f.label, f.level) for f in check(text)] == [("NHS_NUMBER", "block")]


@pytest.mark.parametrize("text", ["batch 999 123 4567", "Lot no: 999 123 4567", "ISRCTN 999 123 4567"])
def test_a_number_that_something_else_labels_is_left(text: str) -> None:
    assert [f for f in check(text) if f.label == "NHS_NUMBER"] == []
