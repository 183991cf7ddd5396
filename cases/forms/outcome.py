"""What happened to the person afterwards, and a moderator's look at it where it ended badly."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.forms.fields import AREA, prose
from cases.forms.looked import LookedForm
from cases.outcomes import GRAVE
from network.shell.forms import reject_nul


class OutcomeForm(LookedForm):
    """What happened. Readers see an outcome without a reviewer, unless it ended badly."""

    typed = "outcome"
    ended = forms.ChoiceField(
        label="Did it end in one of these?",
        choices=[("none", "No"), *((code.value, code.label) for code in GRAVE)],
        widget=forms.RadioSelect,  # nothing is ticked: it does not answer itself
        error_messages={"required": "Say whether somebody died, or something serious happened"},
    )
    outcome = prose(
        "What happened?",
        "What changed, what helped, what you would do again. No dates: “after six weeks”.",
        5,
        3000,
        required=True,
        missing="Say what happened",
    )
    nothing_helped = forms.BooleanField(
        required=False,
        label="None of the replies helped",
        help_text="Worth knowing too. What did help you mark below the reply itself, as many as you like.",
    )

    def clean_ended(self) -> str:
        """Return a code of a circumstance, or an empty string."""
        ended: str = self.cleaned_data["ended"]
        return "" if ended == "none" else ended


class LookForm(LookedForm):
    """Let an outcome show, or give it back with a note."""

    typed = "note"
    note = forms.CharField(
        label="Note to the author",
        required=False,
        max_length=1000,
        validators=[reject_nul],
        widget=forms.Textarea(attrs={"rows": 4, **AREA}),
        help_text="Needed to give it back. Do not repeat the identifier.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Want a note where the outcome goes back, and one that identifies nobody."""
        data = super().clean() or self.cleaned_data
        if "show" not in self.data and "note" not in self.errors and not data.get("note", "").strip():
            self.add_error("note", "Say what should change, so that the author can")
        return data
