"""HTTP for boards, threads and posts: door, form, action, redirect. One module per room."""

from network.forum.views.moderation import decide, lock, moderation, report
from network.forum.views.people import people, remove_person
from network.forum.views.reading import board, boards, follow, next_unread, thread, unfollow
from network.forum.views.writing import edit, helpful, new_thread, reply, withdraw

__all__ = [
    "board",
    "boards",
    "decide",
    "edit",
    "follow",
    "helpful",
    "lock",
    "moderation",
    "new_thread",
    "next_unread",
    "people",
    "remove_person",
    "reply",
    "report",
    "thread",
    "unfollow",
    "withdraw",
]
