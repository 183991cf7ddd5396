"""The case card above the replies of its thread (the forum's slot)."""

from __future__ import annotations

from cases import reading_record
from cases.models import Case
from network.forum.models import Thread
from network.forum.slots import Panel, thread_head
from network.membership.models import User


def card(thread: Thread, user: User) -> Panel | None:
    """Return the card of the case that `thread` discusses, if it discusses one."""
    case = (
        Case.objects.published().filter(thread=thread).select_related("author").prefetch_related("substances", "pictures").first()
    )
    if case is None:
        return None
    reading_record.note(case, user)
    return Panel("cases/_card.html", {"case": case, "in_thread": True})


def register() -> None:
    """Fill the slot."""
    thread_head.fill(card)
