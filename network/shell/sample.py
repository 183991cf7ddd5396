"""The form that the style guide shows, open and refused: every kind of field, rendered by the same tags as the real ones."""

from __future__ import annotations

from django import forms

from network.shell.forms import HouseForm

ICONS = ("guidance", "case", "discussion", "search", "alert", "lock", "tick", "clock", "pen", "event", "document")


class SampleForm(HouseForm):
    """One field of each kind."""

    number = forms.CharField(label="Registration number", help_text="For the NMC it looks like 12A3456E", required=False)
    email = forms.EmailField(
        label="Work e-mail",
        help_text="We write to it once to check that it is yours",
        error_messages={"invalid": "Enter an address with an @, like name@example.org"},
    )
    profession = forms.ChoiceField(
        label="Profession", choices=[("", "Choose one"), ("nurse", "Nurse prescriber")], error_messages={"required": "Choose one"}
    )
    topics = forms.MultipleChoiceField(
        label="Topics", choices=[("a", "Methadone"), ("b", "Naloxone"), ("c", "Pregabalin")], required=False
    )
    digest = forms.ChoiceField(
        label="How often may we write?",
        help_text="Mail never carries case text",
        choices=[("daily", "Daily digest"), ("weekly", "Weekly digest")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often we may write"},
    )
    rules = forms.BooleanField(
        label="I have read the house rules",
        help_text="Six rules, three minutes",
        error_messages={"required": "Read the house rules first"},
    )
    reason = forms.CharField(label="Why do you want to join?", widget=forms.Textarea(attrs={"rows": 3}))


def samples() -> dict[str, object]:
    """Return what the style guide's template needs."""
    refused = SampleForm({"refused-email": "amara.example.org"}, prefix="refused")
    return {"form": SampleForm(prefix="open"), "refused": refused, "icons": ICONS}
