"""Who keeps order on a board: giving and taking the duty. A moderator needs a second factor from the next request on.

`actor` None is the operator at the server.
"""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from guardian.shortcuts import assign_perm

from network.forum import slots
from network.forum.models import Board, BoardGroupGrant
from network.forum.permissions import Can, require_or_operator
from network.membership import audit
from network.membership.duty_mails import tell_person
from network.membership.grouping import Refused
from network.membership.groups import MODERATORS
from network.membership.models import Circle, User
from network.shell.tasks import on_commit_enqueue

MODERATOR = "moderator"


def moderators_of(board: Board) -> Group:
    """Return the group that keeps order on `board`, with its two grants. Found by its grant, so that a board may be renamed."""
    kept = BoardGroupGrant.objects.filter(content_object=board, permission__codename="moderate_board")
    held = kept.filter(group__name__startswith=MODERATORS).select_related("group").first()
    group = held.group if held else Group.objects.get_or_create(name=f"{MODERATORS}: {board.name}")[0]
    for codename in ("view_board", "moderate_board"):
        assign_perm(f"forum.{codename}", group, board)
    return group


def moderators(board: Board) -> QuerySet[User]:
    """Return the people who keep order on `board`, by the rule of `BoardQuerySet.moderated_by` asked the other way round."""
    kept = BoardGroupGrant.objects.filter(content_object=board, permission__codename="moderate_board").values("group")
    held = User.groups.through.objects.filter(group__in=kept).values("user")
    return User.objects.verified().filter(pk__in=held).order_by("display_name", "pk")


def closed_circles(board: Board) -> QuerySet[Circle]:
    """Return the groups that hold `board` and let nobody but their own members keep order on it."""
    held = BoardGroupGrant.objects.filter(content_object=board, permission__codename="view_board").values("group")
    return Circle.objects.filter(group__in=held, own_moderators=True, archived_at=None).select_related("group")


def make_moderator(board: Board, user: User, *, actor: User | None, reason: str = "") -> bool:
    """Let a verified person keep order on `board`, and tell them. Return False if they do already.

    Raises Refused for somebody unverified, for an outsider where a group of the board wants its own moderators, and for whoever
    does not read the board where an upper app says no to more readers.
    """
    require_or_operator(actor, Can.GIVE_MODERATION, user)
    with transaction.atomic():
        hold_with_groups(board)
        user = User.objects.get(pk=user.pk)
        if not user.is_verified:
            raise Refused("Only a verified member can take on a duty.")
        for circle in closed_circles(board):
            if not user.groups.filter(pk=circle.group_id).exists():
                raise Refused(f"Only members of “{circle.name}” keep order on this board.")
        group = moderators_of(board)
        if user.groups.filter(pk=group.pk).exists():
            return False
        if reason_against := refusal_to_make(board, user):
            raise Refused(reason_against)
        user.groups.add(group)
        _record(actor, "gave duty: moderator", board, user, reason, mail="duty_given")
    return True


def against_more_readers(board: Board, group: Group) -> str:
    """Return what upper apps say against more people reading `board` through `group`, or an empty string."""
    return next((reason for ask in slots.may_open if (reason := ask(board, group))), "")


def refusal_to_make(board: Board, user: User) -> str:
    """Return why `user` must not come to read `board` as its moderator, or an empty string. Who reads it already may."""
    if Board.objects.visible_to(user).filter(pk=board.pk).exists():
        return ""
    against = against_more_readers(board, moderators_of(board))
    return f"{against} {user.display_name} does not read it yet. Put them into one of its groups first." if against else ""


def drop_moderator(board: Board, user: User, *, actor: User | None, reason: str = "") -> bool:
    """Take the board out of somebody's care, and tell them. Return False if it is not in it."""
    require_or_operator(actor, Can.KEEP_BOARDS)
    with transaction.atomic():
        hold(board)
        group = moderators_of(board)
        if not user.groups.filter(pk=group.pk).exists():
            return False
        user.groups.remove(group)
        _record(actor, "took duty: moderator", board, user, reason, mail="duty_taken")
    return True


def outsiders(board: Board, *, with_group: Group | None = None) -> QuerySet[User]:
    """Return the moderators who are not in every group of the board that wants its own; `with_group` as if it held the board."""
    wanted = [circle.group_id for circle in closed_circles(board)]
    circle = Circle.objects.filter(group=with_group, own_moderators=True).first() if with_group else None
    inside = User.objects.all()
    for pk in [*wanted, *([circle.group_id] if circle else [])]:
        inside = inside.filter(groups=pk)
    return moderators(board).exclude(pk__in=inside.values("pk"))


def settle_moderators(board: Board, *, actor: User | None) -> int:
    """Take the duty from moderators who are outside a group that wants its own. Part of a write; return how many lost it."""
    group, gone = moderators_of(board), list(outsiders(board))
    for user in gone:
        user.groups.remove(group)
        _record(actor, "took duty: moderator", board, user, "", mail="duty_taken")
    return len(gone)


def hold(board: Board) -> Board:
    """Hold the board's row to the end of the transaction: two stewards who change its people go one after the other."""
    return Board.objects.select_for_update().get(pk=board.pk)


def hold_with_groups(board: Board, *, and_group: Group | None = None) -> Board:
    """Hold the board, then the groups that have it: who is in one, and who may keep order, stays as it is meanwhile."""
    held = hold(board)
    groups = set(BoardGroupGrant.objects.filter(content_object=board).values_list("group", flat=True))
    groups |= {and_group.pk} if and_group else set()
    list(Circle.objects.select_for_update().filter(group__in=groups).order_by("pk").values("pk"))
    return held


def _record(actor: User | None, verb: str, board: Board, user: User, reason: str, *, mail: str) -> None:
    audit.record(actor, verb, user, reason=reason)
    audit.record(actor, verb, board, reason=reason, people=1)
    on_commit_enqueue(tell_person, user.pk, mail, MODERATOR)


class BoardsOfGroups:
    """What groups open in the forum, for membership's pages and writes (`network.membership.slots`)."""

    def opened_by(self, group: Group) -> list[tuple[str, str]]:
        """Return the boards opened to `group`, with the address of the stewards' page about each."""
        return [(board.name, board.desk_url) for board in _held_by(group)]

    def lost_with(self, group: Group, user: User) -> list[str]:
        """Say of which boards `user` stops being moderator on leaving `group`."""
        circle = Circle.objects.filter(group=group, own_moderators=True).first()
        kept = [board.name for board in _held_by(group) if moderators(board).filter(pk=user.pk).exists()] if circle else []
        return [f"They stop keeping order on “{name}”: putting them back does not give that back." for name in kept]

    def would_lose(self, group: Group) -> list[str]:
        """Say who stops keeping order on which board when `group` wants its own moderators."""
        inside = group.user_set.values("pk")
        return [
            f"{user.display_name} stops keeping order on “{board.name}”."
            for board in _held_by(group)
            for user in moderators(board).exclude(pk__in=inside)
        ]

    def no_wider(self, group: Group) -> str:
        """Say why no rule may bring more people to the boards that `group` holds, or an empty string."""
        for board in _held_by(group):
            if against := against_more_readers(board, group):
                return f"“{board.name}”: {against} This rule would bring it others. Make another group for them."
        return ""

    def settle(self, group: Group, actor: User | None) -> None:
        """Take care that a group with its own moderators has no others."""
        if Circle.objects.filter(group=group, own_moderators=True, archived_at=None).exists():
            for board in _held_by(group):
                settle_moderators(board, actor=actor)


def _held_by(group: Group) -> QuerySet[Board]:
    held = BoardGroupGrant.objects.filter(group=group, permission__codename="view_board").values("content_object")
    return Board.objects.filter(pk__in=held)
