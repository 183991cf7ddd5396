"""Everything a thread page shows, loaded in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from network.forum import slots
from network.forum.models import Follow, Post, ReadMark, Thread
from network.forum.permissions import Can, allows
from network.membership.models import User

POSTS_PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """What the template needs; nothing in it queries again."""

    thread: Thread
    posts: Page[Post]
    first_new: str
    new_count: int
    follows: bool
    may_reply: bool
    is_author: bool
    may_moderate: bool
    readers: list[str]
    head: list[slots.Panel]
    aside: list[slots.Panel]


def load(thread: Thread, user: User, *, page: str | int = 1, post: str = "") -> ThreadPage:
    """Load the page of `thread` that holds the post with public id `post`, or page number `page`."""
    posts = thread.posts.filter(withdrawn=False).select_related("author")
    paginator = Paginator(posts, POSTS_PER_PAGE)
    if post:
        earlier = thread.posts.filter(withdrawn=False, public_id=post).values_list("created_at", flat=True).first()
        if earlier is not None:
            page = (posts.filter(created_at__lt=earlier).count()) // POSTS_PER_PAGE + 1
    shown = paginator.get_page(page)
    mark = ReadMark.objects.filter(user=user, thread=thread).values_list("read_up_to", flat=True).first()
    fresh = [p for p in shown if p.author_id != user.pk and mark is not None and p.created_at > mark]
    return ThreadPage(
        thread=thread,
        posts=shown,
        first_new=fresh[0].public_id if fresh else "",
        new_count=len(fresh),
        follows=Follow.objects.filter(user=user, thread=thread).exists(),
        # The door has been passed already, so the table's own look through it is not asked again.
        may_reply=user.briefed_at is not None and not thread.is_locked,
        is_author=thread.author_id == user.pk,
        may_moderate=user.moderates and allows(user, Can.LOCK, thread),
        readers=_readers(thread) if thread.restricted else [],
        head=slots.thread_head.panels(thread, user),
        aside=slots.thread_aside.panels(thread, user),
    )


def _readers(thread: Thread) -> list[str]:
    """Return the names of those who may open a restricted thread: its author and the invited who still hold its board."""
    people = User.objects.filter(is_active=True, threadinvitation__content_object=thread).order_by("display_name").distinct()
    return [thread.author.display_name, *(person.display_name for person in people)]
