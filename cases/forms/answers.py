"""What the author is asked because of words in the case, and the last page before it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms

from cases import circumstances
from cases.models import Case
from network.shell.forms import HouseForm
from search.models import Term

URGENT = "Could somebody come to harm before colleagues answer?"
URGENT_CHOICES = [("no", "No, this can wait for a day or more"), ("yes", "Yes, or I am not sure")]
URGENT_MISSING = "Say whether somebody could come to harm before colleagues answer"


class AnswerField(forms.ChoiceField):
    """Yes or no to one question. A no holds for as many words as stood in the text then: an old one is no answer."""

    def __init__(self, question: circumstances.Question) -> None:
        """Ask `question`."""
        self.question = question
        super().__init__(
            label=circumstances.QUESTIONS[question.circumstance],
            help_text=question.because,
            choices=[("yes", "Yes"), (f"no:{question.count}", "No, it does not")],
            widget=forms.RadioSelect,
            required=not question.answered,
            initial="yes" if question.circumstance == "prison" and question.answered else None,
            error_messages={"required": f"Answer before you send it: {circumstances.QUESTIONS[question.circumstance]}"},
        )

    def to_python(self, value: Any) -> str:
        """Return the answer; what is none, or was given to fewer words, counts as not answered."""
        text = super().to_python(value)
        return text if text in ("yes", f"no:{self.question.count}") else ""


def name_of(question: circumstances.Question) -> str:
    """Return the name of the question's field."""
    return f"speaks-{question.circumstance.value}"


@dataclass(slots=True)
class Said:
    """What the form says of the circumstances so far: as much as the rules read of a case."""

    special: Iterable[str] = ()
    declined: Mapping[str, int] = field(default_factory=dict)
    age_band: str = ""
    setting: str = ""
    restricted: bool = False
    clinicians_only: bool = False


class Answers:
    """The questions of one composer's form, asked of its texts and its topics."""

    def __init__(self, form: Any, case: Case | None) -> None:
        """Read what stands in the form, or in the stored case that it shows."""
        self.form = form
        topics = {str(getattr(value, "pk", value)) for value in form["topics"].value() or ()}
        named = [term.name for term in Term.objects.all() if str(term.pk) in topics] if topics else []
        typed = form.typed() if form.is_bound else case.texts() if case is not None else {}
        self.texts = [*typed.values(), *named]
        # A bound form carries its answers with it; a stored case has them in a column.
        before = Said(
            special=list(form["special"].value() or ()),
            declined={} if case is None or form.is_bound else dict(case.declined),
            age_band=form["age_band"].value() or "",
            setting=form["setting"].value() or "",
        )
        self.before, self.asked = before, {name_of(q): q for q in circumstances.questions(before, self.texts)}

    @property
    def names(self) -> list[str]:
        """Return the names of the questions' fields."""
        return list(self.asked)

    def fields(self) -> dict[str, AnswerField]:
        """Return a field for each question, with the stored answer in it."""
        made = {name: AnswerField(question) for name, question in self.asked.items()}
        for name, question in self.asked.items():
            if question.answered and question.circumstance in self.before.declined:
                made[name].initial = f"no:{question.count}"
        return made

    def said(self) -> Said:
        """Return what form and answers say together."""
        special, declined = list(self.before.special), {}
        for name, question in self.asked.items():
            answer = str(self.form[name].value() or "")
            if answer == "yes":
                special.append(question.circumstance.value)
            elif answer == f"no:{question.count}":
                declined[question.circumstance.value] = question.count
        said = Said(special, declined, self.before.age_band, self.before.setting)
        for name in ("restricted", "clinicians_only"):
            setattr(said, name, bool(self.form[name].value()))
        return said


class SendForm(HouseForm):
    """The author's word that they have read the whole once more, without highlights, and what is still to be answered."""

    read = forms.BooleanField(
        label="I have read it as their sister would, as their employer would, and as a local reporter would",
        error_messages={"required": "Read it once more, then tick that you have"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        """Ask what `case` leaves open."""
        super().__init__(*args, initial={"version": case.version}, **kwargs)
        self.asked = {name_of(question): question for question in case.questions()}
        if not case.can_wait:
            self.fields["urgent"] = forms.ChoiceField(
                label=URGENT, choices=URGENT_CHOICES, widget=forms.RadioSelect, error_messages={"required": URGENT_MISSING}
            )
        self.fields.update({name: AnswerField(question) for name, question in self.asked.items()})

    def clean_urgent(self) -> str:
        """Stop where somebody could come to harm."""
        if self.cleaned_data["urgent"] == "yes":
            raise forms.ValidationError("Do not wait for answers here: use the routes above. Your draft is kept")
        return str(self.cleaned_data["urgent"])

    def settle(self) -> None:
        """Ask no more what has just been answered and kept."""
        for name in ("urgent", *self.asked):
            self.fields.pop(name, None)

    @property
    def questions(self) -> list[forms.BoundField]:
        """Return what is asked on this page, the question about harm first."""
        return [self[name] for name in ("urgent", *self.asked) if name in self.fields]

    @property
    def speaks(self) -> dict[str, bool]:
        """Return code of a circumstance → whether the case speaks of it, as far as that was answered."""
        answers = {q.circumstance.value: self.cleaned_data.get(name) for name, q in self.asked.items()}
        return {code: answer == "yes" for code, answer in answers.items() if answer}
