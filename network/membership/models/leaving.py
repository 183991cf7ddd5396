"""Leaving: what a person chose on the way out, and the copy of their data that they may take along."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

from network.membership.models.user import User
from network.shell.ids import LENGTH, new_public_id

COOLING_OFF = timedelta(days=14)
EXPORT_KEPT = timedelta(days=7)
EXPORT_GIVEN_UP = timedelta(hours=1)  # one that is not ready by then was killed: another may be asked for


class Departure(models.Model):
    """One person's leaving. Kept after the erasure, when it points at a row that names nobody: that it happened must be provable."""

    class Names(models.TextChoices):
        """What stands above the posts afterwards."""

        ANONYMISE = "anonymise", "Anonymise my posts: “Former member” stands above them"
        KEEP = "keep", "Keep my name: it and my profession stay above them"

    class Cases(models.TextChoices):
        """What becomes of published cases."""

        STAY = "stay", "They stay, for colleagues to learn from"
        GO = "go", "Take them away, with the discussions below them"

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="departures")
    names = models.CharField(max_length=10, choices=Names, default=Names.ANONYMISE)
    cases = models.CharField(max_length=5, choices=Cases, default=Cases.STAY)
    # What a return gives back: role and date of verification. Duties and groups that a steward gave are given anew.
    kept = models.JSONField(default=dict)
    asked_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField("a steward began the erasure", null=True, blank=True)
    started_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField("everything is erased", null=True, blank=True)

    class Meta:
        """Longest waiting first. A person leaves once at a time."""

        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(cancelled_at__isnull=True), name="one_open_departure"),
        ]

    def __str__(self) -> str:
        return f"Departure {self.public_id}"

    @property
    def due(self) -> datetime:
        """Return when the cooling-off is over."""
        return self.asked_at + COOLING_OFF

    @property
    def is_due(self) -> bool:
        """Say whether the cooling-off is over."""
        return self.due <= timezone.now()

    @property
    def anonymises(self) -> bool:
        """Say whether the name goes as well."""
        return self.names == self.Names.ANONYMISE


class DepartureStep(models.Model):
    """One step of an erasure that was carried out, and how much it changed."""

    departure = models.ForeignKey(Departure, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(max_length=60)
    changed = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order they were done; each once."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["departure", "name"], name="one_step_per_departure")]


class DataExport(models.Model):
    """A copy of a person's own data, being made or ready. In the database, like an uploaded document: no folder serves it."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="data_export")
    asked_at = models.DateTimeField(default=timezone.now)
    done = models.PositiveSmallIntegerField("parts collected", default=0)
    parts = models.PositiveSmallIntegerField(default=1)
    ready_at = models.DateTimeField(null=True, blank=True)
    content = models.BinaryField(default=bytes)

    def __str__(self) -> str:
        return f"Export {self.pk}"

    @property
    def is_running(self) -> bool:
        """Say whether it is being made."""
        return self.ready_at is None and self.asked_at > timezone.now() - EXPORT_GIVEN_UP

    @property
    def goes_at(self) -> datetime:
        """Return when it is deleted."""
        return (self.ready_at or self.asked_at) + EXPORT_KEPT
