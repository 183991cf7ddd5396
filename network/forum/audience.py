"""Who can read a thread: the rule of `ThreadQuerySet.visible_to`, asked the other way round.

For the list of readers, for mentions and for invitations. `tests/forum/test_visibility.py` compares both directions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from network.forum.models import Board, BoardGroupGrant, Thread, ThreadInvitation
from network.forum.querysets import open_now
from network.membership.models import User
from network.membership.roles import Role


def holders_of(board: Board, *, clinicians_only: bool = False) -> QuerySet[User]:
    """Return the people who can read `board`; with `clinicians_only` those who could read a thread closed to associates."""
    groups = BoardGroupGrant.objects.filter(content_object=board, permission__codename="view_board").values("group")
    roles = [Role.MEMBER] if clinicians_only else [Role.MEMBER, Role.ASSOCIATE]
    members = User.groups.through.objects.filter(group__in=groups).values("user")
    return User.objects.filter(pk__in=members, is_active=True, role__in=roles).order_by("display_name", "pk")


def readers_of(thread: Thread) -> QuerySet[User]:
    """Return the people who can open `thread` at this moment."""
    holders = holders_of(thread.board, clinicians_only=thread.clinicians_only)
    if thread.hidden:
        return holders.none()
    holders = holders.filter(Exists(Thread.objects.filter(open_now(), pk=thread.pk)))
    if not thread.restricted:
        return holders
    return holders.filter(Q(pk=thread.author_id) | Q(pk__in=_invitations(thread)))


def invited_to(thread: Thread) -> QuerySet[User]:
    """Return everybody whom its author invited into `thread`, whether or not it opens it to them at this moment."""
    return User.objects.filter(pk__in=_invitations(thread).filter(by_name=True)).order_by("display_name", "pk")


def listed(thread: Thread) -> tuple[list[User], int]:
    """Return the readers of a restricted thread whom its list names, and how many it only counts; in one query."""
    rows = ThreadInvitation.objects.filter(content_object=thread, user=OuterRef("pk"))
    readers = readers_of(thread).annotate(unnamed=Exists(rows.filter(by_name=False)), counted=Exists(rows.filter(took_part=True)))
    return [reader for reader in readers if not reader.unnamed], sum(reader.counted for reader in readers)


def _invitations(thread: Thread) -> QuerySet[ThreadInvitation, Any]:
    invitations = ThreadInvitation.objects.filter(content_object=thread, permission__codename="view_thread")
    return invitations.values("user")


def future_readers(
    board: Board, author: User, *, clinicians_only: bool, restricted: bool, invited: Iterable[User]
) -> QuerySet[User]:
    """Return the people who will be able to open a thread that is about to be started."""
    holders = holders_of(board, clinicians_only=clinicians_only)
    return holders.filter(pk__in=[author.pk, *(person.pk for person in invited)]) if restricted else holders
