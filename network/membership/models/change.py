"""Changes of what a person was verified as: asked for by the member, decided by a steward; until then the old stands."""

from __future__ import annotations

from django.db import models

from network.membership.models.application import Application
from network.membership.models.user import User


class NameChange(models.Model):
    """A member's request for another name or number. Approved, it is copied and this row goes; declined, the row goes."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="name_change")
    registered_name = models.CharField("name as registered", max_length=120)
    display_name = models.CharField("name colleagues see", max_length=80)
    register_number = models.CharField("registration number", max_length=20, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"change for {self.application_id}"


class EmailMove(models.Model):
    """A member's account on its way to another address: confirmed there, told to the old one, and not yet due."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="email_move")
    new_email = models.EmailField()
    confirmed_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"move of {self.user_id}"
