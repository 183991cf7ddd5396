"""What the check still marks in a case that its author sends on: for the second clinician, who must not have to take it on trust.

The author's decisions are stored as kinds, reasons and counts (never the words), so the marks are found anew in the stored text.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from cases.composer import Checked, Mark, Piece, examine, marked
from cases.models import Case

OF_CAPTION = "The author looked at the words of the caption again"
NO_REASON = "No reason is recorded"


@dataclass(frozen=True, slots=True)
class StillMarked:
    """The marks of one case, each with the author's reason."""

    checked: Checked
    reasons: dict[str, str]  # kind → the author's reason for it; several, with their counts, where they differ
    worth: tuple[Mark, ...] = ()  # what is only worth another look

    def __bool__(self) -> bool:
        return bool(self.checked.marks)

    @property
    def rows(self) -> list[tuple[Mark, str]]:
        """Return (mark, why the author kept it)."""
        return [(mark, self._reason(mark)) for mark in self.checked.marks]

    @property
    def shown(self) -> list[tuple[str, list[Piece]]]:
        """Return (label, pieces) of the texts that hold a mark."""
        return self.checked.shown()

    @property
    def advice(self) -> list[tuple[str, str]]:
        """Return (kind, explanation) of what is harmless alone, each once."""
        return list(dict.fromkeys((mark.finding.title, mark.finding.explanation) for mark in self.worth))

    def _reason(self, mark: Mark) -> str:
        if mark.name.startswith("picture-"):
            return OF_CAPTION
        return self.reasons.get(mark.finding.label, NO_REASON)


def still_marked(case: Case) -> StillMarked:
    """Check the stored text again. `case` should be loaded with `for_reading`."""
    by_kind = defaultdict(list)
    for decision in case.decisions.all():
        by_kind[decision.label].append(decision)
    reasons = {
        kind: "; ".join(d.get_reason_display() + (f" ({d.count} times)" if len(rows) > 1 and d.count > 1 else "") for d in rows)
        for kind, rows in by_kind.items()
    }
    texts = {name: text for name, text in case.texts().items() if text}
    found = examine(texts, {})
    firm = {name: [mark.finding for mark in found.firm if mark.name == name] for name in texts}
    return StillMarked(marked(texts, firm), reasons, tuple(found.advice))
