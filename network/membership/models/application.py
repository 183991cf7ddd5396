"""An application to join, and what was decided about it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

from network.membership.models.user import User
from network.shell.ids import LENGTH, new_public_id

PROMISE = 3  # working days, as the applicant is told


class Profession(models.TextChoices):
    """The routes into the network (knowledge/product.md 3a)."""

    DOCTOR = "doctor", "Doctor"
    NURSE = "nurse", "Nurse or midwife"
    PHARMACIST = "pharmacist", "Pharmacist or pharmacy technician"
    HCPC = "hcpc", "Psychologist, paramedic or other HCPC profession"
    SOCIAL_WORKER = "social_worker", "Social worker"
    RETIRED = "retired", "Retired clinician"
    OTHER = "other", "Other role: key worker, peer worker, service-user reviewer"


class Application(models.Model):
    """What a person wrote when applying. The number is public: it helps a steward look, and proves nothing."""

    class State(models.TextChoices):
        """Where the application stands."""

        WAITING = "waiting", "Waiting for a steward"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="application")
    registered_name = models.CharField("name as registered", max_length=120)
    profession = models.CharField(max_length=20, choices=Profession)
    register_number = models.CharField("registration number", max_length=20, blank=True)
    service = models.CharField("service you work in, or worked in", max_length=160)
    reason = models.TextField("why you want to join", max_length=1000)
    accepted_rules_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    submitted_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decision_reason = models.TextField(max_length=1000, blank=True)

    class Meta:
        """Oldest first: people wait in a queue."""

        ordering: ClassVar = ["submitted_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="waiting") | models.Q(decided_at__isnull=False), name="application_decided_has_date"
            )
        ]

    def __str__(self) -> str:
        return f"Application {self.public_id}"

    @property
    def due(self) -> datetime:
        """Return when the promised working days are over. Saturdays and Sundays do not count; bank holidays do."""
        moment, left = self.submitted_at, PROMISE
        while left:
            moment += timedelta(days=1)
            left -= timezone.localtime(moment).weekday() < 5
        return moment

    @property
    def late(self) -> bool:
        """Say whether the promised answer is overdue."""
        return self.state == self.State.WAITING and self.due < timezone.now()
