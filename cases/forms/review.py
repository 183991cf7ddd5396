"""The second clinician's four answers, and the decision they allow."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.deidentification import Level, check
from cases.forms.fields import AREA
from cases.models import Case
from network.shell.forms import HouseForm, reject_nul


class ReviewForm(HouseForm):
    """Four questions. A case is approved only when every answer is no."""

    QUESTIONS = (
        ("singled_out", "Could fewer than five people in an area fit this?"),
        ("searchable", "Could somebody find the person by searching for a detail?"),
        ("family", "Would a relative or a colleague recognise them?"),
        ("others", "Is anyone else identifiable: family, staff, a service?"),
    )
    marks_seen = forms.BooleanField(
        required=False, label="I have looked at every place that is still marked: none of them points to anybody"
    )
    looked = forms.BooleanField(required=False, label="I have read my note again: none of these words points to anybody")
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

    def __init__(self, *args: Any, case: Case, kept: bool = False, **kwargs: Any) -> None:
        """Make one yes-or-no field per question. `case` is the version that is read; `kept`: its author kept marks in it."""
        super().__init__(*args, **kwargs)
        self.case, self.kept = case, kept
        self.marked: list[str] = []  # words of the note that may point to somebody
        self.initial["version"] = case.version
        for name, question in self.QUESTIONS:
            self.fields[name] = forms.ChoiceField(
                label=question,
                choices=[("no", "No"), ("yes", "Yes, or I am not sure")],
                widget=forms.RadioSelect,
                error_messages={"required": "Answer this question"},
            )
        if case.pictures.all():
            self.fields["pictures"] = forms.BooleanField(
                label="I have opened each picture and looked into every corner: no face, tattoo, screen, label, letter or place",
                error_messages={"required": "Open each picture, then tick this. No program has looked at them"},
            )
        names = (name for name, _ in self.QUESTIONS)
        self.order_fields(["marks_seen", "pictures", *names, "note", "looked", "decision"])

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
        if data.get("decision") == "approve" and self.kept and not data.get("marks_seen"):
            self.add_error("marks_seen", "Look at each place that is still marked, then tick this, or send the case back")
        self._clean_note(data)
        if data.get("decision") not in ("approve", "return"):
            self.add_error(None, "Choose to approve or to send back")
        return data

    def _clean_note(self, data: dict[str, Any]) -> None:
        """Refuse what must go; ask for a second look at what may point to somebody, as replies and captions do."""
        note = data.get("note", "")
        found = [finding for finding in check(note) if finding.level != Level.ADVISE]
        if any(finding.level == Level.BLOCK for finding in found):
            self.add_error("note", "The note itself holds an identifier. Name its kind, not the thing")
        elif found:
            self.marked = list(dict.fromkeys(note[finding.start : finding.end] for finding in found))
            if not data.get("looked"):
                self.add_error("looked", "Look at the marked words of your note, then tick that none of them points to anybody")

    @property
    def doubts(self) -> list[str]:
        """Return the names of the questions answered yes."""
        return [name for name, _ in self.QUESTIONS if self.cleaned_data.get(name) == "yes"]
