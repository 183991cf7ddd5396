"""What a reviewer said of their interest in a case, before its text was shown to them. A yes or a no, never why."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.models.case import Case


class CaseInterest(models.Model):
    """One declaration by one clinician. Who has an interest never gets the case again, in whatever version."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="interests")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    has_interest = models.BooleanField()
    declared_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """One word by one person about one case."""

        ordering: ClassVar = ["declared_at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "reviewer"], name="case_interest_declared_once")]

    def __str__(self) -> str:
        return f"{self.case.reference}: {'an interest' if self.has_interest else 'no interest'}"
