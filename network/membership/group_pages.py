"""Everything the pages about groups show, loaded in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from network.membership import slots
from network.membership.models import Circle, Place, User

PER_PAGE = 50
FOUND = 12


@dataclass(frozen=True, slots=True)
class Insider:
    """One person of a group, and why they are in it."""

    person: User
    why: str


def all_groups() -> QuerySet[Circle]:
    """Return every group with how many are in it, those in use first."""
    people = Count("group__user", filter=Q(group__user__is_active=True))
    return Circle.objects.select_related("group").annotate(people=people).order_by("archived_at", "group__name")


def why_inside(circle: Circle, place: Place | None) -> str:
    """Return in words why somebody is in the group; `place` is a steward's word about them, if there is one."""
    if circle.is_base:
        return "by verification"
    if place is None or place.kept_out:
        return (
            f"it takes every {' and every '.join(name.lower() for name in circle.professions)}"
            if circle.takes
            else "in it since before"
        )
    by = place.given_by.display_name if place.given_by else "the operator"
    return f"put in by {by}, {timezone.localtime(place.at):%-d %B %Y}"


def find_people(words: str, *, outside: Circle | None = None) -> QuerySet[User]:
    """Return the first verified people whose name or address holds `words`; with `outside` those who are not in that group."""
    if not words:
        return User.objects.none()
    found = User.objects.verified().filter(Q(display_name__icontains=words) | Q(email__icontains=words))
    if outside is not None:
        found = found.exclude(groups=outside.group_id)
    return found.select_related("application").order_by("display_name", "pk")[:FOUND]


def load(circle: Circle, words: str, page: str | None) -> dict[str, Any]:
    """Return the template's context: who is in and why, from how many services, what it opens, and whom `words` find outside."""
    inside = User.objects.filter(groups=circle.group_id, is_active=True).select_related("application")
    shown = Paginator(inside.order_by("display_name", "pk"), PER_PAGE).get_page(page)
    places = {place.user_id: place for place in circle.places.filter(user__in=shown.object_list).select_related("given_by")}
    services = Counter(inside.exclude(application=None).values_list("application__service", flat=True))
    return {
        "circle": circle,
        "page": shown,
        "insiders": [Insider(person, why_inside(circle, places.get(person.pk))) for person in shown],
        "kept_out": circle.places.filter(kept_out=True).select_related("user") if not circle.is_base else [],
        "services": len({name.strip().casefold() for name in services}),
        "opens": slots.opened_by(circle.group),
        "words": words,
        "found": find_people(words, outside=circle),
    }
