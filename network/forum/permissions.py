"""Who may do what in the forum. Seeing is the door's question (`access.py`); doing is this table's."""

from __future__ import annotations

from enum import StrEnum

from network.forum.models import Board, Post, Thread
from network.membership.models import User
from network.membership.policy import Policy, is_briefed, is_verified


class Can(StrEnum):
    """The forum's verbs."""

    START_THREAD = "start a thread"
    REPLY = "reply"
    INVITE = "invite into a restricted thread"
    MARK_HELPFUL = "mark a reply helpful"
    WITHDRAW_POST = "withdraw a post"
    LOCK = "lock a thread"
    FOLLOW = "follow a thread"


def sees(actor: User, subject: Board | Thread | Post) -> bool:
    """Say whether the actor may open the subject, by the same rule as every list."""
    return type(subject)._default_manager.visible_to(actor).filter(pk=subject.pk).exists()  # type: ignore[attr-defined]


def is_open(actor: User, thread: Thread) -> bool:
    """Say whether the thread takes replies."""
    return not thread.is_locked


def wrote_it(actor: User, subject: Thread | Post) -> bool:
    """Say whether the actor is the author."""
    return subject.author_id == actor.pk


def started_thread_of(actor: User, post: Post) -> bool:
    """Say whether the actor started the thread that the post stands in, and did not write the post."""
    return post.thread.author_id == actor.pk and post.author_id != actor.pk


def moderates_board(actor: User, subject: Thread | Post) -> bool:
    """Say whether the actor moderates the board, and the subject is not their own."""
    thread = subject.thread if isinstance(subject, Post) else subject
    mine = subject.author_id == actor.pk
    return not mine and Board.objects.moderated_by(actor).filter(pk=thread.board_id).exists()


POLICY = Policy(
    {
        Can.START_THREAD: [[is_verified, is_briefed, sees]],
        Can.REPLY: [[is_verified, is_briefed, is_open, sees]],
        Can.INVITE: [[is_verified, wrote_it]],
        Can.MARK_HELPFUL: [[is_verified, started_thread_of]],
        Can.WITHDRAW_POST: [[is_verified, wrote_it], [is_verified, moderates_board, sees]],
        Can.LOCK: [[is_verified, moderates_board, sees]],
        Can.FOLLOW: [[is_verified, sees]],
    }
)
allows, require = POLICY.allows, POLICY.require
