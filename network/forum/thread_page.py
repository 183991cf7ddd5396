"""Everything a thread page shows, loaded in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from network.forum import slots
from network.forum.audience import listed
from network.forum.models import Follow, Post, ReadMark, Thread
from network.forum.permissions import Can, allows
from network.forum.reading import mark_read
from network.membership.models import User

POSTS_PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """What the template needs; nothing in it queries again."""

    thread: Thread
    posts: Page[Post]
    first_new: str
    new_count: int
    read_up_to: datetime | None  # the mark to set once the page is shown; None where it stands there already
    follows: bool
    may_reply: bool
    is_author: bool
    may_moderate: bool
    readers: list[str]
    unlisted: int  # readers whom the list counts and does not name
    signs_as: str  # how the reader signs here already; "" where they have not written yet
    head: list[slots.Panel]
    aside: list[slots.Panel]
    alone: bool  # on a page of its own, not beside the case that it discusses


def load(thread: Thread, user: User, *, page: str | int = 1, post: str = "", new: bool = False, alone: bool = True) -> ThreadPage:
    """Load the page of `thread` that holds the post with public id `post`, or the first new one, or page number `page`.

    A hidden post keeps its place, without its text: the reader sees that a moderator is looking. `alone` is False where the
    posts stand beside the case that they discuss, so that nobody has to show it a second time.
    """
    posts = thread.posts.filter(withdrawn=False).select_related("author")
    paginator = Paginator(posts, POSTS_PER_PAGE)
    paginator.count, mark, follows, signs_as = _stand_of(thread, user)
    if post:
        earlier = thread.posts.filter(withdrawn=False, public_id=post).values_list("created_at", flat=True).first()
        page = _page_of(thread, Q(created_at__lt=earlier)) if earlier is not None else page
    elif new and mark is not None:
        page = min(_page_of(thread, Q(created_at__lte=mark)), paginator.num_pages)
    shown = paginator.get_page(page)
    shown.object_list = list(shown.object_list)
    fresh = [p for p in shown if p.author_id != user.pk and mark is not None and p.created_at > mark]
    readers, unlisted = _readers(thread)
    last = shown.object_list[-1].created_at if shown.object_list else thread.created_at
    return ThreadPage(
        thread=thread,
        posts=shown,
        first_new=fresh[0].public_id if fresh else "",
        new_count=len(fresh),
        read_up_to=last if mark is None or mark < last else None,
        follows=follows,
        # The door has been passed already, so the table's own look through it is not asked again.
        may_reply=user.may_post and not thread.is_locked,
        is_author=thread.author_id == user.pk,
        may_moderate=user.moderates and allows(user, Can.LOCK, thread),
        readers=readers,
        unlisted=unlisted,
        signs_as=signs_as,
        head=slots.thread_head.panels(thread, user) if alone else [],
        aside=slots.thread_aside.panels(thread, user) if alone else [],
        alone=alone,
    )


def beside(public_id: str, user: User, asked: Mapping[str, str]) -> ThreadPage | None:
    """Return the posts of a thread, to stand beside the case it discusses; None where `user` may not open it.

    They are read there as well: what was shown is no longer new.
    """
    thread = Thread.objects.visible_to(user).select_related("board", "author").filter(public_id=public_id).first()
    if thread is None:
        return None
    page = load(thread, user, page=asked.get("page", 1), alone=False)
    if page.read_up_to:
        mark_read(thread, actor=user, up_to=page.read_up_to)
    return page


def _readers(thread: Thread) -> tuple[list[str], int]:
    """Return the names of the readers of a restricted thread, and how many more there are whom it does not name.

    Its author is in neither where they do not sign by name: the page says so in words.
    """
    if not thread.restricted:
        return [], 0
    readers, unlisted = listed(thread)
    hidden = thread.author_id if thread.masked else 0
    return [reader.display_name for reader in readers if reader.pk != hidden], unlisted


def _stand_of(thread: Thread, user: User) -> tuple[int, datetime | None, bool, str]:
    """Return how many posts stand, how far `user` has read, whether they follow, and how they sign here, in one query."""
    standing = Post.objects.filter(thread=OuterRef("pk"), withdrawn=False).order_by().values("thread").annotate(n=Count("pk"))
    marks = ReadMark.objects.filter(user=user, thread=OuterRef("pk")).values("read_up_to")[:1]
    follows = Exists(Follow.objects.filter(user=user, thread=OuterRef("pk")))
    posts = Post.objects.filter(author=user, thread=OuterRef("pk")).order_by("pk")
    first = [Subquery(posts.values(name)[:1]) for name in ("signed", "alias")]
    columns = (Subquery(standing.values("n")), Subquery(marks), follows, *first)
    count, mark, followed, signed, alias = Thread.objects.filter(pk=thread.pk).values_list(*columns).get()
    if thread.author_id == user.pk:
        signed, alias = thread.signed, thread.alias
    return count or 0, mark, followed, (alias or user.display_name) if signed else ""


def _page_of(thread: Thread, before: Q) -> int:
    """Return the number of the page on which the first post after those of `before` stands."""
    return thread.posts.filter(before, withdrawn=False).count() // POSTS_PER_PAGE + 1
