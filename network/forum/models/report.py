"""What a reader told the moderators about a post."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from network.forum.models.post import Post
from network.forum.querysets import ReportQuerySet
from network.shell.ids import LENGTH, new_public_id


class ReportKind(models.TextChoices):
    """Why a post is reported. The first hides it at once."""

    IDENTIFIES = "identifies", "It may identify someone"
    OTHER = "other", "Something else is wrong with it"


class ReportState(models.TextChoices):
    """What became of a report."""

    OPEN = "open", "Waiting for a moderator"
    KEPT = "kept", "The post was kept"
    REMOVED = "removed", "The post was removed"
    WITHDRAWN = "withdrawn", "Its author withdrew the post"


class Report(models.Model):
    """One reader's report of one post. Who it was is kept for the audit, and shown to nobody."""

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=ReportKind)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.OPEN)
    created_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        """Oldest first: somebody waits. One person has one open report of a post."""

        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "reporter"], condition=models.Q(state="open"), name="one_open_report_per_person"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(decided_at__isnull=False), name="report_decided_has_date"
            ),
        ]

    def __str__(self) -> str:
        return f"Report {self.public_id}"
