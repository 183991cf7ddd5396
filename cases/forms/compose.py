"""The composer: one page in six sections, of which few fields are needed and none is lost."""

from __future__ import annotations

import uuid
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils import timezone

from cases import circumstances, composer, consent
from cases.forms.answers import URGENT, URGENT_CHOICES, URGENT_MISSING, Answers
from cases.forms.fields import line, prose
from cases.forms.substances import SubstanceRows
from cases.models import Case
from cases.models.case import AgeBand, Setting
from cases.tags import Tags
from network.forum.models import Board, SignedAs
from network.forum.signing_field import sign_field
from network.membership.models import User
from network.shell.forms import HouseForm
from search.models import Term

CHOOSE = ("", "Choose")
EXTRAS = ("timeline", "risks", "health", "social", "tests", "patient_view", "governance", "outcome")
CONSENT = ("consent_covers", "consent_saw", "consent_held", "consent_expires")
LONGEST_AGREEMENT = 20  # years: further away is a slip of the finger
INVITE, OPEN_IT = "Choose whom to invite", "let the whole board read it"
SHARED = {  # what is asked of somebody who has no question
    "question": ("What can colleagues learn from it?", "One or two sentences. This is what people read first."),
    "headline": ("Title", "What was learned, without the person: “A taper that stalled at the end: slower works”"),
}
NO_BOARD = "You can no longer post on that board, or it takes no cases now. Choose another: your text is below"


class CaseForm(HouseForm):
    """The composer's fields. The check marks what identifies; what must go stops saving."""

    urgent = forms.ChoiceField(
        label=URGENT,
        choices=URGENT_CHOICES,
        widget=forms.RadioSelect,  # nothing is ticked: a question about safety does not answer itself
        error_messages={"required": URGENT_MISSING},
    )
    kind = forms.ChoiceField(
        label="What is it for?",
        choices=[("ask", "Ask for help"), ("learning", "Share learning")],
        widget=forms.RadioSelect,
        initial="ask",
    )
    age_band = forms.ChoiceField(
        label="Age band",
        help_text="Ten-year bands. Over 89 is one band; under 18 has rules of its own.",
        choices=[CHOOSE, *AgeBand.choices],
        error_messages={"required": "Choose an age band"},
    )
    setting = forms.ChoiceField(
        label="Setting",
        help_text="The kind of service, never its name.",
        choices=[CHOOSE, *Setting.choices],
        error_messages={"required": "Choose the setting"},
    )
    prescribed = line("Prescribed treatment", "Drug and dose: “methadone 60 mg a day, supervised”.", 300)
    story = prose(
        "The story so far",
        "What a colleague needs to think with you. Day 0, day 4: no dates.",
        9,
        8000,
        required=True,
        missing="Tell the story so far",
    )
    tried = prose("What has been tried", "And what became of it.", 2, 2000)
    timeline = prose("Timeline", "Relative days: “day 0: first seizure; day 4: back on tablets; week 6: stable”.", 3, 2000)
    risks = prose("Risks and safeguarding", "Seizures, overdose, self-harm, harm from or to others, children.", 2, 2000)
    health = prose("Physical and mental health", "What bears on the decision. Name the group, not the rare diagnosis.", 2, 2000)
    social = prose("Social context", "Housing, support, work: only what changes the plan.", 2, 2000)
    tests = prose("Tests", "What was tested and what it showed, with its limits.", 2, 2000)
    patient_view = prose("What the person wants", "In your words: a quotation can be recognised by whoever heard it.", 2, 2000)
    governance = prose(
        "Questions for your service",
        "Where the case is about a new way of working: insurance, ethics, who decides, who is told.",
        2,
        2000,
    )
    outcome = prose(
        "What happened in the end", "If you know already. For the rest there is time later: we ask after 30 days.", 2, 3000
    )
    competing = line(
        "Your interests",
        "Who pays you for what bears on this: a company, a study, a service that is compared. Leave it empty if there is none.",
        200,
    )
    special = forms.MultipleChoiceField(
        label="Does any of this apply?",
        help_text="Such cases have fewer readers, and some are read by two clinicians first.",
        choices=circumstances.Circumstance.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    question = prose(
        "What do you want to know?",
        "One or two sentences. This is what people read first.",
        3,
        600,
        required=True,
        missing="Write your question, or what you want others to learn",
    )
    headline = line(
        "Title",
        "As a question, without the person: “Street benzos and two seizures: where do I start?”",
        120,
        required=True,
        missing="Give the case a title",
    )
    topics = forms.ModelMultipleChoiceField(
        Term.objects.none(), required=False, label="Topics", widget=forms.CheckboxSelectMultiple
    )
    consent_basis = forms.ChoiceField(
        label="On what basis do you share this case?",
        choices=consent.Basis.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the basis on which you share this case"},
    )
    consent_covers = forms.ChoiceField(
        label="Whom does the agreement let read it?", choices=[CHOOSE, *consent.Covers.choices], required=False
    )
    consent_saw = forms.ChoiceField(
        label="What did the person see before they agreed?", choices=[CHOOSE, *consent.Saw.choices], required=False
    )
    consent_held = forms.ChoiceField(
        label="Who holds the signed form?",
        help_text="It stays there. Never upload it.",
        choices=[CHOOSE, *consent.HeldBy.choices],
        required=False,
    )
    consent_expires = forms.DateField(
        label="Until when?",
        help_text="The last day the agreement holds. The case is withdrawn by itself after it. Leave empty if it has no end.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the date as 31/12/2027, or leave it empty"},
    )
    who_died = forms.ChoiceField(label="Who has died?", choices=[CHOOSE, *consent.WhoDied.choices], required=False)
    board = forms.ModelChoiceField(
        Board.objects.none(),
        label="Board",
        help_text="Its readers will see the case once a second clinician has read it.",
        empty_label=None,
        to_field_name="public_id",
        error_messages={"invalid_choice": NO_BOARD, "required": "Choose a board"},
    )
    clinicians_only = forms.BooleanField(label="Close it to associates: verified clinicians only", required=False, initial=True)
    restricted = forms.BooleanField(label="Only people I invite may read it", required=False)
    invited = forms.ModelMultipleChoiceField(
        User.objects.none(), required=False, label="Whom do you invite?", widget=forms.CheckboxSelectMultiple
    )
    signed = sign_field()
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, case: Case | None = None, **kwargs: Any) -> None:
        """Offer the author's boards and the vocabulary; show `case` where one is edited, else the board of their last one."""
        super().__init__(*args, **kwargs)
        boards = Board.objects.visible_to(user).filter(carries_cases=True, archived=False)
        self.fields["board"].queryset = self.boards = boards  # type: ignore[attr-defined]
        self.fields["topics"].queryset = Term.objects.order_by("name")  # type: ignore[attr-defined]
        colleagues = User.objects.filter(is_active=True, role="member", groups__boardgroupgrant__content_object__in=boards)
        self.fields["invited"].queryset = colleagues.exclude(pk=user.pk).distinct().order_by("display_name")  # type: ignore[attr-defined]
        self.stale = False  # set by the view: the case was changed elsewhere
        self.sending = self.is_bound and self.data.get("do") == "send"
        self.initial.setdefault("form_key", uuid.uuid4())
        if case is not None:
            self._show(case)
        elif not self.is_bound:
            self._start_like_the_last(user)
        self.substances = SubstanceRows(self.data if self.is_bound else None, case)
        if self["kind"].value() == Case.Kind.LEARNING:
            for name, (label, hint) in SHARED.items():
                self.fields[name].label, self.fields[name].help_text = label, hint
        self.answers = Answers(self, case)
        self.fields.update(self.answers.fields())
        if self.invites_alone:
            alone = circumstances.invited_only(self.answers.said())
            guests = self.fields["invited"]
            guests.required, guests.error_messages["required"] = True, INVITE if alone else f"{INVITE}, or {OPEN_IT}"

    def _start_like_the_last(self, user: User) -> None:
        last = Case.objects.filter(author=user).select_related("board").first()
        board = last.board if last is not None and last.board in self.boards else self.boards.first()
        if board is not None:
            self.initial["board"] = self.initial.get("board") or board.public_id

    def _show(self, case: Case) -> None:
        names = [name for name in self.fields if hasattr(case, name)]
        self.initial.update({name: getattr(case, name) for name in names})
        self.initial["urgent"] = "no" if case.can_wait else None
        self.initial.update(
            board=case.board.public_id, topics=list(case.topics.all()), invited=list(case.invited.all()), form_key=uuid.uuid4()
        )

    def full_clean(self) -> None:
        """Check the fields. What is needed is needed for sending: a draft may be half empty, so nothing has to wait."""
        needed = [field for field in self.fields.values() if field.required]
        for field in needed:
            field.required = self.sending
        super().full_clean()
        for field in needed:
            field.required = True

    def clean(self) -> dict[str, Any]:
        """Give a draft a board to belong to, and stop where somebody could come to harm."""
        data = super().clean() or self.cleaned_data
        if data.get("board") is None and "board" not in self.errors:
            data["board"] = self.boards.first()
            if data["board"] is None:
                self.add_error("board", "You hold no board that takes cases. Ask a steward; your text is below")
        self._clean_consent(data)
        self._clean_circumstances(data)
        if data.get("urgent") == "yes":
            self.add_error("urgent", "Do not wait for answers here: use the routes above. Nothing was saved; your text is below")
        return data

    def _clean_consent(self, data: dict[str, Any]) -> None:
        """Refuse readers whom the agreement does not cover, as soon as it says so; ask for its details when sending."""
        names = ("restricted", "clinicians_only", "consent_basis", "who_died", *CONSENT)
        said = {name: data.get(name) or "" for name in names}
        for name, sentence in consent.problems(SimpleNamespace(**said, special=self.answers.said().special)):
            if self.sending or data.get(name):
                self.add_error(name, sentence)
        last, today = data.get("consent_expires"), timezone.localdate()
        if last and last < today:
            self.add_error("consent_expires", "That day is over: a case cannot be shared on an agreement that has ended")
        elif last and last.year > today.year + LONGEST_AGREEMENT:
            self.add_error("consent_expires", "That is very far away. Check the year, or leave it empty if there is no end")

    def _clean_circumstances(self, data: dict[str, Any]) -> None:
        if self.sending and not any(name in self.errors for name in self.answers.names):
            for name, sentence in circumstances.problems(self.answers.said()):
                self.add_error(name, sentence)

    def clean_kind(self) -> str:
        """Return what it is for; a page that sent nothing asks for help."""
        return self.cleaned_data.get("kind") or Case.Kind.ASK

    def clean_signed(self) -> str:
        """Return how the author signs; a page that sent nothing signs by name."""
        return self.cleaned_data.get("signed") or SignedAs.NAME

    @property
    def rules(self) -> list[tuple[str, str]]:
        """Return (circumstance, advice) for what the form says so far."""
        return circumstances.rules(self.answers.said(), self.answers.texts)

    @property
    def said(self) -> circumstances.Described:
        """Return what the form says of the circumstances so far."""
        return self.answers.said()

    @property
    def tags(self) -> Tags:
        """Return what the form says by choice and not in words."""
        said, ticked = self.answers.said(), self["topics"].value() or ()
        special = frozenset(str(code) for code in circumstances.of(said))
        topics = frozenset(int(pk) for pk in (getattr(term, "pk", term) for term in ticked) if str(pk).isdecimal())
        return Tags(said.setting, said.age_band, special, frozenset(row["name"] for row in self.substances.rows), topics)

    @property
    def questions(self) -> list[forms.BoundField]:
        """Return what is asked because of words in the case."""
        return [self[name] for name in self.answers.names]

    @property
    def invites_alone(self) -> bool:
        """Say whether the case is for invited colleagues and nobody else: chosen so, or asked so by its circumstances."""
        return bool(self["restricted"].value()) or circumstances.invited_only(self.answers.said())

    @property
    def asks_who_died(self) -> bool:
        """Say whether the person is said to have agreed where the case speaks of a death."""
        agreed = self["consent_basis"].value() == consent.Basis.SIGNED
        return agreed and circumstances.Circumstance.DEATH in self.answers.said().special

    @property
    def extras_open(self) -> bool:
        """Say whether anything stands in the sections that are folded away, which then must be open."""
        return any(self[name].value() or name in self.errors for name in EXTRAS)

    def clean_form_key(self) -> uuid.UUID:
        """Return the key of this rendered form."""
        return self.cleaned_data.get("form_key") or uuid.uuid4()

    def typed(self) -> dict[str, str]:
        """Return what stands in the checked fields, as typed; without what is longer than its field takes."""
        return composer.texts_in(self.data)

    @property
    def too_long(self) -> list[str]:
        """Return the fields that hold more than they take: they are refused, and nothing of them was checked."""
        return composer.too_long(self.data) if self.is_bound else []

    @property
    def is_urgent(self) -> bool:
        """Say whether somebody could come to harm: nothing is saved then, and the page says to stop."""
        return bool(self.is_bound and self["urgent"].value() == "yes")

    def columns(self) -> dict[str, Any]:
        """Return what `actions.save_draft` stores."""
        apart = ("form_key", "version", "urgent", *self.answers.names)
        kept = {key: value for key, value in self.cleaned_data.items() if key not in apart}
        said = self.answers.said()
        kept |= {"special": said.special, "declined": said.declined, "can_wait": self.cleaned_data.get("urgent") == "no"}
        return {key: value.replace("\r\n", "\n") if isinstance(value, str) else value for key, value in kept.items()}
