"""Text to types: the composer, the review. What was typed always comes back; nothing is stored here."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from cases.deidentification import Finding, Level, check
from cases.models import Case, CaseDecision, CaseSubstance
from cases.models.case import AgeBand, ConsentBasis, Setting
from network.forum.models import Board
from network.membership.models import User
from network.shell.forms import HouseForm, reject_nul
from search.models import Term

SUBSTANCE_ROWS = 5
AREA = {"spellcheck": "false", "autocomplete": "off"}


def _text(label: str, hint: str, rows: int, limit: int, *, required: bool = False, missing: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=limit,
        required=required,
        validators=[reject_nul],
        widget=forms.Textarea(attrs={"rows": rows, **AREA}),
        error_messages={"required": missing} if missing else {},
    )


class CaseForm(HouseForm):
    """The composer's fields. The check marks what identifies; what must go stops saving."""

    kind = forms.ChoiceField(
        label="What is it for?", choices=[("ask", "Ask for help"), ("learning", "Share learning")], widget=forms.RadioSelect
    )
    headline = forms.CharField(
        label="Title",
        help_text="As a question, without the person: “Street benzos and two seizures: where do I start?”",
        max_length=120,
        validators=[reject_nul],
        widget=forms.TextInput(attrs=AREA),
        error_messages={"required": "Give the case a title"},
    )
    age_band = forms.ChoiceField(
        label="Age band",
        help_text="Ten-year bands. Over 89 is one band. Cases about people under 18 are not taken yet.",
        choices=AgeBand.choices,
    )
    setting = forms.ChoiceField(label="Setting", help_text="The kind of service, never its name.", choices=Setting.choices)
    prescribed = forms.CharField(
        label="Prescribed treatment", required=False, max_length=300, validators=[reject_nul], widget=forms.TextInput(attrs=AREA)
    )
    story = _text(
        "The story so far",
        "What a colleague needs to think with you. Day 0, day 4: no dates.",
        9,
        8000,
        required=True,
        missing="Tell the story so far",
    )
    risks = _text("Risks", "Seizures, overdose, self-harm, safeguarding.", 3, 2000)
    tried = _text("What has been tried", "", 3, 2000)
    question = _text(
        "What do you want to know?",
        "One or two sentences. This is what people read first.",
        3,
        600,
        required=True,
        missing="Write your question, or what you want others to learn",
    )
    consent_basis = forms.ChoiceField(
        label="On what basis do you share this case?",
        choices=ConsentBasis.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the basis on which you share this case"},
    )
    board = forms.ModelChoiceField(
        Board.objects.none(),
        label="Board",
        help_text="Its readers will see the case once a second clinician has read it.",
        empty_label=None,
        to_field_name="public_id",
    )
    topics = forms.ModelMultipleChoiceField(
        Term.objects.none(), required=False, label="Topics", widget=forms.SelectMultiple(attrs={"size": 6})
    )
    clinicians_only = forms.BooleanField(label="Close it to associates: verified clinicians only", required=False, initial=True)
    restricted = forms.BooleanField(label="Only people I invite may read it", required=False)
    invited = forms.ModelMultipleChoiceField(
        User.objects.none(), required=False, label="Invite", widget=forms.SelectMultiple(attrs={"size": 5})
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, case: Case | None = None, **kwargs: Any) -> None:
        """Offer the author's boards and the vocabulary; show `case` where one is edited."""
        super().__init__(*args, **kwargs)
        boards = Board.objects.visible_to(user).filter(carries_cases=True)
        self.fields["board"].queryset = boards  # type: ignore[attr-defined]
        self.fields["topics"].queryset = Term.objects.order_by("name")  # type: ignore[attr-defined]
        colleagues = User.objects.filter(is_active=True, role="member", groups__boardgroupgrant__content_object__in=boards)
        self.fields["invited"].queryset = colleagues.exclude(pk=user.pk).distinct().order_by("display_name")  # type: ignore[attr-defined]
        self.initial.setdefault("form_key", uuid.uuid4())
        if case is not None:
            names = [name for name in self.fields if hasattr(case, name)]
            self.initial.update({name: getattr(case, name) for name in names})
            self.initial.update(
                {
                    "board": case.board.public_id,
                    "topics": list(case.topics.all()),
                    "invited": list(case.invited.all()),
                }
            )
        self.substances = SubstanceRows(self.data if self.is_bound else None, case)

    def clean_form_key(self) -> uuid.UUID:
        """Return the key of this rendered form."""
        return self.cleaned_data.get("form_key") or uuid.uuid4()

    def typed(self) -> dict[str, str]:
        """Return what stands in the checked fields, as typed."""
        return {name: self.data.get(name, "") for name in Case.CHECKED}

    def columns(self) -> dict[str, Any]:
        """Return what `actions.save_draft` stores."""
        return {key: value for key, value in self.cleaned_data.items() if key not in ("form_key", "version")}


class SubstanceRows:
    """Up to five rows of substances, plain enough to work without script."""

    KEYS = ("name", "amount", "route", "duration", "source")

    def __init__(self, data: Any, case: Case | None) -> None:
        """Read the posted rows, or those of `case`."""
        if data is not None:
            rows = [{key: data.get(f"substance-{n}-{key}", "")[:80] for key in self.KEYS} for n in range(SUBSTANCE_ROWS)]
        else:
            stored = list(case.substances.all()) if case else []
            rows = [{key: getattr(s, key) for key in self.KEYS} for s in stored]
        self.rows = (rows + [dict.fromkeys(self.KEYS, "")] * SUBSTANCE_ROWS)[:SUBSTANCE_ROWS]
        self.routes, self.origins = CaseSubstance.Route.choices, CaseSubstance.Origin.choices

    def cleaned(self) -> list[dict[str, str]]:
        """Return the filled rows, with known routes and sources."""
        routes, origins = dict(self.routes), dict(self.origins)
        return [
            {
                **{key: row[key].replace("\x00", "").strip() for key in ("name", "amount")},
                "duration": row["duration"].replace("\x00", "").strip()[:60],
                "route": row["route"] if row["route"] in routes else "other",
                "source": row["source"] if row["source"] in origins else "illicit",
            }
            for row in self.rows
            if row["name"].strip()
        ]


class ReviewForm(HouseForm):
    """Four questions. A case is approved only when every answer is no."""

    QUESTIONS = (
        ("singled_out", "Could fewer than five people in an area fit this?"),
        ("searchable", "Could somebody find the person by searching for a detail?"),
        ("family", "Would a relative or a colleague recognise them?"),
        ("others", "Is anyone else identifiable: family, staff, a service?"),
    )
    note = forms.CharField(
        label="Note to the author",
        required=False,
        max_length=1000,
        validators=[reject_nul],
        widget=forms.Textarea(attrs={"rows": 4, **AREA}),
        help_text="Needed to send it back: say what to make more general. Do not repeat the identifier.",
    )
    decision = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        """Make one yes-or-no field per question, and remember which version of `case` is being read."""
        super().__init__(*args, **kwargs)
        self.case = case
        self.initial["version"] = case.version
        for name, question in self.QUESTIONS:
            self.fields[name] = forms.ChoiceField(
                label=question,
                choices=[("no", "No"), ("yes", "Yes, or I am not sure")],
                widget=forms.RadioSelect,
                error_messages={"required": "Answer this question"},
            )
        self.order_fields([*(name for name, _ in self.QUESTIONS), "note", "decision"])

    def clean(self) -> dict[str, Any]:
        """Tie the decision to the answers, and keep identifiers out of the note."""
        data = super().clean() or self.cleaned_data
        if data.get("version") not in (None, self.case.version):
            self.add_error(None, "The author has changed this case since you opened it. Read it again: this is the new text")
            self.data = {**dict(self.data.items()), "version": str(self.case.version)}
        doubts = [name for name, _ in self.QUESTIONS if data.get(name) == "yes"]
        if data.get("decision") == "approve" and doubts:
            self.add_error(doubts[0], "With a yes here the case goes back to its author. Choose “Send back”, with a note")
        if data.get("decision") == "return" and not data.get("note", "").strip():
            self.add_error("note", "Tell the author what to change")
        if any(finding.level == Level.BLOCK for finding in check(data.get("note", ""))):
            self.add_error("note", "The note itself holds an identifier. Name its kind, not the thing")
        if data.get("decision") not in ("approve", "return"):
            self.add_error(None, "Choose to approve or to send back")
        return data


class OutcomeForm(HouseForm):
    """What happened."""

    outcome = _text(
        "What happened?",
        "What changed, what helped, what you would do again. No dates: “after six weeks”.",
        5,
        3000,
        required=True,
        missing="Say what happened",
    )

    def clean_outcome(self) -> str:
        """Keep identifiers out."""
        text: str = self.cleaned_data["outcome"]
        if any(finding.level == Level.BLOCK for finding in check(text)):
            raise forms.ValidationError("Replace what identifies someone in this text. Nothing was saved.")
        return text


REASONS = CaseDecision.Reason.choices
Findings = dict[str, list[Finding]]
