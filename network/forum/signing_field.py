"""The field that asks how somebody signs, for the forms of the forum and of cases alike."""

from __future__ import annotations

from django import forms

from network.forum.models import SignedAs


def sign_field() -> forms.ChoiceField:
    """Return the field that asks how a first contribution is signed."""
    return forms.ChoiceField(
        label="How do you sign in this thread?",
        help_text="It stays so for all you write here. Moderators learn the name behind it only with a recorded reason.",
        choices=SignedAs.choices,
        initial=SignedAs.NAME,
        required=False,
    )
