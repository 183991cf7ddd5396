"""Text to types: a new thread, a reply, an edited post, a report, an invitation."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet

from cases.deidentification import Finding, Level, check
from network.forum import markup, mentions, signing
from network.forum.audience import future_readers, holders_of, listed, readers_of
from network.forum.identifiers import without_own_host
from network.forum.markup import MAX_SOURCE
from network.forum.models import Board, IncidentKind, PostBasis, Regulator, ReportKind, Severity, SignedAs, Thread
from network.forum.signing_field import sign_field
from network.membership.models import User
from network.shell.forms import HouseForm, reject_hidden, reject_nul
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
        self._typed: dict[str, str] = {}
        self.initial.setdefault("form_key", uuid.uuid4())

    def clean_form_key(self) -> uuid.UUID:
        """Return the key of this rendered form; make one where an old page sent none."""
        return self.cleaned_data.get("form_key") or uuid.uuid4()

    def clean(self) -> dict[str, Any]:
        """Refuse direct identifiers; ask for a second look at what may be one."""
        data = super().clean() or self.cleaned_data
        to_decide = False
        for name in self.checked_fields:
            typed = self._typed[name] = data.get(name) or ""
            text = without_own_host(self.text_to_check(name, typed))
            found = [finding for finding in check(text) if finding.level != Level.ADVISE]
            self.findings[name] = found
            must_go = [finding for finding in found if finding.level == Level.BLOCK]
            if must_go:
                self.add_error(name, MUST_GO.format(describe(must_go)))
            to_decide = to_decide or bool(found)
        if to_decide and not self.errors and not data.get("looked"):
            self.add_error("looked", LOOK_AGAIN)
        return data

    def text_to_check(self, name: str, text: str) -> str:
        """Return what the check reads of the field `name`: the same length as `text`, so that places agree."""
        return text

    @property
    def asks_to_look(self) -> bool:
        """Say whether the page must show the "I have read what is marked" box."""
        return any(self.findings.values())

    @property
    def marks(self) -> list[tuple[str, Finding, str]]:
        """Return field, finding and the words it means, for the page that gives the text back: nobody counts characters."""
        found = [(name, finding) for name, findings in self.findings.items() for finding in findings]
        return [(name, finding, self._typed[name][finding.start : finding.end]) for name, finding in found]


NOBODY = "Nobody who can read this thread is called “@{}”, so nobody would be told. Check the name, or remove the @."
MOVED = "Since you opened this thread its readers have changed: it is now on “{}”{}. Nothing was posted. Send it again if that is right."
CUT_MEANWHILE = (
    "A moderator removed something from this thread while you wrote. If you quote it, take the quotation out; then send again."
)
CLOSED = "A moderator has locked this thread meanwhile. Nothing was posted; your text is below, to copy."


class ReplyForm(CheckedForm):
    """A reply to `thread`. `stamp` says who reads it now; a form that was opened under another stamp is stale."""

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

    signed = sign_field()

    def __init__(self, *args: Any, thread: Thread | None = None, signs_as: str = "", **kwargs: Any) -> None:
        """Keep the thread, for who reads it; without one (a new thread) `readers` says it.

        Whoever has written in the thread signs as before, `signs_as`, and is not asked again.
        """
        super().__init__(*args, **kwargs)
        self.signs_as = signs_as
        if signs_as:
            del self.fields["signed"]
        self.thread = thread
        self.mentions = mentions.Mentions()

    def clean_signed(self) -> str:
        """Return how it is signed; a page that sent nothing signs by name."""
        return self.cleaned_data.get("signed") or SignedAs.NAME

    @property
    def stamp(self) -> str:
        """Return a short sign of who can read the thread: its board, and whether that is narrowed."""
        thread = self.thread
        if thread is None:
            return ""
        return f"{thread.board.public_id}-{int(thread.restricted)}{int(thread.clinicians_only)}-{thread.removals}"

    def readers(self, data: dict[str, Any]) -> QuerySet[User]:
        """Return who can read what is written here."""
        return readers_of(self.thread) if self.thread else User.objects.none()

    def text_to_check(self, name: str, text: str) -> str:
        """Leave out colleagues who are mentioned or quoted: they are not the patient."""
        return mentions.masked(text, self.mentions) if name == "text" else text

    def clean(self) -> dict[str, Any]:
        """Find who is mentioned, tell the writer whom it does not reach, then check the text."""
        text = self.cleaned_data.get("text") or ""
        behind = partial(signing.aliases, self.thread) if self.thread else dict
        hidden = signing.unnamed(self.thread) if self.thread else ()
        self.mentions = mentions.find(text, self.readers(self.cleaned_data), behind, hidden)
        if self.mentions.too_many:
            self.add_error("text", f"Mention at most {mentions.MAX_MENTIONS} people in one post.")
        for name in self.mentions.unknown:
            self.add_error("text", NOBODY.format(name))
        data = super().clean()
        opened = self.data.get("seen", "")
        audience = self.stamp.rpartition("-")[0]
        if opened and opened != self.stamp and opened.startswith(f"{audience}-"):
            self.add_error("text", CUT_MEANWHILE)
        elif self.thread and opened and opened != self.stamp:
            narrowed = (
                ", by invitation" if self.thread.restricted else ", for clinicians only" if self.thread.clinicians_only else ""
            )
            self.add_error(None, MOVED.format(self.thread.board.name, narrowed))
        return data

    def preview(self) -> str:
        """Return the text as readers would see it; nothing where it has errors."""
        return markup.render(self.cleaned_data["text"], self.mentions.names) if self.is_valid() else ""


class EditForm(ReplyForm):
    """The text of a post, again. `version` is the one that the writer started from."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the form for a text that stands already, and is signed already."""
        super().__init__(*args, **kwargs)
        self.fields.pop("signed", None)
        self.fields["text"].label = "Your post"
        self.fields["text"].error_messages["required"] = "A post needs a text. To take it away, withdraw it."


class ReportNoteForm(CheckedForm):
    """What a moderator should know of a report."""

    checked_fields: tuple[str, ...] = ("note",)
    note = forms.CharField(
        required=False,
        label="What should the moderator know?",
        help_text="Do not repeat the words that identify somebody: the moderator sees the post.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        validators=[reject_nul],
        error_messages={"max_length": "Shorten this to %(limit_value)d characters; it has %(show_value)d."},
    )


class ReportForm(ReportNoteForm):
    """What is wrong with a post."""

    field_order = ("kind", "note")
    kind = forms.ChoiceField(
        label="What is wrong?",
        choices=[
            (ReportKind.IDENTIFIES, "It may identify a patient, a relative or a colleague"),
            (ReportKind.OTHER, "Something else: unsafe advice, unkind, out of place"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is wrong"},
    )


class DecideForm(HouseForm):
    """What a moderator decides about a reported post; `version` is the text that they read."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[
            ("keep", "Keep it: everybody in the thread can read it"),
            ("remove", "Remove it: its text is destroyed, here and in search"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to keep or remove the post"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, removable: bool = True, **kwargs: Any) -> None:
        """Offer removal for a post alone: a thread or case is removed by a disclosure incident, which also finds copies."""
        super().__init__(*args, **kwargs)
        if not removable:
            self.fields["decision"].choices = [("keep", "Keep it: everybody who could read it can read it again")]  # type: ignore[attr-defined]


class IncidentForm(CheckedForm):
    """What identified somebody, how badly, and what goes. The identifier itself is never typed."""

    checked_fields: tuple[str, ...] = ("note",)
    severity = forms.ChoiceField(
        label="How bad is it?",
        help_text="As far as you can tell now.",
        choices=Severity.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how bad it is"},
    )
    kind = forms.ChoiceField(
        label="What identifies the person?",
        choices=IncidentKind.told(),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what identifies the person"},
    )
    title_too = forms.BooleanField(required=False, label="The thread's title carries it as well: remove the title too")
    note = forms.CharField(
        required=False,
        label="Note for the record",
        help_text="May stay empty. Never the name, number or words that identify somebody: this note is kept.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
        validators=[reject_nul],
        error_messages={"max_length": "Shorten this to %(limit_value)d characters; it has %(show_value)d."},
    )

    def __init__(self, *args: Any, whole: bool, **kwargs: Any) -> None:
        """Ask about the title only where it does not go anyway."""
        super().__init__(*args, **kwargs)
        if whole:
            del self.fields["title_too"]
        self.answers = [name for name in ("severity", "kind", "title_too", "note") if name in self.fields]


class CloseIncidentForm(CheckedForm):
    """What seals an incident: whether the regulator was told, and what was learnt."""

    checked_fields: tuple[str, ...] = ("lessons",)
    regulator = forms.ChoiceField(
        label="Was it reported to the regulator?",
        choices=Regulator.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it was reported"},
    )
    lessons = forms.CharField(
        label="What will be done differently?",
        help_text="Kept with the record. No words of what was removed.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        validators=[reject_nul],
        error_messages={
            "required": "Write what was learnt",
            "max_length": "Shorten this to %(limit_value)d characters; it has %(show_value)d.",
        },
    )


class InviteForm(HouseForm):
    """Who else may read a restricted thread."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="Invite",
        help_text="Colleagues who can read the board. Each is told by mail that a thread was opened to them, without its title.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one colleague", "invalid_choice": "That person cannot be invited"},
    )

    def __init__(self, *args: Any, thread: Thread, **kwargs: Any) -> None:
        """Offer those who hold the board and are not inside yet."""
        super().__init__(*args, **kwargs)
        inside = [reader.pk for reader in listed(thread)[0]]
        holders = holders_of(thread.board, clinicians_only=thread.clinicians_only)
        self.fields["people"].queryset = holders.exclude(pk__in=inside)  # type: ignore[attr-defined]


class ThreadForm(ReplyForm):
    """A new thread on a board."""

    checked_fields: tuple[str, ...] = ("title", "text")
    field_order = ("title", "topics", "basis", "text", "signed", "restricted", "invited", "clinicians_only", "looked")
    title = forms.CharField(
        label="Title",
        help_text="Ask it as a question if you can. It is what people read first.",
        max_length=140,
        validators=[reject_hidden],
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
        self.board, self.user = board, user
        self.fields["topics"].queryset = Term.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["invited"].queryset = holders_of(board).exclude(pk=user.pk)  # type: ignore[attr-defined]
        self.fields["text"].label = "What do you want to say or ask?"
        self.fields["text"].error_messages["required"] = "Write the first post"

    def readers(self, data: dict[str, Any]) -> QuerySet[User]:
        """Return who will be able to read the thread, as the form stands."""
        narrowed = {name: bool(data.get(name)) for name in ("clinicians_only", "restricted")}
        return future_readers(self.board, self.user, invited=data.get("invited") or (), **narrowed)

    def clean(self) -> dict[str, Any]:
        """Refuse guests in a thread that is open to the whole board, and guests to whom it would stay closed."""
        data = super().clean()
        guests = list(data.get("invited") or ())
        if guests and not data.get("restricted"):
            self.add_error(
                "invited", "Tick “Only people I invite may read it” as well, or invite nobody: everybody on the board reads it."
            )
        closed = [guest.display_name for guest in guests if data.get("clinicians_only") and not guest.is_clinician]
        if closed:
            self.add_error("invited", f"The thread is closed to associates, so this would not open it to {', '.join(closed)}.")
        return data


assert MAX_POST <= MAX_SOURCE  # noqa: S101  (a form must never accept what markup would cut)
