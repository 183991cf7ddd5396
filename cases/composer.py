"""The composer's round trip: mark, replace, keep. Pure with respect to the database: nothing here stores anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field

from cases.deidentification import Finding, Level, check, check_together
from cases.deidentification.days import is_counted
from cases.models import Case, CaseDecision, CaseSubstance

REASONS = dict(CaseDecision.Reason.choices)
LEFT = "left"  # what is only worth another look is left as it is: no reason is asked, and nothing of it is stored
LABELS = {
    "headline": "Title",
    "prescribed": "Prescribed treatment",
    "risks": "Risks and safeguarding",
    "tried": "What has been tried",
    "timeline": "Timeline",
    "health": "Physical and mental health",
    "social": "Social context",
    "tests": "Tests",
    "patient_view": "What the person wants",
    "governance": "Questions for your service",
    "story": "The story so far",
    "question": "The question",
    "name": "Substance",
    "amount": "Amount",
    "duration": "How long",
    "competing": "Your interests",
    "outcome": "What happened",
}
SUBSTANCE_ROWS = 5
Piece = tuple[str, "Mark | None"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One finding beside the text: its number on the page, where it stands, and what is proposed."""

    number: int
    name: str  # of the field
    finding: Finding
    text: str
    times: int

    @property
    def label(self) -> str:
        """Return what the field is called on the page."""
        return label_of(self.name)

    @property
    def advises(self) -> bool:
        """Say whether the finding is only worth another look."""
        return self.finding.level == Level.ADVISE

    @property
    def must_go(self) -> bool:
        """Say whether the finding cannot be kept."""
        return self.finding.level == Level.BLOCK


@dataclass(slots=True)
class Checked:
    """The result of a check over all fields."""

    marks: list[Mark] = field(default_factory=list)
    # field → pieces of its text: (text, mark or None), which templates escape piece by piece
    pieces: dict[str, list[Piece]] = field(default_factory=dict)
    at: int = 0  # number of the mark that the author comes to next, after one was dealt with

    def come_to(self, number: str) -> None:
        """Let the author come next to the mark that now has the `number` of the one they dealt with, or to the last."""
        known = (
            number.isascii() and number.isdigit() and len(number) < 6
        )  # a number of thousands of digits is no number of a page
        self.at = min(int(number), len(self.marks)) if known else 0

    @property
    def blocking(self) -> list[Mark]:
        """Return the marks that must go."""
        return [mark for mark in self.marks if mark.must_go]

    @property
    def to_decide(self) -> list[Mark]:
        """Return the marks that the author must replace or keep with a reason."""
        return [mark for mark in self.marks if mark.finding.level == Level.DECIDE]

    @property
    def firm(self) -> list[Mark]:
        """Return the marks that stand in the way of sending."""
        return [mark for mark in self.marks if not mark.advises]

    @property
    def advice(self) -> list[Mark]:
        """Return the marks by which a reader may recognise somebody, and which may stay."""
        return [mark for mark in self.marks if mark.advises]

    def shown(self) -> list[tuple[str, list[Piece]]]:
        """Return (label, pieces) of the fields in which something was found."""
        return [(label_of(name), parts) for name, parts in self.pieces.items() if self.marks_in(name)]

    def marks_in(self, *names: str) -> list[Mark]:
        """Return the marks that stand in the fields `names`."""
        return [mark for mark in self.marks if mark.name in names]


def label_of(name: str) -> str:
    """Return what the field `name` is called on the page: "substance-1-amount" is "Amount, row 2"."""
    _, _, rest = name.partition("substance-")
    number, _, key = rest.partition("-")
    if name.startswith("picture-"):
        return f"Caption of picture {int(name.removeprefix('picture-')) + 1}"
    return f"{LABELS[key]}, row {int(number) + 1}" if key in LABELS else LABELS.get(name, name)


def substance_names() -> list[str]:
    """Return the names of the typed fields of every row of substances."""
    return [f"substance-{n}-{key}" for n in range(SUBSTANCE_ROWS) for key in CaseSubstance.TYPED]


def limit_of(name: str) -> int:
    """Return how many characters the checked field `name` takes: what its column holds."""
    model, column = (CaseSubstance, name.rpartition("-")[2]) if name.startswith("substance-") else (Case, name)
    return int(model._meta.get_field(column).max_length)  # type: ignore[union-attr, arg-type]


def texts_in(data: Mapping[str, str]) -> dict[str, str]:
    """Return every text of a posted composer by field name: all that the check guards, in the order of the page.

    SECURITY: a text that is longer than its field takes is left out, because the check of some megabytes takes minutes. It
    is refused as it stands (`too_long`), so nothing goes past the check.
    """
    rows = {name: data[name] for name in substance_names() if data.get(name)}
    texts = {**rows, **{name: data.get(name, "") for name in Case.CHECKED}}
    return {name: text for name, text in texts.items() if len(text) <= limit_of(name)}


def too_long(data: Mapping[str, str]) -> list[str]:
    """Return the names of the checked fields that hold more than they take, of which nothing was checked."""
    return [name for name in (*substance_names(), *Case.CHECKED) if len(data.get(name, "")) > limit_of(name)]


def parse_kept(values: Iterable[str]) -> dict[tuple[str, str], str]:
    """Return (label, text) → reason from the page's hidden fields "LABEL|reason|text"; anything else is ignored."""
    kept = {}
    for value in values:
        label, _, rest = value.partition("|")
        reason, _, text = rest.partition("|")
        if label and text and (reason in REASONS or reason == LEFT):
            kept[(label, text)] = reason
    return kept


def examine(texts: Mapping[str, str], kept: Mapping[tuple[str, str], str]) -> Checked:
    """Check every field; a mark that was kept with a reason is not shown again, unless it must go."""
    texts = {name: text.replace("\r\n", "\n") for name, text in texts.items()}
    found = check_together(texts)
    shown = {
        name: [f for f in findings if not _is_settled(f, kept.get((f.label, texts[name][f.start : f.end]), ""))]
        for name, findings in found.items()
    }
    return marked(texts, shown)


def _is_settled(finding: Finding, reason: str) -> bool:
    """Say whether the author has dealt with a finding: what may identify needs a reason, advice may simply be left."""
    return finding.level != Level.BLOCK and (reason in REASONS or (reason == LEFT and finding.level == Level.ADVISE))


def marked(texts: Mapping[str, str], found: Mapping[str, Iterable[Finding]]) -> Checked:
    """Return `texts` cut into pieces at the findings, each a numbered mark."""
    result, everything = Checked(), "\n".join(texts.values())
    for name, text in texts.items():
        parts: list[Piece] = []
        end = 0
        for finding in found.get(name, ()):
            words = text[finding.start : finding.end]
            mark = Mark(len(result.marks) + 1, name, finding, words, everything.count(words))
            result.marks.append(mark)
            parts += [(text[end : finding.start], None), (words, mark)]
            end = finding.end
        result.pieces[name] = [*parts, (text[end:], None)]
    return result


def decisions(texts: Mapping[str, str], kept: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], list[str]]:
    """Return (kind, reason) → the places ("field:offset") of the marks kept for it: all that is stored of the author's decisions."""
    places: dict[tuple[str, str], list[str]] = {}
    for name, text in texts.items() if kept else ():
        for finding in check(text):
            reason = kept.get((finding.label, text[finding.start : finding.end]), "")
            if finding.level == Level.DECIDE and reason in REASONS:
                places.setdefault((finding.label, reason), []).append(f"{name}:{finding.start}")
    return places


def counted(decided: Mapping[tuple[str, str], list[str]]) -> dict[tuple[str, str], int]:
    """Return (kind, reason) → how many places."""
    return {kind: len(places) for kind, places in decided.items()}


def restored(case: Case) -> dict[tuple[str, str], str]:
    """Return what the author of a stored case has decided, as the page carries it: the places lead back to the words."""
    reasons = {(d.label, place): d.reason for d in case.decisions.all() for place in d.places}
    return {
        (finding.label, text[finding.start : finding.end]): reasons[finding.label, f"{name}:{finding.start}"]
        for name, text in (case.texts().items() if reasons else ())
        for finding in check(text)
        if (finding.label, f"{name}:{finding.start}") in reasons
    }


def undecided(texts: Mapping[str, str], decided: Mapping[str, int]) -> int:
    """Return how many marks in `texts` nobody has decided, given kind → how many were."""
    found = Counter(f.label for text in texts.values() for f in check(text) if f.level == Level.DECIDE)
    return sum(max(0, count - decided.get(label, 0)) for label, count in found.items())


def keep_all(texts: Iterable[str]) -> dict[tuple[str, str], str]:
    """Return decisions that keep every mark. For texts that we invented ourselves: the demonstration, imports of our own."""
    return {(f.label, text[f.start : f.end]): CaseDecision.Reason.OTHER for text in texts for f in check(text)}


def replace(text: str, mark: Mark, by: str, *, everywhere: bool) -> str:
    """Return `text` with the marked words replaced once, where they stand, or everywhere."""
    text = text.replace("\r\n", "\n")
    if everywhere:
        return text.replace(mark.text, by)
    if text[mark.finding.start : mark.finding.end] != mark.text:
        return text  # the text changed under an old page: nothing is replaced blindly
    return text[: mark.finding.start] + by + text[mark.finding.end :]


def _goes_with(mark: Mark, chosen: Mark, by: str, *, everywhere: bool) -> bool:
    """Say whether `mark` goes when `chosen` does: the same person in another form; days counted from one first day."""
    if is_counted(by):  # a second count would start from another day
        return mark.finding.label == "DATE" and is_counted(mark.finding.suggestion)
    same = mark.finding.suggestion.strip("()").lower() == chosen.finding.suggestion.strip("()").lower()
    return everywhere and same and chosen.finding.label.startswith("NAME") and mark.finding.label.startswith("NAME")


def replace_marks(texts: Mapping[str, str], checked: Checked, by: Mapping[int, str] | None = None) -> dict[str, str]:
    """Return the texts with every mark replaced as proposed, each field from its end so that places stay right."""
    changed = {name: text.replace("\r\n", "\n") for name, text in texts.items()}
    for mark in sorted(checked.marks, key=lambda m: m.finding.start, reverse=True):
        words = (by or {}).get(mark.number, mark.finding.suggestion)
        changed[mark.name] = replace(changed[mark.name], mark, words, everywhere=False)
    return changed


def step(data: MutableMapping[str, str], kept: dict[tuple[str, str], str]) -> bool:
    """Carry out the button `do` of the round trip on the posted `data`; say whether it was one (nothing is then stored).

    A number that stands on no mark (an old page) changes nothing: nothing is ever replaced blindly.
    """
    verb, _, number = data.get("do", "").partition(":")
    if verb not in ("check", "replace", "replace-all", "replace-everything", "keep", "leave"):
        return False
    texts = texts_in(data)
    checked = examine(texts, kept)
    mark = next((m for m in checked.marks if str(m.number) == number), None)
    if verb == "replace-everything":
        for name, text in replace_marks(texts, Checked(marks=checked.firm)).items():
            data[name] = text
    elif mark is not None and verb == "leave" and mark.advises:
        kept[(mark.finding.label, mark.text)] = LEFT
    elif mark is not None and verb == "keep" and not mark.must_go and data.get(f"why-{number}") in REASONS:
        kept[(mark.finding.label, mark.text)] = data[f"why-{number}"]
    elif mark is not None and verb in ("replace", "replace-all"):
        by = data.get(f"by-{number}", mark.finding.suggestion)
        others = [m for m in checked.marks if m is not mark and _goes_with(m, mark, by, everywhere=verb == "replace-all")]
        if others:
            together = Checked(marks=[mark, *others])
            own = (
                is_counted(by) or by == mark.finding.suggestion
            )  # what the author typed instead holds for every form of the name
            by_mark = {m.number: m.finding.suggestion if own else by for m in others} | {mark.number: by}
            for name, text in replace_marks(texts, together, by_mark).items():
                data[name] = text
            return True
        for name in texts if verb == "replace-all" else (mark.name,):
            data[name] = replace(data.get(name, ""), mark, by, everywhere=verb == "replace-all")
    return True
