"""Rooms: making a board, changing what it says, opening it to a group of people and closing it again.

Stewards do it on their desk, the operator by a command; both through these verbs (`actor` None is the operator at the server).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from guardian.shortcuts import assign_perm, remove_perm

from network.forum.models import Board, BoardGroupGrant, Thread
from network.forum.moderators import against_more_readers, hold, hold_with_groups, moderators_of, settle_moderators
from network.forum.permissions import Can, require_or_operator
from network.membership import audit
from network.membership.gate import refuse_identifiers
from network.membership.grouping import Refused, Stale
from network.membership.groups import MODERATORS, ensure_groups, is_duty
from network.membership.models import Circle, User
from network.shell.tasks import on_commit_enqueue

TAKEN = "Another board has this name. Choose another."
TO_YOURSELF = "This would open what is written on the board to you too. Another steward has to do it."


def open_board(
    name: str, *, about: str, groups: Iterable[str], actor: User | None, carries_cases: bool = True, position: int | None = None
) -> Board:
    """Make the board, or find it, and open it to the named groups.

    Raises Group.DoesNotExist for a group that nobody made: a mistyped name must not open a board to nobody.
    """
    require_or_operator(actor, Can.KEEP_BOARDS)
    refuse_identifiers(name, about)
    ensure_groups()
    with transaction.atomic():
        held_by = [Group.objects.get(name=group) for group in groups]
        place = Board.objects.count() if position is None else position
        facts = {"about": about, "position": place, "carries_cases": carries_cases}
        board, made = Board.objects.get_or_create(name=name.strip(), defaults=facts)
        moderators_of(board)
        if made:
            audit.record(actor, "opened board", board, groups=len(held_by))
        for group in held_by:
            open_to(board, group, actor=actor)
    return board


def change_board(
    board: Board, *, was: str, name: str, about: str, carries_cases: bool, actor: User | None, reason: str = ""
) -> bool:
    """Give the board another name, line, or say about cases; `was` is the name that the form was opened with.

    Return False where nothing was different. Raises Stale, or Refused for a name that another board has.
    """
    require_or_operator(actor, Can.KEEP_BOARDS)
    refuse_identifiers(name, about)
    wanted = {"name": name.strip(), "about": about.strip(), "carries_cases": carries_cases}
    with transaction.atomic():
        found = hold(board)
        if found.name != was:
            raise Stale
        if all(getattr(found, key) == value for key, value in wanted.items()):
            return False
        if Board.objects.filter(name__iexact=wanted["name"]).exclude(pk=found.pk).exists():
            raise Refused(TAKEN)
        _write(found, wanted)
        audit.record(actor, "changed board", found, reason=reason)
    board.refresh_from_db()
    return True


def _write(board: Board, wanted: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            Group.objects.filter(pk=moderators_of(board).pk).update(name=f"{MODERATORS}: {wanted['name']}")
            Board.objects.filter(pk=board.pk).update(**wanted)
    except IntegrityError as error:  # two boards were given one name at the same moment
        raise Refused(TAKEN) from error


def open_to(board: Board, group: Group, *, actor: User | None, reason: str = "") -> bool:
    """Let the people of `group` read and write on `board`, from the first post. Return False if they can already.

    Its moderators are told. Raises Refused for a group that carries a duty or is archived, where an upper app says no (a case on
    it rests on consent for fewer readers), and where a board with threads would open to the steward who does it: stewards do not
    read by virtue of the role.
    """
    require_or_operator(actor, Can.KEEP_BOARDS)
    with transaction.atomic():
        hold_with_groups(board, and_group=group)
        if is_duty(group.name) or Circle.objects.filter(group=group, archived_at__isnull=False).exists():
            raise Refused("A board opens to a group of colleagues that is in use, never to a duty.")
        if holds(group, board):
            return False
        if reason_against := refusal_to_open(board, group):
            raise Refused(reason_against)
        if actor is not None and opens_to(actor, board, group):
            raise Refused(TO_YOURSELF)
        assign_perm("forum.view_board", group, board)
        _changed(board, group, "opened board to group", actor, reason)
    return True


def refusal_to_open(board: Board, group: Group) -> str:
    """Return why `board` must not open to `group`, as the upper apps say it, or an empty string."""
    against = against_more_readers(board, group)
    return f"{against} This group has others: open another board to it." if against else ""


def close_to(board: Board, group: Group, *, actor: User | None, reason: str = "") -> bool:
    """Close `board` to the people of `group` who have no other way in. Return False if it was closed to it."""
    require_or_operator(actor, Can.KEEP_BOARDS)
    with transaction.atomic():
        hold(board)
        if is_duty(group.name):
            raise Refused("Take the duty from its people instead.")
        if not holds(group, board):
            return False
        remove_perm("forum.view_board", group, board)
        _changed(board, group, "closed board to group", actor, reason)
    return True


def holds(group: Group, board: Board) -> bool:
    """Say whether `board` is open to the people of `group`."""
    return BoardGroupGrant.objects.filter(content_object=board, group=group, permission__codename="view_board").exists()


def opens_to(actor: User, board: Board, group: Group) -> bool:
    """Say whether opening `board` to `group` would show its threads to the actor, who cannot see them now."""
    gains = actor.groups.filter(pk=group.pk).exists() and not Board.objects.visible_to(actor).filter(pk=board.pk).exists()
    return gains and Thread.objects.filter(board=board).exists()


def _changed(board: Board, group: Group, verb: str, actor: User | None, reason: str) -> None:
    from network.forum.notify import tell_audience_changed  # noqa: PLC0415  (the task module needs the models loaded)

    settle_moderators(board, actor=actor)
    circle = Circle.objects.filter(group=group).first()
    audit.record(actor, verb, board, reason=reason, people=group.user_set.count())
    if circle is not None:
        audit.record(actor, verb, circle, reason=reason, boards=1)
    on_commit_enqueue(tell_audience_changed, board.pk)
