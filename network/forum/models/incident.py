"""A disclosure incident: that something identified somebody, what was done about it, and when. Kinds and counts, no text."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from network.forum.models.board import Board
from network.forum.models.post import Post
from network.forum.models.thread import Thread
from network.forum.querysets import IncidentQuerySet
from network.shell.ids import LENGTH, new_public_id

# UK GDPR, article 33(1): a breach is notified within 72 hours after becoming aware of it, where it is likely to
# put people at risk.
REPORT_WITHIN = timedelta(hours=72)


class Severity(models.TextChoices):
    """How bad it is, as far as one can tell at first sight."""

    LOW = "low", "Low: only somebody who knows the person already would recognise them"
    MEDIUM = "medium", "Medium: a colleague or a relative could recognise them"
    HIGH = "high", "High: named, or found with one search"


class IncidentKind(models.TextChoices):
    """What identified the person. A kind is all that is ever kept of it."""

    NAME = "name", "A name, nickname or initials"
    NUMBER = "number", "A number: NHS, telephone, record, prison"
    PLACE = "place", "An address, a place, or a service by name"
    DATE = "date", "A date, or an event others know of"
    TOGETHER = "together", "Details that point to one person together"
    OTHER = "other", "Something else"
    CONSENT = "consent", "Nothing was disclosed: consent was withdrawn, or has run out"

    @classmethod
    def told(cls) -> list[tuple[str, str]]:
        """Return what a moderator may choose: when consent ends, the case library says so itself."""
        return [choice for choice in cls.choices if choice[0] != cls.CONSENT]


class Regulator(models.TextChoices):
    """Whether the regulator was told within REPORT_WITHIN."""

    REPORTED = "reported", "Yes, it was reported"
    NOT_NEEDED = "not_needed", "No: a risk to the person is unlikely, and that was decided with the information governance lead"


class Incident(models.Model):
    """One incident about one post, or about one thread whole with the case it discusses. Never deleted."""

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="incidents")
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="incidents")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents")
    title_too = models.BooleanField("the thread's title carries it as well", default=False)
    severity = models.CharField(max_length=8, choices=Severity)
    kind = models.CharField(max_length=10, choices=IncidentKind)
    note = models.TextField(blank=True)
    # Nobody: its author took a case back, or its consent ran out.
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    reach = models.JSONField("how many could read, had read, and were mailed", default=dict)
    finished_at = models.DateTimeField("everything that can be removed is removed", null=True, blank=True)
    regulator = models.CharField(max_length=12, choices=Regulator, blank=True)
    lessons = models.TextField(blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        """Newest first. One thing has one incident, however many moderators press the button at once."""

        ordering: ClassVar = ["-opened_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post"], name="one_incident_per_post"),
            models.UniqueConstraint(
                fields=["thread"], condition=models.Q(post__isnull=True), name="one_incident_per_whole_thread"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(finished_at__isnull=False),
                name="incident_closed_is_finished",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the incident's address, for those who may lead it."""
        return f"/discussions/incidents/{self.public_id}/"

    @property
    def reference(self) -> str:
        """Return "Incident 0007": all that a mail or a log says of it."""
        return f"Incident {self.pk or 0:04d}"

    @property
    def subject(self) -> Post | Thread:
        """Return what it is about."""
        return self.post or self.thread

    @property
    def whole(self) -> bool:
        """Say whether it is about a thread whole: its case, its title and every post."""
        return self.post_id is None

    @property
    def is_breach(self) -> bool:
        """Say whether something was disclosed, so that the report clock runs and somebody closes it with what was learnt."""
        return self.kind != IncidentKind.CONSENT

    @property
    def opener(self) -> str:
        """Return who opened it, for the record. An author's own withdrawal names nobody: they may have signed otherwise."""
        return self.opened_by.display_name if self.opened_by else "the withdrawal of the case"

    @property
    def report_by(self) -> datetime:
        """Return the moment by which the regulator must have been told, where they must."""
        return self.opened_at + REPORT_WITHIN

    @property
    def hours_left(self) -> int:
        """Return the whole hours to `report_by`; negative where it is past."""
        return int((self.report_by - timezone.now()).total_seconds() // 3600)


class IncidentStep(models.Model):
    """One step that was carried out: how much it removed, and how much it found and could not remove."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(max_length=30)
    removed = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order they were done; each once."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["incident", "name"], name="one_step_per_incident")]
