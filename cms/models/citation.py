"""Which edition of a guidance page a thread relies on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from cms.models.guidance import PublishedVersion
from network.forum.models import Thread


class Citation(models.Model):
    """A thread cites an edition: somebody linked to it in a post, or named it. It holds no text, and dies with the thread.

    A case keeps what it cites itself (`Case.cites_slug`, `cites_edition`); its thread needs no row here.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(PublishedVersion, on_delete=models.PROTECT, related_name="citations")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Once per thread and edition."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["thread", "version"], name="one_citation")]

    def __str__(self) -> str:
        return f"{self.thread} cites {self.version}"
