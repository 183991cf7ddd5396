"""The composer's round trip: mark, replace, keep. Pure with respect to the database: nothing here stores anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field

from cases.deidentification import Finding, Level, check
from cases.models import Case, CaseDecision

REASONS = dict(CaseDecision.Reason.choices)
LABELS = {
    "headline": "Title",
    "prescribed": "Prescribed treatment",
    "risks": "Risks",
    "tried": "What has been tried",
    "story": "The story so far",
    "question": "Your question",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One finding beside the text: its number on the page, where it stands, and what is proposed."""

    number: int
    name: str  # of the field
    finding: Finding
    text: str
    times: int

    @property
    def must_go(self) -> bool:
        """Say whether the finding cannot be kept."""
        return self.finding.level == Level.BLOCK


@dataclass(slots=True)
class Checked:
    """The result of a check over all fields."""

    marks: list[Mark] = field(default_factory=list)
    # field → pieces of its text: (text, mark or None), which templates escape piece by piece
    pieces: dict[str, list[tuple[str, Mark | None]]] = field(default_factory=dict)
    advice: list[Finding] = field(default_factory=list)

    @property
    def blocking(self) -> list[Mark]:
        """Return the marks that must go."""
        return [mark for mark in self.marks if mark.must_go]

    @property
    def to_decide(self) -> list[Mark]:
        """Return the marks that the author must replace or keep with a reason."""
        return [mark for mark in self.marks if not mark.must_go]

    def shown(self) -> list[tuple[str, list[tuple[str, Mark | None]]]]:
        """Return (label, pieces) of the fields in which something was found."""
        return [(LABELS.get(name, name), parts) for name, parts in self.pieces.items() if any(mark for _, mark in parts)]


def parse_kept(values: Iterable[str]) -> dict[tuple[str, str], str]:
    """Return (label, text) → reason from the page's hidden fields "LABEL|reason|text"; anything else is ignored."""
    kept = {}
    for value in values:
        label, _, rest = value.partition("|")
        reason, _, text = rest.partition("|")
        if label and text and reason in REASONS:
            kept[(label, text)] = reason
    return kept


def examine(texts: Mapping[str, str], kept: Mapping[tuple[str, str], str]) -> Checked:
    """Check every field; a mark that was kept with a reason is not shown again, unless it must go."""
    result = Checked()
    for name, text in texts.items():
        text = text.replace("\r\n", "\n")
        found = check(text)
        result.advice += [f for f in found if f.level == Level.ADVISE]
        parts: list[tuple[str, Mark | None]] = []
        end = 0
        for finding in found:
            words = text[finding.start : finding.end]
            if finding.level == Level.ADVISE or (finding.level == Level.DECIDE and (finding.label, words) in kept):
                continue
            mark = Mark(len(result.marks) + 1, name, finding, words, text.count(words))
            result.marks.append(mark)
            parts += [(text[end : finding.start], None), (words, mark)]
            end = finding.end
        result.pieces[name] = [*parts, (text[end:], None)]
    return result


def replace(text: str, mark: Mark, by: str, *, everywhere: bool) -> str:
    """Return `text` with the marked words replaced once, where they stand, or everywhere."""
    text = text.replace("\r\n", "\n")
    if everywhere:
        return text.replace(mark.text, by)
    if text[mark.finding.start : mark.finding.end] != mark.text:
        return text  # the text changed under an old page: nothing is replaced blindly
    return text[: mark.finding.start] + by + text[mark.finding.end :]


def replace_all_marks(texts: Mapping[str, str], checked: Checked) -> dict[str, str]:
    """Return the texts with every mark replaced as proposed, each field from its end so that places stay right."""
    changed = {name: text.replace("\r\n", "\n") for name, text in texts.items()}
    for mark in sorted(checked.marks, key=lambda m: m.finding.start, reverse=True):
        changed[mark.name] = replace(changed[mark.name], mark, mark.finding.suggestion, everywhere=False)
    return changed


def step(data: MutableMapping[str, str], kept: dict[tuple[str, str], str]) -> bool:
    """Carry out the button `do` of the round trip on the posted `data`; say whether it was one (nothing is then stored).

    A number that stands on no mark (an old page) changes nothing: nothing is ever replaced blindly.
    """
    verb, _, number = data.get("do", "").partition(":")
    if verb not in ("check", "replace", "replace-all", "replace-everything", "keep"):
        return False
    texts = {name: data.get(name, "") for name in Case.CHECKED}
    checked = examine(texts, kept)
    mark = next((m for m in checked.marks if str(m.number) == number), None)
    if verb == "replace-everything":
        for name, text in replace_all_marks(texts, checked).items():
            data[name] = text
    elif mark is not None and verb == "keep" and not mark.must_go and data.get(f"why-{number}") in REASONS:
        kept[(mark.finding.label, mark.text)] = data[f"why-{number}"]
    elif mark is not None and verb in ("replace", "replace-all"):
        by = data.get(f"by-{number}", mark.finding.suggestion)
        for name in Case.CHECKED if verb == "replace-all" else (mark.name,):
            data[name] = replace(data.get(name, ""), mark, by, everywhere=verb == "replace-all")
    return True
