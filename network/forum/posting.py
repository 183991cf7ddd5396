"""The writes that add or change text: start a thread, reply, edit, withdraw, mark helpful and take that back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from cases.deidentification import Finding, blocking, check
from network.forum import markup, mentions, signing, slots
from network.forum.audience import readers_of
from network.forum.identifiers import without_own_host
from network.forum.inviting import invite
from network.forum.models import Board, Follow, Post, PostBasis, Report, ReportState, SignedAs, Thread, ThreadStatus
from network.forum.permissions import Can, require
from network.forum.reading import mark_read
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


class ThreadClosed(PermissionDenied):
    """The thread takes no replies (any more)."""


class PostChanged(Exception):
    """The post is not what the writer started from: edited elsewhere, withdrawn, or hidden while a moderator looks."""


def refuse_identifiers(text: str, named: mentions.Mentions | None = None) -> None:
    """Raise IdentifiesSomeone where `text` holds anything that must go (design 5.7), mentioned colleagues left out."""
    found = blocking(check(without_own_host(mentions.masked(text, named) if named else text)))
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
    signed: str = SignedAs.NAME,
    form_key: uuid.UUID | None = None,
    at: datetime | None = None,
) -> Thread:
    """Open a thread on `board`, written by `actor`, and return it.

    With `text` the thread starts with a post; without (a case) it has none. The same `form_key` twice returns the first
    thread, also where both came at once. `signed` says how the author signs in all of it. `at` back-dates (imports, demonstration). Raises PermissionDenied, or
    IdentifiesSomeone for title or text.
    """
    require(actor, Can.START_THREAD, board)
    refuse_identifiers(title)
    now = at or timezone.now()
    if form_key and (post := Post.objects.filter(form_key=form_key, author=actor).select_related("thread").first()):
        return post.thread
    try:
        with transaction.atomic():
            thread = Thread.objects.create(
                board=board,
                author=actor,
                **signing.choose(None, actor, signed).columns(),
                title=title.strip(),
                restricted=restricted,
                clinicians_only=clinicians_only,
                created_at=now,
                last_post_at=now,
            )
            thread.topics.set(topics)
            if restricted:
                invite(thread, invited, actor=actor, at=at)
            if text:
                _add_post(thread, actor, text, basis, form_key, now, signed, opens_thread=True, tell=at is None)
            Follow.objects.create(user=actor, thread=thread)
            mark_read(thread, actor=actor, up_to=now)
            audit.record(signing.in_log(actor, thread), "started thread", thread)
            enqueue(SOURCE, thread.pk)
    except IntegrityError as error:
        return _first_with(form_key, actor, error).thread
    return thread


def reply(
    thread: Thread,
    *,
    actor: User,
    text: str,
    basis: str = PostBasis.EXPERIENCE,
    signed: str = SignedAs.NAME,
    form_key: uuid.UUID | None = None,
    at: datetime | None = None,
) -> Post:
    """Add a post to `thread` and return it; the same `form_key` twice returns the first post.

    `signed` counts for the first contribution to the thread alone; later ones are signed as that was.

    Raises PermissionDenied (out of reach, not briefed), its child ThreadClosed (locked), or IdentifiesSomeone.
    """
    require(actor, Can.REPLY, thread)
    now = at or timezone.now()
    try:
        with transaction.atomic():
            _hold_open(thread.pk)
            post = _add_post(thread, actor, text, basis, form_key, now, signed, tell=at is None)
            Thread.objects.filter(pk=thread.pk).update(reply_count=F("reply_count") + 1, last_post_at=now)
            Follow.objects.get_or_create(user=actor, thread=thread)
            mark_read(thread, actor=actor, up_to=now)
            enqueue(SOURCE, thread.pk)
    except IntegrityError as error:
        return _first_with(form_key, actor, error)
    return post


def hold(thread_id: int) -> Thread:
    """Hold the thread's row to the end of the transaction, and return it as it is now.

    Every write that touches a post and its thread takes the thread first: two of them then wait for each other in one
    order, and never in a circle.
    """
    return Thread.objects.select_for_update().get(pk=thread_id)


def _hold_open(thread_id: int) -> None:
    """Hold the thread, so that a moderator's lock comes before this write or after it. Raises ThreadClosed: it came before."""
    thread = hold(thread_id)
    if thread.is_locked or thread.hidden:
        raise ThreadClosed


def _first_with(form_key: uuid.UUID | None, actor: User, error: IntegrityError) -> Post:
    """Return the post that the other click of a double click made: the unique form key let one of the two through.

    Raises `error` where there is none: then it was about something else.
    """
    post = Post.objects.filter(form_key=form_key, author=actor).select_related("thread").first() if form_key else None
    if post is None:
        raise error
    return post


def _add_post(
    thread: Thread,
    actor: User,
    text: str,
    basis: str,
    form_key: uuid.UUID | None,
    at: datetime,
    signed: str,
    *,
    opens_thread: bool = False,
    tell: bool = True,
) -> Post:
    named = mentions.find(text, readers_of(thread), partial(signing.aliases, thread), signing.unnamed(thread))
    refuse_identifiers(text, named)
    post = Post.objects.create(
        thread=thread,
        author=actor,
        **signing.choose(thread, actor, signed).columns(),
        source=text,
        html=markup.render(text, named.names),
        basis=basis,
        opens_thread=opens_thread,
        form_key=form_key or uuid.uuid4(),
        created_at=at,
    )
    for told in slots.post_written:
        told(post)
    if tell:
        _tell(post, [person.pk for person in named.people], followers=not opens_thread)
    return post


def _tell(post: Post, mentioned: list[int], *, followers: bool) -> None:
    from network.forum.notify import tell_readers  # noqa: PLC0415  (the task module needs the models loaded)

    if followers or mentioned:
        on_commit_enqueue(tell_readers, post.pk, mentioned, followers)


def edit_post(post: Post, *, actor: User, text: str, basis: str, version: int) -> bool:
    """Replace the text of a post that stood at `version` when the writer began. Return False if it says so already.

    Raises PermissionDenied, its child ThreadClosed (locked), PostChanged, or IdentifiesSomeone. The earlier text is not
    kept anywhere: only that, when and how often it was changed. People newly mentioned are told.
    """
    require(actor, Can.EDIT_POST, post)
    readers = readers_of(post.thread)
    behind = partial(signing.aliases, post.thread)
    hidden = signing.unnamed(post.thread)
    named = mentions.find(text, readers, behind, hidden)
    refuse_identifiers(text, named)
    with transaction.atomic():
        _hold_open(post.thread_id)
        now_there = Post.objects.select_for_update().filter(pk=post.pk, withdrawn=False, hidden=False, version=version).first()
        if now_there is None:
            raise PostChanged
        if (now_there.source, now_there.basis) == (text, basis):
            return False
        before = {person.pk for person in mentions.find(now_there.source, readers, behind, hidden).people}
        Post.objects.filter(pk=post.pk).update(
            source=text,
            html=markup.render(text, named.names),
            basis=basis,
            version=F("version") + 1,
            edited_at=timezone.now(),
        )
        post.refresh_from_db(fields=["source"])
        for told in slots.post_written:
            told(post)
        audit.record(signing.in_log(actor, post), "edited post", post, version=version + 1)
        enqueue(SOURCE, post.thread_id)
        _tell(post, [person.pk for person in named.people if person.pk not in before], followers=False)
    return True


def withdraw_post(post: Post, *, actor: User) -> bool:
    """Take a post out of every reader's sight. Return False if it was out already."""
    require(actor, Can.WITHDRAW_POST, post)
    with transaction.atomic():
        hold(post.thread_id)
        if not remove_text(post):
            return False
        Report.objects.filter(post=post, state=ReportState.OPEN).update(
            state=ReportState.WITHDRAWN, decided_by=actor, decided_at=timezone.now()
        )
        audit.record(signing.in_log(actor, post), "withdrew post", post)
    return True


def remove_text(post: Post) -> bool:
    """Destroy the text of `post` and take it off every count. Return False if that was done.

    Inside the caller's transaction, which holds the thread.
    """
    if not Post.objects.filter(pk=post.pk, withdrawn=False).update(withdrawn=True, hidden=False, source="", html=""):
        return False
    if not post.opens_thread:
        Thread.objects.filter(pk=post.thread_id, reply_count__gt=0).update(reply_count=F("reply_count") - 1)
    enqueue(SOURCE, post.thread_id)
    return True


def writers_in(thread_id: int) -> list[int]:
    """Return the ids of those whose words stand in a thread."""
    there = Post.objects.filter(thread=thread_id, withdrawn=False).order_by("author")
    return list(there.values_list("author", flat=True).distinct())


def remove_every_text(thread_id: int) -> list[int]:
    """Destroy the text of every post of a thread that is taken away; return the ids of those who had written in it.

    Inside the caller's transaction, which holds the thread.
    """
    posts = list(Post.objects.filter(thread=thread_id, withdrawn=False))
    for post in posts:
        remove_text(post)
    return sorted({post.author_id for post in posts})


def mark_helpful(post: Post, *, actor: User) -> bool:
    """Mark a reply as having helped, which answers the thread. Return False if it was marked already."""
    require(actor, Can.MARK_HELPFUL, post)
    with transaction.atomic():
        hold(post.thread_id)
        if not Post.objects.filter(pk=post.pk, helpful=False, withdrawn=False).update(helpful=True):
            return False
        Thread.objects.filter(pk=post.thread_id, status=ThreadStatus.OPEN).update(status=ThreadStatus.ANSWERED)
        for told in slots.marked_helpful:
            told(post.thread)
        audit.record(signing.in_log(actor, post.thread), "marked helpful", post)
        enqueue(SOURCE, post.thread_id)
    return True


def unmark_helpful(post: Post, *, actor: User) -> bool:
    """Take back that a reply helped; the last one reopens an answered thread. Return False if it was not marked."""
    require(actor, Can.MARK_HELPFUL, post)
    with transaction.atomic():
        hold(post.thread_id)
        if not Post.objects.filter(pk=post.pk, helpful=True).update(helpful=False):
            return False
        if not Post.objects.filter(thread=post.thread_id, helpful=True, withdrawn=False).exists():
            Thread.objects.filter(pk=post.thread_id, status=ThreadStatus.ANSWERED).update(status=ThreadStatus.OPEN)
        audit.record(signing.in_log(actor, post.thread), "took back helpful", post)
        enqueue(SOURCE, post.thread_id)
    return True
