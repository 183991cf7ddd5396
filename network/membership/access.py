"""The doors to one application and to one question for a sponsor: found and visible, or 404."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from network.membership.models import Application, Evidence, User
from network.membership.permissions import Can, allows
from network.membership.policy import Actor
from network.membership.querysets import applications_visible_to


def get_application(actor: Actor, public_id: str) -> Application:
    """Return the application, or raise Http404."""
    return get_object_or_404(applications_visible_to(actor), public_id=public_id)


def get_vouching(actor: User, public_id: str) -> Evidence:
    """Return the question to a sponsor that was asked of `actor` and is open, or raise Http404."""
    asked = Evidence.objects.filter(kind=Evidence.Kind.SPONSOR, sponsor=actor).select_related("application__user")
    found = get_object_or_404(asked, public_id=public_id)
    if not allows(actor, Can.VOUCH, found):
        raise Http404
    return found
