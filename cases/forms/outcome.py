"""What happened to the person afterwards."""

from __future__ import annotations

from typing import Any

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

    looked = forms.BooleanField(required=False, label="I have read these words again: none of them points to anybody")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with nothing marked."""
        super().__init__(*args, **kwargs)
        self.marked: list[str] = []

    def clean(self) -> dict[str, Any]:
        """Keep identifiers out, and ask for a second look at what may be one: readers see an outcome without a reviewer."""
        data = super().clean() or self.cleaned_data
        text = data.get("outcome", "")
        found = [finding for finding in check(text) if finding.level != Level.ADVISE]
        if any(finding.level == Level.BLOCK for finding in found):
            self.add_error("outcome", "Replace what identifies someone in this text. Nothing was saved.")
        elif found:
            self.marked = list(dict.fromkeys(text[finding.start : finding.end] for finding in found))
            if not data.get("looked"):
                self.add_error("looked", "Look at the words below, then tick that none of them points to anybody")
        return data
