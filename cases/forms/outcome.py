"""What happened to the person afterwards."""

from __future__ import annotations

from cases.forms.fields import prose
from cases.forms.looked import LookedForm


class OutcomeForm(LookedForm):
    """What happened. Readers see an outcome without a reviewer."""

    typed = "outcome"
    outcome = prose(
        "What happened?",
        "What changed, what helped, what you would do again. No dates: “after six weeks”.",
        5,
        3000,
        required=True,
        missing="Say what happened",
    )
