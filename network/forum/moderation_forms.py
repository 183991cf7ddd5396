"""What moderators fill in to move a thread, and to learn who wrote what is not signed by name."""

from __future__ import annotations

from typing import Any

from django import forms

from network.forum.forms import CheckedForm
from network.forum.models import Board, Thread
from network.membership.models import User
from network.shell.forms import HouseForm, reject_nul


class UnmaskForm(CheckedForm):
    """Why a moderator must know who wrote what is not signed by name."""

    checked_fields: tuple[str, ...] = ("reason",)
    reason = forms.CharField(
        label="Why must you know?",
        help_text="Kept in the audit log, without the words of the post.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        validators=[reject_nul],
        error_messages={
            "required": "Say why: the name is not shown without a reason",
            "max_length": "Shorten this to %(limit_value)d characters; it has %(show_value)d.",
        },
    )


class MoveForm(HouseForm):
    """Where a thread goes: a board that the moderator keeps as well."""

    board = forms.ModelChoiceField(
        Board.objects.none(),
        label="To which board?",
        help_text="Boards that you moderate. You see what it does before it is done.",
        empty_label="Choose",
        to_field_name="public_id",
        error_messages={"required": "Choose a board", "invalid_choice": "You do not moderate that board"},
    )
    confirmed = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, thread: Thread, user: User, **kwargs: Any) -> None:
        """Offer the other boards that `user` moderates and reads."""
        super().__init__(*args, **kwargs)
        boards = Board.objects.moderated_by(user).filter(pk__in=Board.objects.visible_to(user), archived=False)
        self.fields["board"].queryset = boards.exclude(pk=thread.board_id)  # type: ignore[attr-defined]

    @property
    def is_confirmed(self) -> bool:
        """Say whether the moderator has seen what a move to this very board does."""
        return bool(self.cleaned_data["confirmed"] == self.cleaned_data["board"].public_id)
