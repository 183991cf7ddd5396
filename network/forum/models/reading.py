"""Where a reader got to, and what they follow."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from network.forum.models.thread import Thread


class ReadMark(models.Model):
    """Up to when a person has read a thread. Nobody else ever sees it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="read_marks")
    read_up_to = models.DateTimeField()

    class Meta:
        """One mark per person and thread."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "thread"], name="one_read_mark")]


class Follow(models.Model):
    """A person who wants to hear of replies in a thread."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="follows")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One row per person and thread."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "thread"], name="one_follow")]
