"""Check digits: evidence that is told to the author. A failed check never dismisses a find."""

from __future__ import annotations

FITS = " Its check digit fits."
FITS_NOT = " Its check digit does not fit: a mistyped number names somebody all the same."


def mod11(number: str) -> bool | None:
    """Say whether ten digits carry the NHS, CHI and H&C check digit (all zeros do not); None for other lengths."""
    digits = [int(c) for c in number if c in "0123456789"]
    if len(digits) != 10:
        return None
    return any(digits) and (11 - sum(w * d for w, d in zip(range(10, 1, -1), digits, strict=False)) % 11) % 11 == digits[9]


def luhn(number: str) -> bool | None:
    """Say whether the digits pass the check of payment cards; None for what is too short to be one."""
    digits = [int(c) for c in reversed(number) if c in "0123456789"]
    if not 13 <= len(digits) <= 19 or any(c.isalpha() for c in number):
        return None
    return sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits)) % 10 == 0
