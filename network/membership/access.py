"""The doors to one application, a question for a sponsor, a member's page, and to what stewards keep: found and visible, or 404."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from network.membership.directory import people_visible_to
from network.membership.models import Application, Circle, Evidence, RuleEdition, User
from network.membership.permissions import Can, allows
from network.membership.policy import Actor
from network.membership.profile_page import with_profiles
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


def only_stewards(actor: Actor) -> None:
    """Raise Http404 for everybody but those who keep groups: nobody else learns that there is such a page."""
    if not allows(actor, Can.KEEP_GROUPS):
        raise Http404


def get_circle(actor: Actor, public_id: str) -> Circle:
    """Return the group, for a steward, or raise Http404."""
    only_stewards(actor)
    return get_object_or_404(Circle.objects.select_related("group"), public_id=public_id)


def get_person(actor: Actor, public_id: str) -> User:
    """Return the person with this id, whatever became of their membership, for a steward, or raise Http404."""
    only_stewards(actor)
    return get_object_or_404(User.objects.select_related("application"), public_id=public_id)


def get_profile(viewer: Actor, public_id: str) -> User:
    """Return the member whose page `viewer` may open, with their profile, or raise Http404."""
    return get_object_or_404(with_profiles(people_visible_to(viewer)), public_id=public_id)


def get_edition(document: str, number: int | None = None) -> RuleEdition:
    """Return an edition of the rules, the one in force where no number is given, or raise Http404. Anybody may read them."""
    editions = RuleEdition.objects.filter(document=document)
    found = (editions if number is None else editions.filter(number=number)).order_by("-number").first()
    if found is None:
        raise Http404
    return found
