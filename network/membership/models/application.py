"""An application to join, and the life of the membership that came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from network.membership.models.user import User
from network.membership.routes import Profession
from network.shell.ids import LENGTH, new_public_id

PROMISE = 3  # working days, as the applicant is told
CLAIM_HOURS = 4  # a steward who went home holds up nobody
RECHECK_DAYS = 365


class Application(models.Model):
    """What a person wrote when applying, and where it stands. The number is public: it helps a steward look, and proves nothing."""

    class State(models.TextChoices):
        """Where the membership stands. Only the rows of `lifecycle.TRANSITIONS` lead from one to another."""

        UNCONFIRMED = "unconfirmed", "Address not confirmed"
        WAITING = "waiting", "Waiting for a steward"
        ASKED = "asked", "More information wanted"
        APPROVED = "approved", "Approved"
        LIMITED = "limited", "Limited membership"
        DECLINED = "declined", "Declined"
        DRAFT = "draft", "Draft, not sent again yet"
        WITHDRAWN = "withdrawn", "Withdrawn by the applicant"
        SUSPENDED = "suspended", "Suspended"
        LAPSED = "lapsed", "Registration lapsed"
        LEFT = "left", "Left, may come back until it is erased"
        ERASED = "erased", "Erased"

    class Recheck(models.TextChoices):
        """Why a member is on the desk again."""

        YEARLY = "yearly", "A year since the last check"
        CHANGE = "change", "Asks for another name or number"

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
    waiting_since = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decision_reason = models.TextField(max_length=1000, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField("two people gave the same number", null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    proof = models.CharField("how it was checked", max_length=60, blank=True, editable=False)
    was_limited = models.BooleanField("limited before it was closed", default=False, editable=False)
    checked_at = models.DateTimeField("last checked", null=True, blank=True)
    recheck_since = models.DateTimeField("due for a re-check since", null=True, blank=True)
    recheck_why = models.CharField(max_length=8, choices=Recheck, blank=True)
    left_from = models.CharField("where it stood when the person left", max_length=12, choices=State, blank=True)

    class Meta:
        """Oldest first: people wait in a queue."""

        ordering: ClassVar = ["waiting_since", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=("draft", "unconfirmed", "waiting", "asked", "withdrawn", "left", "erased"))
                | Q(decided_at__isnull=False),
                name="application_decided_has_date",
            ),
            # One number, one member: two stewards who approve two people at once cannot both succeed.
            models.UniqueConstraint(
                fields=["profession", "register_number"],
                condition=Q(state__in=("approved", "limited")) & ~Q(register_number=""),
                name="one_member_per_number",
            ),
        ]

    def __str__(self) -> str:
        return f"Application {self.public_id}"

    @property
    def is_open(self) -> bool:
        """Say whether a steward still has to decide."""
        return self.state in (self.State.WAITING, self.State.ASKED)

    @property
    def takes_evidence(self) -> bool:
        """Say whether evidence would be looked at: a decision, a wider membership or a re-check is to come."""
        return self.is_open or self.state == self.State.LIMITED or self.recheck_since is not None

    @property
    def due(self) -> datetime:
        """Return when the promised working days are over. Saturdays and Sundays do not count; bank holidays do."""
        moment, left = self.waiting_since, PROMISE
        while left:
            moment += timedelta(days=1)
            left -= timezone.localtime(moment).weekday() < 5
        return moment

    @property
    def late(self) -> bool:
        """Say whether the promised answer is overdue."""
        return self.state == self.State.WAITING and self.due < timezone.now()

    @property
    def holder(self) -> User | None:
        """Return the steward who is working on it; a claim ends by itself after CLAIM_HOURS."""
        fresh = self.claimed_at is not None and self.claimed_at > timezone.now() - timedelta(hours=CLAIM_HOURS)
        return self.claimed_by if fresh else None


class ApplicationNote(models.Model):
    """One line of the conversation about an application. Questions, answers and appeals are read by the applicant, notes never."""

    class Kind(models.TextChoices):
        """What the line is."""

        NOTE = "note", "Note among stewards"
        FOUND = "found", "What the register or the service says"
        ASIDE = "aside", "Stood aside"
        QUESTION = "question", "Question to the applicant"
        ANSWER = "answer", "Answer of the applicant"
        APPEAL = "appeal", "Appeal"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.TextField(max_length=1000)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order they were written."""

        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} on {self.application_id}"
