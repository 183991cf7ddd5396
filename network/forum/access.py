"""The only doors to one board, thread or post: found and visible, or 404. Hidden answers exactly like absent."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from network.forum.models import Board, Post, Thread
from network.forum.querysets import Reader


def get_board(user: Reader, public_id: str) -> Board:
    """Return the board, or raise Http404."""
    return get_object_or_404(Board.objects.visible_to(user), public_id=public_id)


def get_thread(user: Reader, public_id: str) -> Thread:
    """Return the thread with its board and author, or raise Http404."""
    return get_object_or_404(Thread.objects.visible_to(user).select_related("board", "author"), public_id=public_id)


def get_post(user: Reader, public_id: str) -> Post:
    """Return the post with its thread, or raise Http404."""
    return get_object_or_404(Post.objects.visible_to(user).select_related("thread__board", "author"), public_id=public_id)
