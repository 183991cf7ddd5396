"""Check digits. They raise confidence in a find; a failed check never dismisses one."""

from __future__ import annotations


def mod11(number: str) -> bool:
    """Whether ten digits carry the NHS, CHI and H&C check digit (all zeros do not count)."""
    digits = [int(c) for c in number if c in "0123456789"]
    if len(digits) != 10 or not any(digits):
        return False
    return (11 - sum(w * d for w, d in zip(range(10, 1, -1), digits, strict=False)) % 11) % 11 == digits[9]


def luhn(number: str) -> bool:
    """Whether the digits pass the check used by payment cards."""
    digits = [int(c) for c in reversed(number) if c in "0123456789"]
    return len(digits) > 11 and sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits)) % 10 == 0
