"""How threads become search documents, and which audiences a reader belongs to (design 5.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Value

from network.forum import markup
from network.forum.models import Board, Thread
from network.membership.models import User
from network.shell.templatetags.shell import STATUS, ago
from search.audience import register_audience
from search.documents import Document, Found, Kind, as_rows, moment, register_source


def audience_of(thread: Thread) -> frozenset[str]:
    """Return the tokens of those who may find `thread`. A hidden thread has none, so nobody finds it.

    Restricted: the thread's own token, held by its author and the invited. Else the board's, in the form that only
    clinicians hold where the thread is closed to associates.
    """
    if thread.hidden:
        return frozenset()
    if thread.restricted:
        return frozenset({f"thread:{thread.pk}"})
    return frozenset({f"board:{thread.board_id}:clinician" if thread.clinicians_only else f"board:{thread.board_id}"})


def tokens_of(user: User | AnonymousUser) -> Iterable[str]:
    """Return the tokens `user` holds at this moment. Resolved in SQL at query time: a changed grant needs no re-index."""
    if not isinstance(user, User) or not user.is_verified:
        return []
    boards = Board.objects.visible_to(user).order_by().values_list(Value("board"), "pk")
    restricted = Thread.objects.visible_to(user).filter(restricted=True).order_by().values_list(Value("thread"), "pk")
    held = [f"{what}:{pk}" for what, pk in boards.union(restricted, all=True)]  # one query for both
    if user.is_clinician:
        held += [f"{token}:clinician" for token in held if token.startswith("board:")]
    return held


class ThreadSource:
    """One document per thread: its title and every post in it."""

    name = "forum.thread"

    def documents(self, object_ids: Sequence[str]) -> dict[str, Document]:
        """Return what is true now of the threads asked for; a hidden or deleted one is missing."""
        threads = Thread.objects.filter(pk__in=object_ids, hidden=False).prefetch_related("topics", "posts")
        return {str(thread.pk): self._document(thread) for thread in threads}

    def _document(self, thread: Thread) -> Document:
        return Document(
            source=self.name,
            object_id=str(thread.pk),
            kind=Kind.DISCUSSION,
            title=thread.title,
            body=thread_text(thread),
            audience=audience_of(thread),
            topics=tuple(term.slug for term in thread.topics.all()),
            status=thread.status,
            created=thread.created_at,
            updated=thread.last_post_at,
        )

    def ids(self) -> Iterator[str]:
        """Yield every id that should be in the index."""
        for pk in Thread.objects.filter(hidden=False).order_by("pk").values_list("pk", flat=True).iterator():
            yield str(pk)

    def rows(self, object_ids: Sequence[str], user: User | AnonymousUser) -> Any:
        """Return the threads that `user` may open at this moment, a row for each of their posts."""
        return as_rows(
            Thread.objects.visible_to(user).filter(pk__in=object_ids),
            title="title",
            public_id="public_id",
            status="status",
            replies="reply_count",
            latest="last_post_at",
            signed="signed",
            alias="alias",
            author="author__display_name",
            profession="author__profession",
            retired="author__retired",
            post="posts__pk",
            text="posts__source",
            withdrawn="posts__withdrawn",
            hidden="posts__hidden",
        )

    def openable(self, object_ids: Sequence[str], user: User | AnonymousUser) -> Any:
        """Return those that `user` may open at this moment, for counting."""
        return Thread.objects.visible_to(user).filter(pk__in=object_ids)

    def found(self, object_id: str, parts: list[dict[str, Any]]) -> Found:
        """Return what a results page shows of one thread."""
        first = parts[0]
        names = {"display_name": first["author"], "profession": first["profession"], "retired": bool(first["retired"])}
        shown = {name: first[name] for name in ("public_id", "status", "signed", "alias")}
        thread = Thread(author=User(**names), reply_count=first["replies"], **shown)
        tone, ring, word = STATUS[thread.shown_status]
        replies = "1 reply" if thread.reply_count == 1 else f"{thread.reply_count} replies"
        posts = sorted((part for part in parts if part["post"]), key=lambda part: part["post"])
        return Found(
            kind=Kind.DISCUSSION,
            title=first["title"],
            url=thread.get_absolute_url(),
            text=_joined(post["text"] for post in posts if not (post["withdrawn"] or post["hidden"])),
            status_label=word,
            status_tone=tone,
            status_ring=ring,
            meta=f"{thread.by.name}, {thread.by.byline}. {replies}, latest {ago(moment(first['latest']))}",
        )


def thread_text(thread: Thread) -> str:
    """Return the plain text of the thread's posts; `posts` should be prefetched."""
    return _joined(post.source for post in thread.posts.all() if not (post.withdrawn or post.hidden))


def _joined(sources: Iterable[str]) -> str:
    return "\n\n".join(markup.plain(source) for source in sources)


def register() -> None:
    """Hand the source and the audience to search."""
    register_source(ThreadSource())
    register_audience(tokens_of)
