"""What a second clinician answered about one version of a case: who, when, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.models.case import Case, State

SINCE = {
    State.SUBMITTED: "One more clinician reads it.",
    State.PUBLISHED: "It is published.",
    State.RETURNED: "It is back with its author.",
    State.DRAFT: "It is back with its author.",
    State.WITHDRAWN: "It was withdrawn since.",
}


class CaseReview(models.Model):
    """One reading by one clinician. The note to the author stands on the case, and goes when it is answered."""

    class Decision(models.TextChoices):
        """What the reviewer decided."""

        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Sent back"

    QUESTIONS: ClassVar = ("singled_out", "searchable", "family", "others")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField()
    decision = models.CharField(max_length=10, choices=Decision)
    singled_out = models.BooleanField("fewer than five people could fit", default=False)
    searchable = models.BooleanField("a detail can be searched for", default=False)
    family = models.BooleanField("a relative or colleague would recognise them", default=False)
    others = models.BooleanField("somebody else is identifiable", default=False)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """One reading of one version by one person; an approval means four times no."""

        ordering: ClassVar = ["decided_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "reviewer", "version"], name="case_reviewed_once_per_version"),
            models.CheckConstraint(
                condition=~models.Q(decision="approved")
                | models.Q(singled_out=False, searchable=False, family=False, others=False),
                name="case_approved_without_doubt",
            ),
        ]

    @property
    def outcome(self) -> str:
        """Return what its reviewer decided and what became of the case since, for the reviewer."""
        return (
            f"You {'approved it' if self.decision == self.Decision.APPROVED else 'sent it back'}. {SINCE[State(self.case.state)]}"
        )

    def __str__(self) -> str:
        return f"{self.case.reference}, {self.get_decision_display().lower()}"
