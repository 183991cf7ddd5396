"""Every write of the forum that adds text: start a thread, reply, invite, mark helpful, withdraw, lock, follow."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from guardian.shortcuts import assign_perm

from cases.deidentification import Finding, blocking, check
from network.forum import markup
from network.forum.models import Board, Follow, Post, PostBasis, ReadMark, Thread, ThreadStatus
from network.forum.permissions import Can, require
from network.membership import audit
from network.membership.models import User
from network.shell.tasks import on_commit_enqueue
from search.models import Term
from search.outbox import enqueue

SOURCE = "forum.thread"


class IdentifiesSomeone(ValueError):
    """The text holds direct identifiers. Carries the findings; its message never quotes the text."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"{len(findings)} direct identifiers")
        self.findings = findings


def refuse_identifiers(text: str) -> None:
    """Raise IdentifiesSomeone where `text` holds anything that must go (design 5.7)."""
    found = blocking(check(text))
    if found:
        raise IdentifiesSomeone(found)


def start_thread(
    board: Board,
    *,
    actor: User,
    title: str,
    text: str = "",
    basis: str = PostBasis.EXPERIENCE,
    topics: Iterable[Term] = (),
    restricted: bool = False,
    clinicians_only: bool = False,
    invited: Iterable[User] = (),
    form_key: uuid.UUID | None = None,
    at: datetime | None = None,
) -> Thread:
    """Open a thread on `board`, written by `actor`, and return it.

    With `text` the thread starts with a post; without (a case) it has none. The same `form_key` twice returns the first
    thread. `at` back-dates (imports, demonstration). Raises PermissionDenied, or IdentifiesSomeone for title or text.
    """
    require(actor, Can.START_THREAD, board)
    refuse_identifiers(title)
    refuse_identifiers(text)
    now = at or timezone.now()
    if form_key and (post := Post.objects.filter(form_key=form_key, author=actor).select_related("thread").first()):
        return post.thread
    with transaction.atomic():
        thread = Thread.objects.create(
            board=board,
            author=actor,
            title=title.strip(),
            restricted=restricted,
            clinicians_only=clinicians_only,
            created_at=now,
            last_post_at=now,
        )
        thread.topics.set(topics)
        if text:
            _add_post(thread, actor, text, basis, form_key, now, opens_thread=True)
        if restricted:
            invite(thread, invited, actor=actor)
        Follow.objects.create(user=actor, thread=thread)
        _mark_read(thread, actor, now)
        audit.record(actor, "started thread", thread)
        enqueue(SOURCE, thread.pk)
    return thread


def reply(
    thread: Thread,
    *,
    actor: User,
    text: str,
    basis: str = PostBasis.EXPERIENCE,
    form_key: uuid.UUID | None = None,
    at: datetime | None = None,
) -> Post:
    """Add a post to `thread` and return it; the same `form_key` twice returns the first post.

    Raises PermissionDenied (locked, out of reach, not briefed) or IdentifiesSomeone.
    """
    require(actor, Can.REPLY, thread)
    refuse_identifiers(text)
    now = at or timezone.now()
    try:
        with transaction.atomic():
            post = _add_post(thread, actor, text, basis, form_key, now)
            Thread.objects.filter(pk=thread.pk).update(reply_count=F("reply_count") + 1, last_post_at=now)
            Follow.objects.get_or_create(user=actor, thread=thread)
            _mark_read(thread, actor, now)
            enqueue(SOURCE, thread.pk)
            if at is None:
                _tell_followers(post)
    except IntegrityError:
        # A double click: the unique form key let one of the two through.
        existing = Post.objects.filter(form_key=form_key, author=actor).first() if form_key else None
        if existing is None:
            raise
        return existing
    return post


def _add_post(
    thread: Thread, actor: User, text: str, basis: str, form_key: uuid.UUID | None, at: datetime, opens_thread: bool = False
) -> Post:
    return Post.objects.create(
        thread=thread,
        author=actor,
        source=text,
        html=markup.render(text),
        basis=basis,
        opens_thread=opens_thread,
        form_key=form_key or uuid.uuid4(),
        created_at=at,
    )


def _tell_followers(post: Post) -> None:
    from network.forum.notify import tell_followers  # noqa: PLC0415  (the task module needs the models loaded)

    on_commit_enqueue(tell_followers, post.pk)


def _mark_read(thread: Thread, user: User, moment: datetime) -> None:
    # One statement: two tabs of the same reader cannot both insert.
    ReadMark.objects.bulk_create(
        [ReadMark(user=user, thread=thread, read_up_to=moment)],
        update_conflicts=True,
        unique_fields=["user", "thread"],
        update_fields=["read_up_to"],
    )


def mark_read(thread: Thread, *, actor: User) -> None:
    """Note that `actor` has seen the thread up to now. Needs no permission beyond the door the caller came through."""
    _mark_read(thread, actor, timezone.now())


def invite(thread: Thread, people: Iterable[User], *, actor: User) -> int:
    """Admit `people` to a restricted thread; return how many were admitted. Only people who hold the board can be."""
    require(actor, Can.INVITE, thread)
    admitted = 0
    with transaction.atomic():
        for person in people:
            if person.pk == actor.pk or not Board.objects.visible_to(person).filter(pk=thread.board_id).exists():
                continue
            assign_perm("forum.view_thread", person, thread)
            admitted += 1
        audit.record(actor, "invited", thread, people=admitted)
        enqueue(SOURCE, thread.pk)
    return admitted


def mark_helpful(post: Post, *, actor: User) -> bool:
    """Mark a reply as having helped, which answers the thread. Return False if it was marked already."""
    require(actor, Can.MARK_HELPFUL, post)
    with transaction.atomic():
        if not Post.objects.filter(pk=post.pk, helpful=False).update(helpful=True):
            return False
        Thread.objects.filter(pk=post.thread_id, status=ThreadStatus.OPEN).update(status=ThreadStatus.ANSWERED)
        audit.record(actor, "marked helpful", post)
        enqueue(SOURCE, post.thread_id)
    return True


def withdraw_post(post: Post, *, actor: User) -> bool:
    """Take a post out of every reader's sight. Return False if it was out already."""
    require(actor, Can.WITHDRAW_POST, post)
    with transaction.atomic():
        if not Post.objects.filter(pk=post.pk, withdrawn=False).update(withdrawn=True, source="", html=""):
            return False
        if not post.opens_thread:
            Thread.objects.filter(pk=post.thread_id, reply_count__gt=0).update(reply_count=F("reply_count") - 1)
        audit.record(actor, "withdrew post", post)
        enqueue(SOURCE, post.thread_id)
    return True


def set_locked(thread: Thread, *, actor: User, locked: bool) -> bool:
    """Close or reopen a thread for replies. Return False if it stood so already."""
    require(actor, Can.LOCK, thread)
    old, new = (ThreadStatus.OPEN, ThreadStatus.LOCKED) if locked else (ThreadStatus.LOCKED, ThreadStatus.OPEN)
    chosen = Thread.objects.filter(pk=thread.pk)
    chosen = chosen.exclude(status=ThreadStatus.LOCKED) if locked else chosen.filter(status=old)
    with transaction.atomic():
        if not chosen.update(status=new):
            return False
        audit.record(actor, "locked" if locked else "unlocked", thread)
        enqueue(SOURCE, thread.pk)
    return True


def set_follow(thread: Thread, *, actor: User, follow: bool) -> bool:
    """Follow or stop following a thread. Return False if nothing changed."""
    if follow:
        require(actor, Can.FOLLOW, thread)
        return Follow.objects.get_or_create(user=actor, thread=thread)[1]
    return bool(Follow.objects.filter(user=actor, thread=thread).delete()[0])
