"""What the forum holds about people, and what it has to say when somebody leaves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.db.models import F, Q

from network.forum import markup, mentions, signing
from network.forum.audience import readers_of
from network.forum.models import Board, Incident, Post, Report, Thread
from network.forum.moderators import moderators
from network.forum.posting import SOURCE
from network.membership.former import names_of, without
from network.membership.holdings import ACCOUNTABLE, nobodys
from network.membership.models import Departure, User
from network.membership.personal_data import Fate, Holding, register
from search.outbox import enqueue

ANSWERED = "others answered it, and an answer without its question is of no use; the name above it is the person's own choice"
LINK = {"public_id": "part of a link", "alias": "see “signed”"}


def erase_names(user: User, departure: Departure) -> int:
    """Take the name out of every post, where it is to go: mentions, quotations, greetings.

    SECURITY: a signature that is not the name stays as it is. Changed on the same day as the name, it would tell whose it was.
    """
    if not departure.anonymises:
        return 0
    names, changed = names_of(user), 0
    holds = Q()
    for name in names:
        holds |= Q(source__icontains=name)
    for post in Post.objects.filter(holds, withdrawn=False).select_related("thread__board").order_by("pk") if names else ():
        source = without(names, post.source)
        if source == post.source:
            continue
        found = mentions.find(
            source, readers_of(post.thread), partial(signing.aliases, post.thread), signing.unnamed(post.thread)
        ).names
        # The version too: an edit form that was opened before must not bring the name back.
        Post.objects.filter(pk=post.pk).update(source=source, html=markup.render(source, found), version=F("version") + 1)
        enqueue(SOURCE, post.thread_id)
        changed += 1
    return changed


def erase_titles(user: User, departure: Departure) -> int:
    """Take the name out of every title."""
    if not departure.anonymises:
        return 0
    names, changed = names_of(user), 0
    for name in names:
        for thread in Thread.objects.filter(title__icontains=name):
            title = without(names, thread.title)[:140]
            changed += Thread.objects.filter(pk=thread.pk).exclude(title=title).update(title=title)
            enqueue(SOURCE, thread.pk)
    return changed


TITLE = ("thread__title", "thread", Thread.objects.visible_to)

HOLDINGS = (
    Holding("forum.Follow", Fate.DELETED, name="Threads you follow", owner=("user",), shows=("thread__title", "created_at"), door=TITLE),
    Holding("forum.ReadBudget", Fate.DELETED, owner=("user",), withheld={"": "counts of an hour, against copying the network whole"}),
    Holding("forum.ReadMark", Fate.DELETED, name="How far you have read", owner=("user",), shows=("thread__title", "read_up_to"), door=TITLE),
    Holding("forum.ThreadInvitation", Fate.DELETED, name="Threads you were invited into", owner=("user",),
            shows=("content_object__title",), door=("content_object__title", "content_object", Thread.objects.visible_to)),
    Holding("forum.Report", Fate.EMPTIED, "what became of a report must stay provable", name="What you reported",
            owner=("reporter",), actors=("decided_by",), shows=("kind", "note", "state", "created_at"),
            withheld={"public_id": "part of a link"}, blank={"note": "", "reporter": None}),
    Holding("forum.Incident", Fate.KEPT, ACCOUNTABLE, actors=("opened_by", "closed_by")),
    Holding("forum.Post", Fate.EMPTIED, ANSWERED, name="Your posts", owner=("author",), erase=erase_names, withheld={
        **LINK, "html": "made from the text"}, shows=("thread__title", "source", "basis", "signed", "created_at", "edited_at"), door=TITLE),
    Holding("forum.Thread", Fate.EMPTIED, ANSWERED, name="Threads you started", owner=("author",), erase=erase_titles,
            withheld=LINK, shows=("title", "board__name", "signed", "created_at", "status")),
    *nobodys("forum.Board", "forum.BoardGroupGrant", "forum.Thread_topics"),
    *nobodys("forum.IncidentStep", why="counts of what was removed"),
)  # fmt: skip


class Forum:
    """The forum's word when somebody leaves."""

    def stops(self, user: User) -> Iterator[str]:
        """A board keeps a moderator."""
        for board in Board.objects.moderated_by(user).filter(archived=False):
            if not moderators(board).exclude(pk=user.pk).exists():
                yield f"You are the only moderator of {board.name}. Ask a steward to give the board to somebody else first."

    def remains(self, user: User) -> Iterator[str]:
        """Posts stay below the name that was chosen."""
        posts = Post.objects.filter(author=user, withdrawn=False).count()
        if posts == 1:
            yield "One post of yours stays, because others may have answered it. Take it back beforehand if it should go."
        elif posts:
            yield f"{posts} posts of yours stay, because others answered them. Take back beforehand what should go."

    def holds(self, user: User) -> Iterator[str]:
        """An open complaint is decided first, by or about the person."""
        mine = Q(post__author=user) | Q(thread__author=user)
        if Report.objects.waiting().filter(mine).exists():
            yield "A report about something they wrote is open."
        if Report.objects.waiting().filter(reporter=user).exists():
            yield "A report that they made is open."
        about = Q(post__author=user) | Q(post=None, thread__author=user)
        if Incident.objects.filter(about, finished_at=None).exists():
            yield "A disclosure incident about something they wrote is not finished."

    def left(self, user: User) -> None:
        """Duties went with the groups; another moderator decides what waits."""


def enter() -> None:
    """Put them into the registry."""
    register(*HOLDINGS, leaver=Forum())
