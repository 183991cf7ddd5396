"""Who can see a board, what a person can see, and why, in words.

Nothing is decided here. What is open is asked of the doors' own querysets and of the table of verbs; the words only say which of
their conditions held. `tests/forum/test_explaining.py` compares every explanation with the doors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from network.forum.audience import holders_of
from network.forum.models import Board, BoardGroupGrant, Thread
from network.forum.moderators import moderators
from network.forum.permissions import POLICY, Can, sees
from network.forum.querysets import board_grants
from network.membership.group_pages import why_inside
from network.membership.groups import MODERATORS
from network.membership.models import Circle, Place, User
from network.membership.policy import Predicate, is_briefed, is_clinician, is_open, is_verified

# What stands in the way, for each condition of the table and of the doors.
IN_THE_WAY: dict[Callable[..., bool], str] = {
    is_open: "the account is closed",
    is_verified: "no steward has verified them, or the membership is suspended or lapsed",
    is_briefed: "the case-privacy briefing is not done, which opens writing",
    is_clinician: "verified as an associate: threads for clinicians alone stay closed",
    sees: "none of their groups holds the board",
}


@dataclass(frozen=True)
class Sight:
    """What one person can do on one board, why, and what stands in the way of the rest."""

    person: User
    board: Board
    reads: bool
    writes: bool
    reads_reserved: bool  # threads that are closed to associates
    moderates: bool
    because: list[str] = field(default_factory=list)
    but: list[str] = field(default_factory=list)
    open_to: list[str] = field(default_factory=list)  # the groups that hold the board
    restricted: int = 0  # threads for invited people alone that are open to them


def sights_of(person: User) -> list[Sight]:
    """Return what `person` can do on each board, in a fixed number of queries."""
    boards = list(Board.objects.all())
    readable = set(Board.objects.visible_to(person).values_list("pk", flat=True))
    moderated = set(Board.objects.moderated_by(person).values_list("pk", flat=True))
    ways: dict[int, list[BoardGroupGrant]] = defaultdict(list)
    for grant in board_grants(person).select_related("group__circle"):
        ways[grant.content_object_id].append(grant)
    places = {place.circle_id: place for place in Place.objects.filter(user=person).select_related("given_by")}
    restricted, held_by = _restricted(person), _holders()
    return [
        _sight(
            person,
            board,
            (board.pk in readable, board.pk in moderated),
            ways[board.pk],
            places,
            open_to=held_by.get(board.pk, []),
            restricted=restricted.get(board.pk, 0),
        )
        for board in boards
    ]


def sights_on(board: Board, people: Iterable[User]) -> list[Sight]:
    """Return what each of `people` can do on `board`, in a fixed number of queries."""
    shown = list(people)
    ids = [person.pk for person in shown]
    readable = set(holders_of(board).filter(pk__in=ids).values_list("pk", flat=True))
    moderated = set(moderators(board).filter(pk__in=ids).values_list("pk", flat=True))
    grants = BoardGroupGrant.objects.filter(content_object=board, permission__codename="view_board").select_related(
        "group__circle"
    )
    by_group = {grant.group_id: grant for grant in grants}
    ways: dict[int, list[BoardGroupGrant]] = defaultdict(list)
    for user_id, group_id in User.groups.through.objects.filter(user__in=ids, group__in=by_group).values_list("user", "group"):
        ways[user_id].append(by_group[group_id])
    places: dict[int, dict[int, Place]] = defaultdict(dict)
    circles = [grant.group.circle.pk for grant in by_group.values() if _circle(grant)]
    for place in Place.objects.filter(user__in=ids, circle__in=circles).select_related("given_by"):
        places[place.user_id][place.circle_id] = place
    names = [grant.group.name for grant in by_group.values() if not grant.group.name.startswith(MODERATORS)]
    return [
        _sight(
            person,
            board,
            (person.pk in readable, person.pk in moderated),
            ways[person.pk],
            places[person.pk],
            open_to=sorted(names),
            restricted=0,
        )
        for person in shown
    ]


def _holders() -> dict[int, list[str]]:
    """Return by board the names of the groups that it is open to, duties left out."""
    held = BoardGroupGrant.objects.filter(permission__codename="view_board").exclude(group__name__startswith=MODERATORS)
    names: dict[int, list[str]] = defaultdict(list)
    for board_id, name in held.order_by("group__name").values_list("content_object", "group__name"):
        names[board_id].append(name)
    return names


def _sight(
    person: User,
    board: Board,
    doors: tuple[bool, bool],
    ways: list[BoardGroupGrant],
    places: Mapping[int, Place],
    *,
    open_to: list[str],
    restricted: int,
) -> Sight:
    reads, moderates = doors
    lacking = POLICY.lacking(person, Can.START_THREAD, board, known={sees: reads})
    reserved = reads and is_clinician(person, board)
    but: list[Predicate] = [*lacking, *([is_clinician] if reads and not reserved else [])]
    if is_open in but or is_verified in but:
        but = [next(why for why in but if why in (is_open, is_verified))]  # the rest would not help them
    return Sight(
        person=person,
        board=board,
        reads=reads,
        writes=not lacking,
        reads_reserved=reserved,
        moderates=moderates,
        because=sorted(_way(grant, places) for grant in ways) if reads else [],
        but=[IN_THE_WAY[why] for why in but],
        open_to=open_to,
        restricted=restricted,
    )


def _way(grant: BoardGroupGrant, places: Mapping[int, Place]) -> str:
    """Return in words how one group opens the board to somebody."""
    if grant.group.name.startswith(MODERATORS):
        return "keeps order on it"
    circle = _circle(grant)
    return f"{grant.group.name}: {why_inside(circle, places.get(circle.pk))}" if circle else grant.group.name


def _circle(grant: BoardGroupGrant) -> Circle | None:
    return getattr(grant.group, "circle", None)


def _restricted(person: User) -> dict[int, int]:
    """Return by board how many threads for invited people alone are open to `person`: a number, never which."""
    threads = Thread.objects.visible_to(person).filter(restricted=True).order_by()
    return dict(threads.values_list("board").annotate(Count("pk")))


def groups_of(board: Board) -> list[dict[str, Any]]:
    """Return the groups that hold `board`, duties left out, with how many active people each has."""
    held = BoardGroupGrant.objects.filter(content_object=board, permission__codename="view_board")
    counted = held.select_related("group__circle").annotate(people=Count("group__user", filter=Q(group__user__is_active=True)))
    return [
        {"group": grant.group, "circle": _circle(grant), "people": grant.people}
        for grant in counted.order_by("group__name")
        if not grant.group.name.startswith(MODERATORS)
    ]


def conditions() -> set[Predicate]:
    """Return every condition that an explanation may have to name."""
    return {is_open, is_clinician, *(predicate for row in POLICY.table[Can.START_THREAD] for predicate in row)}
