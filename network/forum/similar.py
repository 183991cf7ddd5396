"""Threads much like the one that somebody is about to start, so that they can join instead."""

from __future__ import annotations

from network.membership.models import User
from search.documents import Kind
from search.results import Hit, find

MOST = 4


def similar_threads(title: str, user: User) -> list[Hit]:
    """Return up to MOST threads that `user` may read and that share words with `title`; none where search is down.

    `title` must have passed the identifier check: it becomes a search.
    """
    return find(title, user, kinds=(Kind.DISCUSSION,)).hits[:MOST]
