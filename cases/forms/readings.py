"""Which case's reading record is asked for."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from cases.models import Case
from cases.reading_record import cases_on_record
from network.membership.models import User
from network.shell.forms import HouseForm


class ReadingsForm(HouseForm):
    """A case's number. No record, no such case and no right to it are one answer."""

    number = forms.CharField(
        label="Number of the case",
        help_text="As in “Case 0142”.",
        max_length=20,
        error_messages={"required": "Give the number of the case"},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Remember who asks."""
        super().__init__(*args, **kwargs)
        self.user = user
        self.case: Case | None = None

    def clean_number(self) -> str:
        """Find the case among those whose record the person may ask for."""
        found = re.fullmatch(r"(?:case)?\s*#?0*(\d{1,9})", self.cleaned_data["number"].strip(), re.IGNORECASE | re.ASCII)
        self.case = cases_on_record(self.user).filter(pk=int(found[1])).first() if found else None
        if self.case is None:
            raise forms.ValidationError("There is no case of this number whose record you may ask for")
        return str(self.case.pk)
