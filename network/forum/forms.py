"""Text to types: a new thread, a reply."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from cases.deidentification import Finding, Level, check
from network.forum.markup import MAX_SOURCE
from network.forum.models import Board, PostBasis
from network.membership.models import User
from network.shell.forms import HouseForm, reject_nul
from search.models import Term

MAX_POST = 10_000  # characters: what is rendered while the writer waits
MUST_GO = "Replace what identifies someone: {}. Nothing was saved; your text is below."
LOOK_AGAIN = "Look at what is marked below, then tick that none of it points to a patient."


def describe(findings: list[Finding]) -> str:
    """Return the kinds of `findings`, never their text: "NHS number, phone number"."""
    return ", ".join(
        dict.fromkeys(finding.title.lower() if not finding.title[:3].isupper() else finding.title for finding in findings)
    )


class CheckedForm(HouseForm):
    """A form whose texts pass the identifier check before anything is stored (design 5.7)."""

    checked_fields: tuple[str, ...] = ()
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    looked = forms.BooleanField(
        required=False, label="I have read what is marked: none of it points to a patient, a relative or a colleague"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.findings: dict[str, list[Finding]] = {}
        self.initial.setdefault("form_key", uuid.uuid4())

    def clean_form_key(self) -> uuid.UUID:
        """Return the key of this rendered form; make one where an old page sent none."""
        return self.cleaned_data.get("form_key") or uuid.uuid4()

    def clean(self) -> dict[str, Any]:
        """Refuse direct identifiers; ask for a second look at what may be one."""
        data = super().clean() or self.cleaned_data
        to_decide = False
        for name in self.checked_fields:
            text = data.get(name) or ""
            found = [finding for finding in check(text) if finding.level != Level.ADVISE]
            self.findings[name] = found
            must_go = [finding for finding in found if finding.level == Level.BLOCK]
            if must_go:
                self.add_error(name, MUST_GO.format(describe(must_go)))
            to_decide = to_decide or bool(found)
        if to_decide and not self.errors and not data.get("looked"):
            self.add_error("looked", LOOK_AGAIN)
        return data

    @property
    def asks_to_look(self) -> bool:
        """Say whether the page must show the "I have read what is marked" box."""
        return any(self.findings.values())


class ReplyForm(CheckedForm):
    """A reply."""

    checked_fields: tuple[str, ...] = ("text",)
    basis = forms.ChoiceField(
        label="What does it rest on?",
        help_text="Readers see this beside your name.",
        choices=[
            ("experience", "Experience: I have done or seen this"),
            ("evidence", "Evidence: I cite a source"),
            ("opinion", "Opinion: I think so"),
        ],
        widget=forms.RadioSelect,
        initial=PostBasis.EXPERIENCE,
    )
    text = forms.CharField(
        label="Reply",
        help_text="No names, dates, places or numbers that could point to a patient. The text is checked before it is posted.",
        widget=forms.Textarea(attrs={"rows": 7, "spellcheck": "false", "autocomplete": "off"}),
        max_length=MAX_POST,
        validators=[reject_nul],
        error_messages={
            "required": "Write your reply first",
            "max_length": "This is longer than %(limit_value)d characters (%(show_value)d). Shorten it, or split it into two replies.",
        },
    )


class ThreadForm(ReplyForm):
    """A new thread on a board."""

    checked_fields: tuple[str, ...] = ("title", "text")
    field_order = ("title", "topics", "basis", "text", "restricted", "invited", "clinicians_only", "looked")
    title = forms.CharField(
        label="Title",
        help_text="Ask it as a question if you can. It is what people read first.",
        max_length=140,
        validators=[reject_nul],
        error_messages={"required": "Give the thread a title"},
    )
    topics = forms.ModelMultipleChoiceField(
        Term.objects.none(), required=False, label="Topics", widget=forms.SelectMultiple(attrs={"size": 6})
    )
    restricted = forms.BooleanField(required=False, label="Only people I invite may read it")
    invited = forms.ModelMultipleChoiceField(
        User.objects.none(),
        required=False,
        label="Invite",
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text="Colleagues who can read this board. Nobody else learns that the thread exists.",
    )
    clinicians_only = forms.BooleanField(required=False, label="Close it to associates: verified clinicians only")

    def __init__(self, *args: Any, board: Board, user: User, **kwargs: Any) -> None:
        """Offer the vocabulary's topics, and as guests those who hold the board."""
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = Term.objects.order_by("name")  # type: ignore[attr-defined]
        holders = User.objects.filter(
            is_active=True,
            groups__boardgroupgrant__content_object=board,
            groups__boardgroupgrant__permission__codename="view_board",
        )
        self.fields["invited"].queryset = holders.exclude(pk=user.pk).distinct().order_by("display_name")  # type: ignore[attr-defined]
        self.fields["text"].label = "What do you want to say or ask?"
        self.fields["text"].error_messages["required"] = "Write the first post"


assert MAX_POST <= MAX_SOURCE  # noqa: S101  (a form must never accept what markup would cut)
