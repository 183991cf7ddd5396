"""What a reader told the moderators about a post, or about a whole thread and the case it discusses."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from network.forum.models.post import Post
from network.forum.models.thread import Thread
from network.forum.querysets import ReportQuerySet
from network.membership.models import User
from network.shell.ids import LENGTH, new_public_id


class ReportKind(models.TextChoices):
    """Why a post or a thread is reported. The first hides it at once."""

    IDENTIFIES = "identifies", "It may identify someone"
    OTHER = "other", "Something else is wrong with it"


class ReportState(models.TextChoices):
    """What became of a report."""

    OPEN = "open", "Waiting for a moderator"
    KEPT = "kept", "Kept"
    REMOVED = "removed", "Removed"
    WITHDRAWN = "withdrawn", "Withdrawn meanwhile"


class Report(models.Model):
    """One reader's report of one post, or of a thread whole. Who it was is kept for the audit, and shown to nobody."""

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, blank=True, related_name="reports")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, blank=True, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=ReportKind)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.OPEN)
    created_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        """Oldest first: somebody waits. One person has one open report of one thing."""

        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "reporter"], condition=models.Q(state="open"), name="one_open_report_per_person"
            ),
            models.UniqueConstraint(
                fields=["thread", "reporter"], condition=models.Q(state="open"), name="one_open_thread_report_per_person"
            ),
            models.CheckConstraint(
                condition=models.Q(post__isnull=True) ^ models.Q(thread__isnull=True), name="report_of_post_or_thread"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(decided_at__isnull=False), name="report_decided_has_date"
            ),
        ]

    def __str__(self) -> str:
        return f"Report {self.public_id}"

    @property
    def subject(self) -> Post | Thread:
        """Return what was reported."""
        subject = self.post or self.thread
        assert subject is not None  # noqa: S101  (the database holds it to that)
        return subject

    @property
    def place(self) -> Thread:
        """Return the thread that it is about, or in which the post stands."""
        return self.subject.thread if isinstance(self.subject, Post) else self.subject

    @property
    def author(self) -> User:
        """Return who wrote what was reported."""
        return self.subject.author

    @property
    def version(self) -> int:
        """Return the version of the reported text; a thread's title and case stay as they were published."""
        return self.post.version if self.post else 1
