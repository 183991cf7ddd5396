"""Facts about boards, threads and posts. Each noun has its own module."""

from network.forum.models.board import Board, BoardGroupGrant
from network.forum.models.post import Post, PostBasis
from network.forum.models.reading import Follow, ReadMark
from network.forum.models.report import Report, ReportKind, ReportState
from network.forum.models.thread import Thread, ThreadInvitation, ThreadStatus

__all__ = [
    "Board",
    "BoardGroupGrant",
    "Follow",
    "Post",
    "PostBasis",
    "ReadMark",
    "Report",
    "ReportKind",
    "ReportState",
    "Thread",
    "ThreadInvitation",
    "ThreadStatus",
]
