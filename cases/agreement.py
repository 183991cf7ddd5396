"""How many second clinicians must agree before anybody else reads a case, and why: one sentence for every page that says it."""

from __future__ import annotations

from dataclasses import dataclass

from cases import circumstances

ADDS_UP = "three or more details add up"
NUMBERS = {1: "one second clinician", 2: "two second clinicians"}


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many clinicians must agree, and what asks for more than one."""

    number: int
    because: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """Return what asks for more than one, "" where one is enough."""
        return "; ".join(self.because)

    @property
    def sentence(self) -> str:
        """Return the whole sentence."""
        who = NUMBERS.get(self.number, f"{self.number} second clinicians")
        works = "does" if self.number == 1 else "do"
        why = f" ({self.why})" if self.because else ""
        return f"Before anybody else, {who} who {works} not work in the author’s service must agree{why}."


def agreement(case: circumstances.Described, *, adds_up: bool, number: int = 0) -> Agreement:
    """Return what the circumstances of `case` and its details ask for. `number`: what was settled when it was sent.

    >>> agreement(case, adds_up=False).number
    1
    """
    asked = [found for found in circumstances.of(case) if circumstances.RULES[found].reviews > 1]
    because = [found.label[0].lower() + found.label[1:] for found in asked] + ([ADDS_UP] if adds_up else [])
    needed = number or max(2 if adds_up else 1, circumstances.reviews(case))
    if needed < 2:
        return Agreement(needed)
    return Agreement(needed, tuple(because) or (ADDS_UP,))
