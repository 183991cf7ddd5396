"""Text to types: what a member says about themselves."""

from __future__ import annotations

from typing import Any

from django import forms

from network.membership.forms import no_identifiers
from network.membership.models import Profile, User
from network.membership.names import plain_service, reject_invisible
from network.membership.profile_page import OwnWords, own_words
from network.shell.forms import HouseForm, reject_nul
from search.models import Term


class ProfileForm(HouseForm):
    """Everything is optional. Name and profession are not here: they were verified, and change by a request."""

    service = forms.CharField(
        label="Service you work in",
        required=False,
        max_length=120,
        validators=[reject_nul, plain_service, no_identifiers],
        help_text="Its name or its kind, for example: community drug team.",
    )
    region = forms.ChoiceField(label="Region", required=False, choices=[("", "Not given"), *Profile.Region.choices])
    work_shown_to = forms.ChoiceField(
        label="Who sees where you work?",
        choices=Profile.ShownTo.choices,
        widget=forms.RadioSelect,
        initial=Profile.ShownTo.MEMBERS,
        error_messages={"required": "Choose who sees where you work"},
    )
    interests = forms.ModelMultipleChoiceField(
        Term.objects.none(),
        required=False,
        label="Clinical interests",
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="From the network’s vocabulary. Colleagues can look for people by these.",
        error_messages={"invalid_choice": "Choose from the list", "invalid_pk_value": "Choose from the list"},
    )
    declared = forms.CharField(
        label="Declared interests",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[reject_nul, reject_invisible, no_identifiers],
        help_text="What a colleague should know before they weigh what you write: fees, shares, paid roles, research money. Nothing to declare? Write “none”.",
    )
    listed = forms.BooleanField(
        required=False,
        label="List me in the members’ directory",
        help_text="Members alone can open it. Not ticked: nobody finds you there; your name above what you write still opens your page.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Start from what was saved, and offer the vocabulary."""
        saved, profile = own_words(user), getattr(user, "profile", None)
        start = {name: getattr(saved, name) for name in ("listed", "service", "region", "work_shown_to", "declared")}
        start["interests"] = list(profile.interests.all()) if profile else []
        super().__init__(*args, initial=start, **kwargs)
        self.saved = saved
        self.fields["interests"].queryset = Term.objects.exclude(kind=Term.Kind.ABBREVIATION).order_by("name")  # type: ignore[attr-defined]

    def as_typed(self) -> OwnWords:
        """Return the profile as it would be if it were saved now."""
        data = dict(self.cleaned_data)
        data["interests"] = tuple(term.name for term in data["interests"])
        same = data["declared"] == self.saved.declared
        return OwnWords(**data, declared_at=self.saved.declared_at if same else None)
