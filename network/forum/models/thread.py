"""A thread, and the guardian grants that invite people into a restricted one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from guardian.models import UserObjectPermissionBase

from network.forum.models.board import Board
from network.forum.models.signed import Signed
from network.forum.querysets import ThreadQuerySet
from network.shell.ids import LENGTH, new_public_id


class ThreadStatus(models.TextChoices):
    """How closed the round is. "Waiting" is not stored: it is an open thread without a reply."""

    OPEN = "open", "In discussion"
    ANSWERED = "answered", "Answered"
    OUTCOME = "outcome", "Outcome recorded"
    LOCKED = "locked", "Locked"


class Thread(Signed):
    """A conversation on one board, open to those granted the board, or to invited people alone."""

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="threads")
    title = models.CharField(max_length=140)
    status = models.CharField(max_length=10, choices=ThreadStatus, default=ThreadStatus.OPEN)
    pinned = models.BooleanField(default=False)
    restricted = models.BooleanField("only invited people", default=False)
    clinicians_only = models.BooleanField("closed to associates", default=False)
    hidden = models.BooleanField(default=False)
    cleared = models.BooleanField("a moderator looked at it and kept it", default=False)
    # Counts the disclosure incidents in it: a reply that was begun before one may quote what is gone since.
    removals = models.PositiveSmallIntegerField(default=0)
    topics = models.ManyToManyField("search.Term", blank=True, related_name="threads")
    created_at = models.DateTimeField(default=timezone.now)
    last_post_at = models.DateTimeField(default=timezone.now)
    reply_count = models.PositiveIntegerField(default=0)

    objects = ThreadQuerySet.as_manager()

    class Meta(Signed.Meta):
        """Latest first, pinned on top."""

        abstract = False

        ordering: ClassVar = ["-pinned", "-last_post_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["board", "-last_post_at"], name="thread_board_latest")]

    def __str__(self) -> str:
        return f"Thread {self.public_id}"

    def get_absolute_url(self) -> str:
        """Return the thread's address."""
        return f"/discussions/thread/{self.public_id}/"

    @property
    def is_locked(self) -> bool:
        """Say whether replies are closed."""
        return self.status == ThreadStatus.LOCKED

    @property
    def shown_status(self) -> str:
        """Return the status that readers see: an open thread without a reply awaits a first look."""
        return "waiting" if self.status == ThreadStatus.OPEN and self.reply_count == 0 else self.status


class ThreadInvitation(UserObjectPermissionBase):
    """guardian's grant of one restricted thread to one person, by a direct foreign key: it dies with the thread."""

    content_object = models.ForeignKey(Thread, on_delete=models.CASCADE)
    # SECURITY: whoever wrote here by a pseudonym before the thread was closed stays a reader, and is on no list: on one of those
    # who took part, a name would say which of them it is. Invited by name as well they are on it, and nothing else changes.
    by_name = models.BooleanField("the author chose them", default=True)
    took_part = models.BooleanField("wrote here before it was closed, not signed by name", default=False)

    class Meta(UserObjectPermissionBase.Meta):
        """Kept apart from guardian's generic tables, whose rows outlive their object."""

        abstract = False
