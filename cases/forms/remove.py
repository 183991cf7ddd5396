"""What a reviewer says of a case that identifies somebody and must go before it is published."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.deidentification import Level, check
from cases.forms.fields import AREA
from network.forum.models import IncidentKind, Severity
from network.shell.forms import HouseForm, reject_nul


class RemoveForm(HouseForm):
    """How bad, what kind, and a note for the record. The identifier itself is never typed."""

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

    def clean(self) -> dict[str, Any]:
        """Keep identifiers out of the note."""
        data = super().clean() or self.cleaned_data
        if any(finding.level == Level.BLOCK for finding in check(data.get("note", ""))):
            self.add_error("note", "The note itself holds an identifier. Name its kind, not the thing")
        return data
