"""What happened to the person afterwards."""

from __future__ import annotations

from django import forms

from cases.deidentification import Level, check
from cases.forms.fields import prose
from network.shell.forms import HouseForm


class OutcomeForm(HouseForm):
    """What happened."""

    outcome = prose(
        "What happened?",
        "What changed, what helped, what you would do again. No dates: “after six weeks”.",
        5,
        3000,
        required=True,
        missing="Say what happened",
    )

    def clean_outcome(self) -> str:
        """Keep identifiers out."""
        text: str = self.cleaned_data["outcome"]
        if any(finding.level == Level.BLOCK for finding in check(text)):
            raise forms.ValidationError("Replace what identifies someone in this text. Nothing was saved.")
        return text
