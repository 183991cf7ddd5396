"""Text to types: the next edition of the rules, and accepting it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from network.membership.forms import no_identifiers
from network.membership.models import RuleEdition
from network.membership.names import reject_invisible
from network.membership.rules import Owed
from network.shell.comparing import Change, changes
from network.shell.forms import HouseForm, reject_nul

NOTHING_NEW = "This is word for word the edition in force: there is nothing to publish"
OVERTAKEN = (
    "Another steward published an edition meanwhile. Nothing of yours was published; your text is below. The comparison is now "
    "with theirs: take over what you need and publish again."
)


class EditionForm(HouseForm):
    """The next edition of one document."""

    text = forms.CharField(
        label="The whole text",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 24}),
        validators=[reject_nul, reject_invisible, no_identifiers],
        help_text="An empty line stands between two paragraphs. A line that starts with “# ” is a heading.",
        error_messages={"required": "Write the text"},
    )
    change_note = forms.CharField(
        label="What changes, in plain words",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[reject_nul, reject_invisible, no_identifiers],
        help_text="Every member reads this above the comparison: what is different for them, and why.",
        error_messages={"required": "Say what changes: every member reads it"},
    )
    material = forms.BooleanField(
        label="Members must accept it before they post again",
        required=False,
        help_text="Leave it out for a corrected spelling or a clearer sentence that means the same.",
    )
    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, current: RuleEdition, **kwargs: Any) -> None:
        """Start from the edition in force."""
        super().__init__(*args, initial={"text": current.text, "base": current.number}, **kwargs)
        self.current = current

    def clean_text(self) -> str:
        """Return the text with plain line ends; refuse the one that stands already."""
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()
        if text == self.current.text:
            raise forms.ValidationError(NOTHING_NEW, code="same")
        return text

    def clean(self) -> dict[str, Any]:
        """Refuse a text that was written against an edition that is not in force any more."""
        data = super().clean() or self.cleaned_data
        if data.get("base") != self.current.number:
            self.add_error(None, OVERTAKEN)
        return data

    def changes(self) -> list[Change]:
        """Return what the text as typed would change, nothing where there is no sound text."""
        text = self.cleaned_data.get("text") if self.is_bound else None
        return changes(self.current.paragraphs, RuleEdition(text=text).paragraphs) if text else []


class AcceptForm(HouseForm):
    """One tick for each document that somebody has to accept; each tick carries the edition that was on the page."""

    def __init__(self, *args: Any, owed: Sequence[Owed], **kwargs: Any) -> None:
        """Make the ticks."""
        super().__init__(*args, **kwargs)
        self.owed = owed
        for item in owed:
            edition = item.edition
            name = f"edition-{edition.pk}"
            self.fields[name] = forms.BooleanField(
                label=f"I have read what changed and accept the {edition.get_document_display().lower()}, edition {edition.number}",
                error_messages={"required": f"Tick this to accept the {edition.get_document_display().lower()}"},
            )

    @property
    def documents(self) -> list[tuple[Owed, forms.BoundField]]:
        """Return each document with its tick."""
        return [(item, self[f"edition-{item.edition.pk}"]) for item in self.owed]
