"""Text to types on the stewards' desk: what a board is called and says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from network.forum.models import Board
from network.membership.gate import names_nobody
from network.membership.grouping import Refused, Stale
from network.shell.forms import HouseForm, reject_nul


class BoardForm(HouseForm):
    """What a board is called and says."""

    name = forms.CharField(
        label="Name",
        max_length=80,
        validators=[reject_nul, names_nobody],
        error_messages={"required": "Give the board a name"},
    )
    about = forms.CharField(
        label="What it is for",
        max_length=240,
        validators=[reject_nul, names_nobody],
        help_text="One line. Whoever can open the board reads it.",
        error_messages={"required": "Say in one line what it is for"},
    )
    carries_cases = forms.BooleanField(label="Cases may be discussed on it", required=False, initial=True)
    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80, validators=[reject_nul])

    def __init__(self, *args: Any, board: Board | None = None, **kwargs: Any) -> None:
        """Start from what `board` says; keep the name that it has now."""
        names = ("name", "about", "carries_cases")
        start = {**{name: getattr(board, name) for name in names}, "was": board.name} if board else {}
        super().__init__(*args, initial=start or None, **kwargs)
        self.board, self.before = board, {name: start[name] for name in names} if start else {}

    @property
    def facts(self) -> dict[str, Any]:
        """Return what the board is to say."""
        return {name: self.cleaned_data[name] for name in ("name", "about", "carries_cases")}

    def clean(self) -> dict[str, Any]:
        """Refuse a name that another board has. The same form sent twice is no error: it makes one board."""
        data = super().clean() or self.cleaned_data
        others = Board.objects.filter(name__iexact=(data.get("name") or "").strip()).exclude(
            pk__in=[self.board.pk] if self.board else []
        )
        sent_twice = self.board is None and not self.errors and others.filter(**self.facts).exists()
        if data.get("name") and others.exists() and not sent_twice:
            self.add_error("name", ValidationError("Another board has this name. Choose another", code="taken"))
        return data

    def refuse(self, error: Refused | Stale) -> None:
        """Say why the action refused what the form let through."""
        stale = "Another steward renamed this board since you opened the page. Nothing was saved: look at it again."
        self.add_error(None if isinstance(error, Stale) else "name", stale if isinstance(error, Stale) else str(error))
