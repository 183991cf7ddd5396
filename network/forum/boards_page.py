"""Everything the list of boards shows, loaded in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from network.forum.models import Board, Report, Thread
from network.membership.models import User

LATEST = 8


@dataclass(slots=True)
class BoardRow:
    """One board, with what of it this reader can open."""

    board: Board
    threads: int = 0
    unread: int = 0  # threads with posts the reader has not seen


def load(user: User) -> dict[str, Any]:
    """Return the template's context: the boards `user` holds, the latest threads, what is unread and what is reported."""
    rows = {board.pk: BoardRow(board) for board in Board.objects.visible_to(user)}
    visible = Thread.objects.visible_to(user).with_unread(user)
    for board_id, unread in visible.order_by().values_list("board_id", "unread"):
        rows[board_id].threads += 1
        rows[board_id].unread += bool(unread)
    return {
        "room": "discussions",
        "rows": list(rows.values()),
        "unread": sum(row.unread for row in rows.values()),
        "recent": visible.for_listing().order_by("-last_post_at", "-pk")[:LATEST],
        "reports": Report.objects.visible_to(user).waiting().values("post").distinct().count() if user.moderates else 0,
    }
