"""The door to one application: found and visible, or 404."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from network.membership.models import Application
from network.membership.policy import Actor
from network.membership.querysets import applications_visible_to


def get_application(actor: Actor, public_id: str) -> Application:
    """Return the application, or raise Http404."""
    return get_object_or_404(applications_visible_to(actor), public_id=public_id)
