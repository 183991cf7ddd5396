"""How far a case is written, section by section: said plainly beside the composer."""

from __future__ import annotations

from dataclasses import dataclass

from cases import composer
from cases.forms.compose import CaseForm
from cases.models import Case


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the composer: where it stands on the page, what it still needs, and how to say so."""

    number: int
    title: str
    names: tuple[str, ...]
    ring: str = ""
    word: str = ""

    @property
    def anchor(self) -> str:
        """Return the id of its heading."""
        return f"s{self.number}"


QUESTION, SHARED = 4, "What can be learned"
SECTIONS = (
    Section(1, "The person", ("urgent", "kind", "age_band", "setting", "special")),
    Section(2, "Substances and treatment", ("prescribed", *composer.substance_names())),
    Section(
        3,
        "The story so far",
        ("story", "tried", "timeline", "risks", "health", "social", "tests", "patient_view", "governance", "outcome"),
    ),
    Section(4, "Your question", ("question", "headline", "topics")),
    Section(
        5,
        "Basis and readers",
        (
            "consent_basis",
            "consent_covers",
            "consent_saw",
            "consent_held",
            "consent_expires",
            "board",
            "clinicians_only",
            "restricted",
            "invited",
            "signed",
            "competing",
            "who_died",
        ),
    ),
)


def sections(form: CaseForm, checked: composer.Checked, *, quiet: bool) -> list[Section]:
    """Return the sections with a ring and a word each. `quiet`: nobody asked for errors yet, so none are counted."""
    return [_judged(section, form, checked, quiet) for section in SECTIONS]


def _judged(section: Section, form: CaseForm, checked: composer.Checked, quiet: bool) -> Section:
    marks = sum(not mark.advises for mark in checked.marks_in(*section.names))
    wrong = 0 if quiet or not form.is_bound else sum(1 for name in section.names if name in form.errors)
    needed = [name for name in section.names if name in form.fields and form.fields[name].required]
    missing = [name for name in needed if not form[name].value()]
    if marks:
        ring, word = "open", f"{marks} finding{'s' if marks > 1 else ''}"
    elif wrong:
        ring, word = "open", f"{wrong} problem{'s' if wrong > 1 else ''}"
    elif missing:
        ring, word = "", "Needed" if len(missing) == len(needed) else f"{len(missing)} to go"
    else:
        ring, word = ("full", "Done") if needed else ("", "If it matters")
    title = SHARED if section.number == QUESTION and form["kind"].value() == Case.Kind.LEARNING else section.title
    return Section(section.number, title, section.names, ring, word)


def to_go(form: CaseForm) -> int:
    """Return how many needed fields are still empty."""
    return sum(1 for name, field in form.fields.items() if field.required and not form[name].value())
