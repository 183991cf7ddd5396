"""What consent says when a case's thread is moved or its last day is over (the forum's slots)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cases import consent
from cases.actions import SOURCE
from cases.models import Case, State
from network.forum.models import Board, Thread
from network.forum.moving import is_wider
from network.forum.querysets import closed_by
from network.forum.slots import may_move, thread_moved
from search.outbox import enqueue


def consent_ran_out() -> Q:
    """Return the condition for threads whose case is out of its consent: closed at midnight, not when a timer runs."""
    over = Case.objects.filter(thread=OuterRef("pk"), consent_expires__lt=timezone.localdate())
    return Q(Exists(over))


def refusal(thread: Thread, board: Board) -> str:
    """Return why a case's thread must not come before the readers of `board`, or an empty string.

    What somebody agreed to names the readers of one board, now and later. Only a consent that covers the public reaches
    another board that has more.
    """
    case = Case.objects.filter(thread=thread).exclude(state=State.WITHDRAWN).first()
    if case is None:
        return ""
    if not board.carries_cases:
        return "That board takes no cases."
    agreed = case.consent_basis in consent.AGREED and case.consent_covers != consent.Covers.PUBLIC
    if agreed and not case.restricted and is_wider(thread, board):
        return "The consent recorded with the case covers the readers of its own board, and this one has others."
    return ""


def follow(thread: Thread, board: Board) -> None:
    """Take the case along."""
    for pk in Case.objects.filter(thread=thread).values_list("pk", flat=True):
        Case.objects.filter(pk=pk).update(board=board)
        enqueue(SOURCE, pk)


def register() -> None:
    """Fill the slots, once."""
    for slot, filler in ((may_move, refusal), (thread_moved, follow), (closed_by, consent_ran_out)):
        if filler not in slot:
            slot.append(filler)  # type: ignore[arg-type]
