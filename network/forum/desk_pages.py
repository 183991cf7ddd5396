"""Everything the stewards' pages about boards and people show, loaded in a fixed number of queries."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet

from network.forum.audience import holders_of
from network.forum.explaining import groups_of, sights_of, sights_on
from network.forum.models import Board, BoardGroupGrant
from network.forum.moderators import closed_circles, moderators
from network.membership.duties import DUTIES
from network.membership.group_pages import FOUND, PER_PAGE, find_people, why_inside
from network.membership.models import Circle, Place, User


def boards() -> dict[str, Any]:
    """Return the template's context: every board with the groups that hold it and the number of its moderators."""
    grants = BoardGroupGrant.objects.select_related("group", "permission").order_by("group__name")
    held: dict[int, list[str]] = {}
    kept: dict[int, int] = {}
    people = dict(moderated_counts())
    for grant in grants:
        if grant.permission.codename == "moderate_board":
            kept[grant.content_object_id] = kept.get(grant.content_object_id, 0) + people.get(grant.group_id, 0)
        elif not grant.group.name.startswith("Moderators"):
            held.setdefault(grant.content_object_id, []).append(grant.group.name)
    rows = [(board, held.get(board.pk, []), kept.get(board.pk, 0)) for board in Board.objects.all()]
    return {"rows": rows}


def moderated_counts() -> QuerySet[Any, Any]:
    """Return how many people are in each group that keeps order on a board."""
    kept = BoardGroupGrant.objects.filter(permission__codename="moderate_board").values("group")
    return User.groups.through.objects.filter(group__in=kept, user__is_active=True).values_list("group").annotate(Count("pk"))


def board(found: Board, words: str, page: str | None) -> dict[str, Any]:
    """Return the template's context: who holds the board, who keeps order, who reads it and why; and whom `words` find."""
    readers = holders_of(found)
    if words:
        readers = readers.filter(Q(display_name__icontains=words) | Q(email__icontains=words))
    shown = Paginator(readers, PER_PAGE).get_page(page)
    groups = groups_of(found)
    return {
        "board": found,
        "groups": groups,
        "choices": Circle.objects.filter(archived_at=None)
        .exclude(group__in=[row["group"] for row in groups])
        .select_related("group"),
        "moderators": moderators(found),
        "closed_circles": closed_circles(found),
        "page": shown,
        "sights": sights_on(found, shown.object_list),
        "words": words,
        "others": sights_on(found, _others(found, words)),
    }


def _others(found: Board, words: str) -> QuerySet[User]:
    """Return the first people whom `words` find and who cannot read the board, whatever became of them."""
    if not words:
        return User.objects.none()
    named = User.objects.filter(Q(display_name__icontains=words) | Q(email__icontains=words))
    return named.exclude(pk__in=holders_of(found).values("pk")).order_by("display_name", "pk")[:FOUND]


def people(words: str) -> dict[str, Any]:
    """Return the template's context: whom `words` find, and who holds a duty."""
    duties = {duty: User.objects.filter(groups__name=group).order_by("display_name") for duty, group in DUTIES.items()}
    return {"words": words, "found": find_people(words), "duties": duties}


def person(who: User) -> dict[str, Any]:
    """Return the template's context: a person's groups and why, duties, and every board with what they can do there."""
    places = {place.circle_id: place for place in Place.objects.filter(user=who).select_related("given_by")}
    circles = Circle.objects.filter(group__user=who).select_related("group")
    held = set(who.groups.values_list("name", flat=True))
    sights = sights_of(who)
    return {
        "who": who,
        "circles": [(circle, why_inside(circle, places.get(circle.pk))) for circle in circles],
        "kept_out": Place.objects.filter(user=who, kept_out=True).select_related("circle__group"),
        "duties": [(duty, group in held) for duty, group in DUTIES.items()],
        "open": [sight for sight in sights if sight.reads],
        "shut": [sight for sight in sights if not sight.reads],
        "moderated": [sight.board for sight in sights if sight.moderates],
    }
