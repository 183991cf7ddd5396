"""Who opened a case that needs special care, and when."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from cases.models.case import Case


class CaseReading(models.Model):
    """One reader, one case, one day. Kept for half a year (`cases.reading_record`)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        """Latest first; one row per reader, case and day, however often it was opened."""

        ordering: ClassVar = ["-last_at", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "reader", "day"], name="one_case_reading_per_day")]
