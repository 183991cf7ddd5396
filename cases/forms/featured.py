"""Wording a public rendering, agreeing to it, and reading it as the second pair of eyes."""

from __future__ import annotations

from typing import Any

from django import forms

from cases import composer, consent, featuring
from cases.forms.compose import CHOOSE
from cases.forms.fields import line, prose
from cases.forms.review import ReviewForm
from cases.models import Case, FeaturedCase
from cases.models.featured import Credit, bands_of
from network.shell.forms import HouseForm


class FeatureForm(HouseForm):
    """The editor's words. Nothing that is marked can be kept here."""

    title = line("Title", "What it teaches, without the person.", 90, required=True, missing="Give it a title")
    story = prose(
        "What happened",
        "At most 1,500 characters. No exact ages, doses, places or counted days: “in later life”, “a low dose”, “some time later”.",
        9,
        1500,
        required=True,
        missing="Say what happened",
    )
    learning = prose("What can be learned", "", 4, 600, required=True, missing="Say what can be learned")
    outcome = prose("How it went on", "If it is known and tells nothing of who it was.", 3, 600)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        """Remember the case whose number and bands are looked for."""
        super().__init__(*args, **kwargs)
        self.case = case
        self.checked = composer.Checked()

    def texts(self) -> dict[str, str]:
        """Return what `featuring` stores."""
        return {name: self.cleaned_data[name].replace("\r\n", "\n") for name in FeaturedCase.TEXTS}

    def clean(self) -> dict[str, Any]:
        """Refuse what may point to somebody, field by field, and details that add up."""
        data = super().clean() or self.cleaned_data
        texts = {name: (data.get(name) or "").replace("\r\n", "\n") for name in FeaturedCase.TEXTS}
        found = featuring.too_much(texts)
        self.checked = composer.marked(texts, found)
        for name, findings in found.items():
            one = len(findings) == 1
            places, them = ("the marked place", "it") if one else (f"the {len(findings)} marked places", "them")
            self.add_error(name, f"Say {places} more widely, or leave {them} out. Nothing was saved; your text is below")
        meter = featuring.adds_up(texts, bands_of(self.case)["age"])
        if meter.count >= featuring.DETAILS:
            drop = " ".join(detail.advice for detail in meter.to_drop)
            self.add_error("story", f"{meter.count} details add up; two may stand before the public. {drop}")
        for name, sentence in featuring.copied(self.case, texts).items():
            if name not in self.errors:
                self.add_error(name, f"“{sentence}” is what members read, word for word. Say it in other words")
        if "story" not in self.errors and featuring.is_longer(self.case, texts):
            self.add_error("story", f"{featuring.LONGER}. Nothing was saved; your text is below")
        if not self.errors:
            try:
                featuring.refuse_details(self.case, texts)
            except featuring.NotPublic as reason:
                self.add_error(None, f"{reason}. Nothing was saved")
        return data


class AgreeForm(HouseForm):
    """The author's word, and the consent that was asked for again."""

    read = forms.BooleanField(
        label="I have read the public text: it is right, and nobody can be recognised in it",
        error_messages={"required": "Read it, then tick this, or decline"},
    )
    consent_basis = forms.ChoiceField(
        label="On what basis may the public read it?",
        choices=consent.Basis.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the basis on which the public may read it"},
    )
    consent_covers = forms.ChoiceField(
        label="Whom does it cover now?",
        help_text="Asked anew: what was agreed for members does not carry over.",
        choices=[CHOOSE, *consent.Covers.choices],
        error_messages={"required": "Say whom it covers"},
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
        help_text="After this day the public text is out of sight by itself. Leave empty if it has no end.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the date as 31/12/2027, or leave it empty"},
    )
    credit = forms.ChoiceField(
        label="How are you named?", choices=Credit.choices, widget=forms.RadioSelect, initial=Credit.KEPT, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        """Remember the case, whose own consent narrows this one."""
        super().__init__(*args, **kwargs)
        self.case = case

    def clean_credit(self) -> str:
        """Return how the author is named; none said keeps the name back."""
        return self.cleaned_data.get("credit") or Credit.KEPT

    def said(self) -> dict[str, Any]:
        """Return the second consent as columns."""
        return {name: value for name, value in self.cleaned_data.items() if name.startswith("consent_")}

    def clean(self) -> dict[str, Any]:
        """Ask for everything that the second consent needs."""
        data = super().clean() or self.cleaned_data
        name, sentence = featuring.consent_problem(self.case, self.said())
        if sentence and name not in self.errors:
            self.add_error(name, sentence)
        return data


class ReadForm(HouseForm):
    """The second reader's four answers about the public text."""

    no_interest = forms.BooleanField(
        label="I do not know this person, did not treat them, and have no interest in the case or its author’s service",
        error_messages={"required": "Tick this, or leave it to somebody else"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask the reviewers' four questions, of a reader who is anybody at all."""
        super().__init__(*args, **kwargs)
        for name, question in ReviewForm.QUESTIONS:
            self.fields[name] = forms.ChoiceField(
                label=question,
                choices=[("no", "No"), ("yes", "Yes, or I am not sure")],
                widget=forms.RadioSelect,
                error_messages={"required": "Answer this question"},
            )
        self.order_fields(["no_interest", *(name for name, _ in ReviewForm.QUESTIONS), "version"])

    @property
    def doubts(self) -> list[str]:
        """Return the names of the questions answered yes."""
        return [name for name, _ in ReviewForm.QUESTIONS if self.cleaned_data.get(name) == "yes"]
