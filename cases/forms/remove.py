"""What a reviewer says of a case that identifies somebody and must go before it is published."""

from __future__ import annotations

from django import forms

from cases.forms.fields import AREA
from cases.forms.looked import LookedForm
from network.forum.models import IncidentKind, Severity
from network.shell.forms import reject_nul


class RemoveForm(LookedForm):
    """How bad, what kind, and a note for the record. The identifier itself is never typed."""

    typed = "note"
    severity = forms.ChoiceField(
        label="How bad is it?",
        help_text="As far as you can tell now.",
        choices=Severity.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how bad it is"},
    )
    kind = forms.ChoiceField(
        label="What identifies the person?",
        choices=IncidentKind.told(),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what identifies the person"},
    )
    note = forms.CharField(
        label="Note for the record",
        required=False,
        max_length=500,
        validators=[reject_nul],
        widget=forms.Textarea(attrs={"rows": 4, **AREA}),
        help_text="May stay empty. Never the name, number or words that identify somebody: this note is kept.",
    )
