"""The only doors to one board, thread, post, report or incident: found and visible, or 404. Hidden answers exactly like absent."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from network.forum.models import Board, BoardGroupGrant, Incident, Post, Report, Thread
from network.forum.querysets import Reader
from network.membership.access import only_stewards
from network.membership.groups import MODERATORS
from network.membership.models import User
from network.membership.roles import ASSOCIATES, CLINICIANS


def get_board(user: Reader, public_id: str) -> Board:
    """Return the board, or raise Http404."""
    return get_object_or_404(Board.objects.visible_to(user), public_id=public_id)


def get_board_and_audience(user: Reader, public_id: str) -> tuple[Board, str]:
    """Return the board and, in words, the groups that hold it, in one query; or raise Http404."""
    grants = BoardGroupGrant.objects.filter(
        content_object__in=Board.objects.visible_to(user), content_object__public_id=public_id, permission__codename="view_board"
    ).select_related("content_object", "group")
    base = (CLINICIANS, ASSOCIATES)
    names = [name.lower() if (name := grant.group.name) in base else name for grant in grants]
    if not names:
        raise Http404
    return grants[0].content_object, " and ".join(sorted(n for n in names if not n.startswith(MODERATORS))) or "its moderators"


def get_desk_board(user: User, public_id: str) -> Board:
    """Return any board for a steward, who keeps its groups and sees none of its threads, or raise Http404."""
    only_stewards(user)
    return get_object_or_404(Board, public_id=public_id)


def get_thread(user: Reader, public_id: str) -> Thread:
    """Return the thread with its board and author, or raise Http404."""
    return get_object_or_404(Thread.objects.visible_to(user).select_related("board", "author"), public_id=public_id)


def get_post(user: Reader, public_id: str) -> Post:
    """Return the post with its thread, or raise Http404."""
    return get_object_or_404(Post.objects.visible_to(user).select_related("thread__board", "author"), public_id=public_id)


def get_report(user: Reader, public_id: str) -> Report:
    """Return a report that `user` may decide, or that was decided already, with its post, or raise Http404."""
    reports = Report.objects.visible_to(user).select_related(
        "post__thread__board", "post__author", "thread__board", "thread__author"
    )
    return get_object_or_404(reports, public_id=public_id)


def get_own_report(user: User, public_id: str) -> Report:
    """Return a report that `user` made, with what it is about, or raise Http404."""
    own = Report.objects.filter(reporter=user).select_related("thread__board", "post__thread__board")
    return get_object_or_404(own, public_id=public_id)


def get_incident(user: Reader, public_id: str) -> Incident:
    """Return a disclosure incident that `user` may lead, or raise Http404."""
    incidents = Incident.objects.visible_to(user).select_related("board", "thread", "post", "opened_by", "closed_by")
    return get_object_or_404(incidents, public_id=public_id)
