"""A member's invitation to a colleague who is not here yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

from network.membership.models.application import Application
from network.membership.models.user import User
from network.shell.ids import LENGTH, new_public_id

INVITATION_DAYS = 14


class Invitation(models.Model):
    """One invitation: one address, one use, fourteen days. The address goes as soon as it is used, taken back or expired."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "Waiting for an answer"
        USED = "used", "Your colleague has applied"
        REVOKED = "revoked", "Taken back"
        EXPIRED = "expired", "Expired unused"

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
    inviter = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="invitations")
    email = models.EmailField(blank=True)
    # The link carries the secret, the database its hash: whoever reads the table cannot use an invitation.
    token_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    application = models.OneToOneField(Application, on_delete=models.SET_NULL, null=True, related_name="invitation")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Newest first. A member has one open invitation of one address."""

        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inviter", "email"], condition=models.Q(state="open"), name="one_open_invitation"),
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(email="", token_hash=""), name="closed_invitation_names_nobody"
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.public_id}"

    @property
    def expires_at(self) -> datetime:
        """Return when its link stops working."""
        return self.made_at + timedelta(days=INVITATION_DAYS)
