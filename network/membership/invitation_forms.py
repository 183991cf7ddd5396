"""Whom a member invites."""

from __future__ import annotations

from django import forms

from network.shell.forms import HouseForm, reject_nul


class InvitationForm(HouseForm):
    """One address."""

    email = forms.EmailField(
        label="Your colleague’s work email address",
        max_length=254,
        validators=[reject_nul],
        help_text="We write to it once. The mail does not name you; tell your colleague that it comes.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter an email address", "invalid": "Enter an address like name@example.nhs.uk"},
    )
