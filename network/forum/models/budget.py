"""How many threads and cases a member opened on one day: a count, never which."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class ReadBudget(models.Model):
    """One member, one day. Kept for thirty days (`network.forum.budget`)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    opened = models.PositiveIntegerField(default=0)
    hour = models.PositiveSmallIntegerField("the hour that `in_hour` counts")
    in_hour = models.PositiveIntegerField(default=0)
    alerted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One row per person and day."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "day"], name="one_read_budget_per_day")]
