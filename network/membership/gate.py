"""The identifier check for what stewards type about groups, boards and their own reasons (design 5.7)."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from cases.deidentification import blocking, check


class Identifies(ValueError):
    """A text holds direct identifiers. The message quotes nothing."""


def refuse_identifiers(*texts: str) -> None:
    """Raise Identifies where any text holds what must go."""
    found = [finding for text in texts for finding in blocking(check(text))]
    if found:
        raise Identifies(f"{len(found)} direct identifier{'s' if len(found) > 1 else ''}")


def names_nobody(text: str) -> None:
    """Raise ValidationError where the text holds a direct identifier: the validator of a form's field."""
    try:
        refuse_identifiers(text)
    except Identifies as error:
        raise ValidationError("Take out what identifies somebody, such as a number or an address", code="identifies") from error
