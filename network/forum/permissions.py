"""Who may do what in the forum. Seeing is the door's question (`access.py`); doing is this table's.

Whether a thread is locked is not asked here: it is a state, looked at inside the write's own transaction.
"""

from __future__ import annotations

import copy
from enum import StrEnum

from network.forum.audience import readers_of
from network.forum.models import Board, Incident, Post, Report, Thread
from network.membership.models import User
from network.membership.permissions import is_somebody_else
from network.membership.policy import Policy, is_briefed, is_steward, is_verified


class Can(StrEnum):
    """The forum's verbs."""

    START_THREAD = "start a thread"
    REPLY = "reply"
    INVITE = "invite into a restricted thread"
    MARK_HELPFUL = "mark a reply helpful"
    EDIT_POST = "edit a post"
    WITHDRAW_POST = "withdraw a post"
    REPORT = "report a post"
    MEND_REPORT = "add to one's own report, or take it back"
    DECIDE_REPORT = "decide on a reported post"
    OPEN_INCIDENT = "open a disclosure incident"
    UNMASK = "learn who wrote what is not signed by name"
    LEAD_INCIDENT = "lead a disclosure incident"
    LOCK = "lock a thread"
    MOVE = "move a thread"
    TAKE_IN = "take a thread in"
    FOLLOW = "follow a thread"
    KEEP_BOARDS = "keep boards, and see who can read them"
    GIVE_MODERATION = "give a board into somebody's care"


def sees(actor: User, subject: Board | Thread | Post) -> bool:
    """Say whether the actor may open the subject, by the same rule as every list."""
    return type(subject)._default_manager.visible_to(actor).filter(pk=subject.pk).exists()  # type: ignore[attr-defined]


def wrote_it(actor: User, subject: Thread | Post) -> bool:
    """Say whether the actor is the author."""
    return subject.author_id == actor.pk


def somebody_else_wrote_it(actor: User, subject: Thread | Post) -> bool:
    """Say whether the actor is not the author."""
    return subject.author_id != actor.pk


def started_thread_of(actor: User, post: Post) -> bool:
    """Say whether the actor started the thread that the post stands in, and did not write the post."""
    return post.thread.author_id == actor.pk and post.author_id != actor.pk


def moderates_board(actor: User, subject: Thread | Post) -> bool:
    """Say whether the actor moderates the board, and the subject is not their own."""
    thread = subject.thread if isinstance(subject, Post) else subject
    mine = subject.author_id == actor.pk
    return not mine and Board.objects.moderated_by(actor).filter(pk=thread.board_id).exists()


def moderates_this(actor: User, board: Board) -> bool:
    """Say whether the actor moderates the board itself, and can read it."""
    return Board.objects.moderated_by(actor).filter(pk__in=Board.objects.visible_to(actor), pk=board.pk).exists()


def moderates_board_of(actor: User, report: Report) -> bool:
    """Say whether the actor moderates the board of what was reported, and did not write it.

    SECURITY: not through the thread's door. A report opens what it is about to moderators, no more.
    """
    return moderates_board(actor, report.subject)


def may_open_incident(actor: User, subject: Report | Post | Thread) -> bool:
    """Say whether the actor moderates the board of the subject and did not write it: by its report, or seeing it."""
    if isinstance(subject, Report):
        return moderates_board_of(actor, subject)
    return moderates_board(actor, subject) and sees(actor, subject)


def somebody_else_reported(actor: User, report: Report) -> bool:
    """Say whether the report is another person's, and waits: nobody opens a pseudonym by a report of their own."""
    return report.reporter_id != actor.pk and Report.objects.waiting().filter(pk=report.pk).exists()


def could_read_it(actor: User, report: Report) -> bool:
    """Say whether the actor may read what was reported, but for the report, which may hide it."""
    thread = copy.copy(report.place)
    thread.hidden = False
    return readers_of(thread).filter(pk=actor.pk).exists()


def reported_it(actor: User, report: Report) -> bool:
    """Say whether the report is the actor's own."""
    return report.reporter_id == actor.pk


def leads(actor: User, incident: Incident) -> bool:
    """Say whether the incident is one that the actor may lead."""
    return Incident.objects.visible_to(actor).filter(pk=incident.pk).exists()


POLICY = Policy(
    {
        Can.START_THREAD: [[is_verified, is_briefed, sees]],
        Can.REPLY: [[is_verified, is_briefed, sees]],
        Can.INVITE: [[is_verified, wrote_it]],
        Can.MARK_HELPFUL: [[is_verified, started_thread_of]],
        Can.EDIT_POST: [[is_verified, is_briefed, wrote_it, sees]],
        Can.REPORT: [[is_verified, somebody_else_wrote_it, sees]],
        Can.MEND_REPORT: [[is_verified, reported_it, could_read_it]],
        Can.DECIDE_REPORT: [[is_verified, moderates_board_of]],
        Can.UNMASK: [[is_verified, moderates_board_of, somebody_else_reported]],
        Can.OPEN_INCIDENT: [[is_verified, may_open_incident]],
        Can.LEAD_INCIDENT: [[is_verified, leads]],
        Can.WITHDRAW_POST: [[is_verified, wrote_it], [is_verified, moderates_board, sees]],
        Can.LOCK: [[is_verified, moderates_board, sees]],
        Can.MOVE: [[is_verified, moderates_board, sees]],
        Can.TAKE_IN: [[is_verified, moderates_this]],
        Can.FOLLOW: [[is_verified, sees]],
        Can.KEEP_BOARDS: [[is_steward]],
        Can.GIVE_MODERATION: [[is_steward, is_somebody_else]],
    }
)
allows, require, require_or_operator = POLICY.allows, POLICY.require, POLICY.require_or_operator
