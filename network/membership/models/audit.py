"""The append-only record of who did what, when and why. No clinical text ever stands in it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from network.membership.models.user import User


class AppendOnly(models.QuerySet["AuditEntry"]):
    """Entries can be read and added."""

    def update(self, **kwargs: Any) -> int:
        """Refuse."""
        raise TypeError("An audit entry is never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise TypeError("An audit entry is never deleted.")

    def forget(self, actor: User, subjects: list[tuple[str, str]]) -> int:
        """Empty where `actor` acted from, and the typed reasons of entries about `subjects` (type, id). Return how many changed.

        The one exception to "never changed", for an erasure alone: who (an opaque id), what and when stay for ever.
        """
        about = models.Q()
        for kind, key in subjects:
            about |= models.Q(subject_type=kind, subject_id=key)
        changed = super(AppendOnly, self.exclude(reason="").filter(about)).update(reason="")
        return changed + super(AppendOnly, self.exclude(origin="").filter(actor=actor)).update(origin="")


class AuditEntry(models.Model):
    """One action. Written by `audit.record` inside the action's own transaction; never changed, never deleted."""

    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    reason = models.CharField(max_length=300, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    # From where: network and kind of browser, or "command" (`origin.py`). Never a whole address.
    origin = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    objects = AppendOnly.as_manager()

    class Meta:
        """Newest first, found by subject."""

        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["subject_type", "subject_id"], name="audit_subject")]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new entry; refuse to change one."""
        if self.pk is not None:
            raise TypeError("An audit entry is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise TypeError("An audit entry is never deleted.")
