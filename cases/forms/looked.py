"""A short text that readers see without a second form: what must go is refused, what may point to somebody is looked at twice."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from cases.deidentification import Level, check
from network.shell.forms import HouseForm


class LookedForm(HouseForm):
    """A form with one typed text, the field `typed`. `marked` holds the words that may point to somebody."""

    typed: ClassVar[str]
    looked = forms.BooleanField(required=False, label="I have read these words again: none of them points to anybody")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with nothing marked."""
        super().__init__(*args, **kwargs)
        self.marked: list[str] = []

    def clean(self) -> dict[str, Any]:
        """Keep identifiers out, and ask for a second look at what may be one."""
        data = super().clean() or self.cleaned_data
        text = data.get(self.typed) or ""
        found = [finding for finding in check(text) if finding.level != Level.ADVISE]
        if any(finding.level == Level.BLOCK for finding in found):
            self.add_error(self.typed, "Replace what identifies someone in this text. Nothing was saved.")
        elif found:
            self.marked = list(dict.fromkeys(text[finding.start : finding.end] for finding in found))
            if not data.get("looked"):
                self.add_error("looked", "Look at the words below, then tick that none of them points to anybody")
        return data
