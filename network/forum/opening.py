"""Rooms and duties, given by whoever operates the server: the first steward and the first boards have nobody above them yet."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from guardian.shortcuts import assign_perm

from network.forum.models import Board
from network.membership import audit
from network.membership.groups import ensure_groups
from network.membership.models import User
from network.membership.roles import EDITORS, STEWARDS

DUTIES = {"editor": EDITORS, "steward": STEWARDS}
MODERATOR = "moderator"


def moderators_of(board: Board) -> Group:
    """Return the group that keeps order on `board`, with its two grants."""
    group, _ = Group.objects.get_or_create(name=f"Moderators: {board.name}")
    for codename in ("view_board", "moderate_board"):
        assign_perm(f"forum.{codename}", group, board)
    return group


def open_board(name: str, *, about: str, groups: Iterable[str], actor: User | None) -> Board:
    """Make the board, or find it, and grant it to the named groups. `actor` None: the operator at the server.

    Raises Group.DoesNotExist for a group that nobody made: a mistyped name must not open a board to nobody.
    """
    ensure_groups()
    with transaction.atomic():
        held_by = [Group.objects.get(name=group) for group in groups]
        board, _ = Board.objects.get_or_create(name=name, defaults={"about": about, "position": Board.objects.count()})
        for group in held_by:
            assign_perm("forum.view_board", group, board)
        moderators_of(board)
        audit.record(actor, "opened board", board, groups=len(held_by))
    return board


def give_duty(user: User, duty: str, *, actor: User | None, board: Board | None = None) -> bool:
    """Make a verified person editor, steward or moderator of `board`. Return False if they hold the duty already.

    Raises ValueError for a person whom nobody has verified (a steward is the one exception: the first one verifies all
    others), and for a moderator without a board.
    """
    if not user.is_active or not (user.is_verified or duty == "steward"):
        raise ValueError("Only a verified member can take on a duty.")
    if duty == MODERATOR and board is None:
        raise ValueError("A moderator needs a board.")
    group = moderators_of(board) if duty == MODERATOR and board else ensure_groups()[DUTIES[duty]]
    with transaction.atomic():
        if user.groups.filter(pk=group.pk).exists():
            return False
        user.groups.add(group)
        audit.record(actor, f"gave duty: {duty}", user)
    return True
