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


def mod97(number: str) -> bool | None:
    """Say whether an IBAN's check passes (ISO 13616); None for what is none."""
    packed = "".join(c for c in number.upper() if c.isalnum() and c.isascii())
    if not (15 <= len(packed) <= 34 and packed[:2].isalpha() and packed[2:4].isdigit()):
        return None
    return int("".join(str(int(c, 36)) for c in packed[4:] + packed[:4])) % 97 == 1


def bank_digits(number: str) -> bool | None:
    """Say whether an IBAN or the number of a card passes its check; None for a sort code or an account, which carry none."""
    fits = mod97(number)
    return luhn(number) if fits is None else fits
