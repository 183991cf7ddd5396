"""What a reader leaves behind: how far they read, and what they follow."""

from __future__ import annotations

from datetime import datetime

from network.forum.models import Follow, ReadMark, Thread
from network.forum.permissions import Can, require
from network.membership.models import User


def mark_read(thread: Thread, *, actor: User, up_to: datetime) -> None:
    """Note that `actor` has seen the posts of `thread` up to that moment. Needs no permission beyond the caller's door.

    The moment is the last post that was shown, not now: what came in while the page was made stays new.
    """
    # One statement: two tabs of the same reader cannot both insert.
    ReadMark.objects.bulk_create(
        [ReadMark(user=actor, thread=thread, read_up_to=up_to)],
        update_conflicts=True,
        unique_fields=["user", "thread"],
        update_fields=["read_up_to"],
    )


def set_follow(thread: Thread, *, actor: User, follow: bool) -> bool:
    """Follow or stop following a thread. Return False if nothing changed."""
    if follow:
        require(actor, Can.FOLLOW, thread)
        return Follow.objects.get_or_create(user=actor, thread=thread)[1]
    return bool(Follow.objects.filter(user=actor, thread=thread).delete()[0])
