"""Facts about boards, threads and posts. Each noun has its own module."""

from network.forum.models.board import Board, BoardGroupGrant
from network.forum.models.budget import ReadBudget
from network.forum.models.incident import Incident, IncidentKind, IncidentStep, Regulator, Severity
from network.forum.models.post import Post, PostBasis
from network.forum.models.reading import Follow, ReadMark
from network.forum.models.report import Report, ReportKind, ReportState
from network.forum.models.signed import By, Signed, SignedAs
from network.forum.models.thread import Thread, ThreadInvitation, ThreadStatus

__all__ = [
    "Board",
    "BoardGroupGrant",
    "By",
    "Follow",
    "Incident",
    "IncidentKind",
    "IncidentStep",
    "Post",
    "PostBasis",
    "ReadBudget",
    "ReadMark",
    "Regulator",
    "Report",
    "ReportKind",
    "ReportState",
    "Severity",
    "Signed",
    "SignedAs",
    "Thread",
    "ThreadInvitation",
    "ThreadStatus",
]
