"""HTTP for boards, threads and posts: door, form, action, redirect. One module per room."""

from network.forum.views.desk import (
    desk_board,
    desk_board_step,
    desk_boards,
    desk_change_board,
    desk_new_board,
    desk_people,
    desk_person,
    desk_person_step,
)
from network.forum.views.incidents import (
    close_incident,
    incident,
    incidents,
    open_for_post,
    open_for_report,
    open_for_thread,
    resume,
)
from network.forum.views.moderation import decide, lock, moderation, move, report, report_thread, reported, unmask
from network.forum.views.people import people, remove_person
from network.forum.views.reading import board, boards, follow, next_unread, thread, unfollow
from network.forum.views.writing import edit, helpful, new_thread, reply, withdraw

__all__ = [
    "board",
    "boards",
    "close_incident",
    "decide",
    "desk_board",
    "desk_board_step",
    "desk_boards",
    "desk_change_board",
    "desk_new_board",
    "desk_people",
    "desk_person",
    "desk_person_step",
    "edit",
    "follow",
    "helpful",
    "incident",
    "incidents",
    "lock",
    "moderation",
    "move",
    "new_thread",
    "next_unread",
    "open_for_post",
    "open_for_report",
    "open_for_thread",
    "people",
    "remove_person",
    "reply",
    "report",
    "report_thread",
    "reported",
    "resume",
    "thread",
    "unfollow",
    "unmask",
    "withdraw",
]
