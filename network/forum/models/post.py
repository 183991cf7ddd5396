"""A post: source as typed, HTML as shown."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from network.forum.models.signed import Signed
from network.forum.models.thread import Thread
from network.forum.querysets import PostQuerySet
from network.shell.ids import LENGTH, new_public_id


class PostBasis(models.TextChoices):
    """What a post rests on; readers see it beside the name."""

    EXPERIENCE = "experience", "Experience"
    EVIDENCE = "evidence", "Evidence"
    OPINION = "opinion", "Opinion"


class Post(Signed):
    """One contribution. The HTML is made once, on write, by `markup.render`; nothing changes it afterwards."""

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    source = models.TextField()
    html = models.TextField(editable=False)
    basis = models.CharField(max_length=12, choices=PostBasis, default=PostBasis.EXPERIENCE)
    opens_thread = models.BooleanField(default=False)
    helpful = models.BooleanField("marked helpful by the thread's author", default=False)
    withdrawn = models.BooleanField(default=False)
    hidden = models.BooleanField("hidden until a moderator has looked", default=False)
    # Counts the texts this post has had. Earlier ones are not kept: what was taken out may have identified someone.
    version = models.PositiveIntegerField(default=1)
    cleared_version = models.PositiveIntegerField("text that a moderator looked at and kept", default=0)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    # One key per rendered form: a double click or a retry finds the first post instead of making a second.
    form_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta(Signed.Meta):
        """In the order they were written."""

        abstract = False

        ordering: ClassVar = ["created_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["thread", "created_at"], name="post_thread_order")]

    def __str__(self) -> str:
        return f"Post {self.public_id}"

    @property
    def edits(self) -> int:
        """Return how often the text was changed."""
        return self.version - 1

    def get_absolute_url(self) -> str:
        """Return the address of the post inside its thread (the page is found by the thread view)."""
        return f"{self.thread.get_absolute_url()}?post={self.public_id}#p-{self.public_id}"
