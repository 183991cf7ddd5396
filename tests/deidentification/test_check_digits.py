"""A check digit is evidence that the author reads: it never dismisses a number."""

from __future__ import annotations

import pytest

from cases.deidentification import Level, check
from cases.deidentification.checksums import FITS, FITS_NOT


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NHS number 999 000 0018.", FITS),
        ("NHS number 999 000 0019.", FITS_NOT),
        ("NHS number 000 000 0000.", FITS_NOT),
        ("Card 4000 0000 0000 0002 was used.", FITS),
        ("Card 4000 0000 0000 0003 was used.", FITS_NOT),
    ],
)
def test_it_is_told_and_decides_nothing(text: str, said: str) -> None:
    finding = next(f for f in check(text) if f.level is Level.BLOCK)
    assert finding.explanation.endswith(said)


def test_a_number_without_a_check_digit_says_nothing_of_one() -> None:
    assert all(FITS not in f.explanation and FITS_NOT not in f.explanation for f in check("Sort code 40-12-77 account 44102239."))
