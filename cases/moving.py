"""What consent says when a case's thread is moved, its board opens to another group, or its last day is over (the forum's slots)."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cases import consent
from cases.actions import SOURCE
from cases.models import Case, State
from network.forum.models import Board, BoardGroupGrant, Thread
from network.forum.moving import is_wider
from network.forum.querysets import closed_by
from network.forum.slots import may_move, may_open, thread_moved
from network.membership.roles import ASSOCIATES, CLINICIANS
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
    if consent.binds(case.consent_basis, case.consent_covers) and not case.restricted and is_wider(thread, board):
        return "The consent recorded with the case covers the readers of its own board, and this one has others."
    return ""


def refusal_to_open(board: Board, group: Group) -> str:
    """Return what stands against bringing `board` before others than its readers, through `group`; or an empty string.

    Consent names the readers of the board on which a case was posted. Who joins one of its groups later is among them; another
    group is not, unless everybody in it reads the board in any case.
    """
    held = BoardGroupGrant.objects.filter(permission__codename="view_board", content_object=board).exclude(group=group)
    everybody = {CLINICIANS, ASSOCIATES} & set(held.values_list("group__name", flat=True))
    agreed = Case.objects.filter(consent.binding(), board=board, restricted=False).exclude(
        state__in=(State.DRAFT, State.WITHDRAWN)
    )
    if CLINICIANS in everybody:
        agreed = agreed.none() if ASSOCIATES in everybody else agreed.filter(clinicians_only=False)
    number = agreed.count()
    if not number:
        return ""
    cases = "1 case on it rests" if number == 1 else f"{number} cases on it rest"
    return f"{cases} on an agreement to be read by the colleagues it is open to today."


def follow(thread: Thread, board: Board) -> None:
    """Take the case along."""
    for pk in Case.objects.filter(thread=thread).values_list("pk", flat=True):
        Case.objects.filter(pk=pk).update(board=board)
        enqueue(SOURCE, pk)


def register() -> None:
    """Fill the slots, once."""
    filled = ((may_move, refusal), (may_open, refusal_to_open), (thread_moved, follow), (closed_by, consent_ran_out))
    for slot, filler in filled:
        if filler not in slot:
            slot.append(filler)  # type: ignore[arg-type]
