"""Why a case is withdrawn."""

from __future__ import annotations

from django import forms

from cases.actions import Because
from network.shell.forms import HouseForm


class WithdrawForm(HouseForm):
    """One reason, for the record; the author of a case that somebody else withdraws never learns who it was."""

    because = forms.ChoiceField(label="Why?", choices=Because.choices, widget=forms.RadioSelect, required=False)

    def clean_because(self) -> str:
        """Return the reason; none given is the author's own wish."""
        return self.cleaned_data.get("because") or Because.AUTHOR
