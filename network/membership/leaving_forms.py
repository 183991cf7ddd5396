"""What somebody who leaves chooses."""

from __future__ import annotations

from django import forms

from network.membership.models import Departure
from network.shell.forms import HouseForm


class LeaveForm(HouseForm):
    """What stands above the posts, and what becomes of published cases. Neither is chosen beforehand."""

    names = forms.ChoiceField(
        label="What stands above your posts afterwards?",
        choices=Departure.Names,
        widget=forms.RadioSelect,
        help_text="Where you signed by a pseudonym, it stays in any event.",
        error_messages={"required": "Choose what stands above your posts"},
    )
    cases = forms.ChoiceField(
        label="What becomes of your published cases?",
        choices=Departure.Cases,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what becomes of your cases"},
    )
