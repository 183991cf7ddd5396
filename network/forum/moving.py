"""Moving a thread to another board: who gains and who loses sight of it, and what upper apps refuse."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from network.forum import slots
from network.forum.audience import readers_of
from network.forum.models import Board, BoardGroupGrant, Thread
from network.forum.permissions import Can, require
from network.forum.posting import SOURCE, hold
from network.membership import audit
from network.membership.groups import MODERATORS
from network.membership.models import User
from search.outbox import enqueue


class CannotMove(ValueError):
    """The thread must stay. Its message says why."""


@dataclass(frozen=True, slots=True)
class Move:
    """What a move would do: people, counted; nobody's name."""

    board: Board
    gain: int
    lose: int
    refused: str  # why it must not be, or ""


def is_wider(thread: Thread, board: Board) -> bool:
    """Say whether the thread would come before somebody on `board` who cannot read it where it stands, now or later.

    Groups are compared, because one that is empty today may have a hundred members tomorrow. Every board has moderators of
    its own, who are few: of them, the people.
    """
    return bool(_wider_groups(thread, board)) or preview_of(thread, board)[0] > 0


def _wider_groups(thread: Thread, board: Board) -> set[int]:
    grants = BoardGroupGrant.objects.filter(permission__codename="view_board").exclude(group__name__startswith=MODERATORS)
    held = {pk: set(grants.filter(content_object=pk).values_list("group_id", flat=True)) for pk in (board.pk, thread.board_id)}
    return held[board.pk] - held[thread.board_id]


def preview(thread: Thread, board: Board) -> Move:
    """Return what moving `thread` to `board` would do."""
    gain, lose = preview_of(thread, board)
    return Move(board, gain, lose, _refusal(thread, board))


def preview_of(thread: Thread, board: Board) -> tuple[int, int]:
    """Return how many people would gain and lose sight of `thread` on `board`."""
    before = set(readers_of(thread).values_list("pk", flat=True))
    there = Thread.objects.select_related("board").get(pk=thread.pk)
    there.board = board
    after = set(readers_of(there).values_list("pk", flat=True))
    return len(after - before), len(before - after)


def _refusal(thread: Thread, board: Board) -> str:
    if board.archived:
        return "That board is archived."
    return next((reason for ask in slots.may_move if (reason := ask(thread, board))), "")


def move_thread(thread: Thread, board: Board, *, actor: User) -> bool:
    """Move `thread` to `board`; False where it stands there. Raises CannotMove, PermissionDenied.

    Who follows and may not read it there hears no more of it: mail asks at sending. Forms that are open say that the readers
    have changed before they post. Search asks for the new board's grants from now on.
    """
    require(actor, Can.MOVE, thread)
    require(actor, Can.TAKE_IN, board)
    with transaction.atomic():
        there = hold(thread.pk)
        if there.board_id == board.pk:
            return False
        if reason := _refusal(there, board):
            raise CannotMove(reason)
        Thread.objects.filter(pk=thread.pk).update(board=board)
        for told in slots.thread_moved:
            told(there, board)
        audit.record(actor, "moved thread", thread)
        enqueue(SOURCE, thread.pk)
    return True
