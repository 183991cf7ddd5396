"""Text to types: a group, and why a steward does something."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict

from network.membership import grouping, slots
from network.membership.gate import names_nobody
from network.membership.models import Circle
from network.membership.routes import Profession
from network.shell.forms import HouseForm, reject_nul


class ReasonForm(HouseForm):
    """Why it is done. The audit log keeps it."""

    reason = forms.CharField(
        label="Why",
        max_length=200,
        required=False,
        validators=[reject_nul, names_nobody],
        help_text="One line for the other stewards. The audit log keeps it for good.",
        error_messages={"required": "Say why, in one line"},
    )

    def __init__(self, *args: Any, wanted: bool, **kwargs: Any) -> None:
        """Ask for a reason where something is taken from somebody."""
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = wanted


class GroupForm(HouseForm):
    """A group: its name, what it is for, and whom it takes by itself."""

    name = forms.CharField(
        label="Name",
        max_length=80,
        validators=[reject_nul, names_nobody],
        help_text="Its people see it, and whoever reads a board that is opened to it.",
        error_messages={"required": "Give the group a name"},
    )
    kind = forms.ChoiceField(
        label="What its people have in common",
        choices=[
            (Circle.Kind.PROFESSION, "A profession"),
            (Circle.Kind.ORGANISATION, "An organisation, or a partnership of several services"),
            (Circle.Kind.OTHER, "Something else, such as a women-only group"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one"},
    )
    about = forms.CharField(
        label="What it is for",
        max_length=240,
        required=False,
        validators=[reject_nul, names_nobody],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    takes = forms.MultipleChoiceField(
        label="Professions it takes by itself",
        choices=Profession.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Everybody approved in one of these is in it, now and later. Leave all empty to put people in one by one.",
    )
    own_moderators = forms.BooleanField(
        label="Only its own members keep order on its boards",
        required=False,
        help_text="A moderator from outside stops reading and moderating these boards.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000, validators=[reject_nul])

    def __init__(self, *args: Any, circle: Circle | None = None, **kwargs: Any) -> None:
        """Leave the kind as it is where the group stands already."""
        super().__init__(*args, **kwargs)
        self.circle = circle
        if circle is not None:
            del self.fields["kind"]

    @property
    def facts(self) -> dict[str, Any]:
        """Return what the group is to be."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "seen")}

    def clean(self) -> dict[str, Any]:
        """Say what a change does to people before it is done: it goes through once the form has said the same before."""
        data = super().clean() or self.cleaned_data
        if self.circle is None or self.errors:
            return data
        lines = changes(self.circle, data["takes"], own_moderators=data["own_moderators"])
        said = " ".join(lines)[:1000]
        if lines and data["seen"] != said:
            self.add_error(None, f"{said} Nothing is saved yet: send it again if that is right.")
            sent = cast("QueryDict", self.data).copy()
            sent["seen"] = said
            self.data = sent
        return data


def changes(circle: Circle, takes: list[str], *, own_moderators: bool) -> list[str]:
    """Return, in sentences, what a change of rule, or of who keeps order, does to people."""
    come, go = grouping.comes_and_goes(circle, takes)
    lines = [f"This takes {count(come)} in and {count(go)} out of the group."] if come or go else []
    return [*lines, *(slots.would_lose(circle.group) if own_moderators and not circle.own_moderators else [])]


def count(number: int) -> str:
    """Return "nobody", "1 person" or "12 people"."""
    return "nobody" if number == 0 else "1 person" if number == 1 else f"{number} people"
