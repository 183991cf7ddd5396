"""Reading applications."""

from __future__ import annotations

from django.db.models import QuerySet

from network.membership.models import Application, User
from network.membership.policy import Actor


def applications_visible_to(actor: Actor) -> QuerySet[Application]:
    """Return the applications a steward may see: those whose e-mail address is confirmed, and not their own."""
    if not isinstance(actor, User) or not actor.is_steward:
        return Application.objects.none()
    confirmed = Application.objects.filter(user__emailaddress__verified=True, user__is_active=True)
    return confirmed.exclude(user=actor).select_related("user", "decided_by").distinct()
