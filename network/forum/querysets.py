"""Reading the forum. `visible_to(user)` is THE rule: doors, lists, feeds, mails, hits and partials all go through it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q

from network.membership.models import User

Reader = User | AnonymousUser


def granted_boards(user: Reader, codename: str = "view_board") -> models.QuerySet[Any, Any]:
    """Return the ids of the boards that `user`'s groups hold `codename` on, as a subquery of guardian's own table."""
    return board_grants(user, codename).values("content_object_id")


def board_grants(user: Reader, codename: str = "view_board") -> models.QuerySet[Any, Any]:
    """Return guardian's rows that give `user` `codename` on a board: what opens it, and so why it is open.

    SECURITY: an inactive or unverified person holds nothing, whatever rows remain. Superusers get no short cut here:
    break-glass access is a grant like any other, made and audited.
    """
    grants = apps.get_model("forum", "BoardGroupGrant")._default_manager.all()
    if not isinstance(user, User) or not user.is_verified:
        return grants.none()
    return grants.filter(permission__codename=codename, permission__content_type__app_label="forum", group__user=user)


def invited_threads(user: User) -> models.QuerySet[Any, Any]:
    """Return the ids of the restricted threads that `user` was invited into, as a subquery of guardian's own table."""
    grants = apps.get_model("forum", "ThreadInvitation")._default_manager
    return grants.filter(permission__codename="view_thread", user=user).values("content_object_id")


# What upper apps say of threads that nobody may open at this moment, whatever their grants (a slot: it stands here because the
# door stands here).
closed_by: list[Callable[[], Q]] = []


def open_now() -> Q:
    """Return the condition that no app has closed a thread. It is asked of this moment, not of the last timer."""
    rule = Q()
    for closes in closed_by:
        rule &= ~closes()
    return rule


class BoardQuerySet(models.QuerySet["Board"]):  # type: ignore[name-defined]  # noqa: F821
    """Boards."""

    def visible_to(self, user: Reader) -> Self:
        """Return the boards granted to `user`."""
        return self.filter(pk__in=granted_boards(user))

    def moderated_by(self, user: Reader) -> Self:
        """Return the boards that `user` moderates."""
        return self.filter(pk__in=granted_boards(user, "moderate_board"))


class ThreadQuerySet(models.QuerySet["Thread"]):  # type: ignore[name-defined]  # noqa: F821
    """Threads."""

    def visible_to(self, user: Reader) -> Self:
        """Return the threads `user` may open.

        SECURITY: all conditions stand in one filter. Split, a restricted thread or one for clinicians alone would leak
        to everybody on its board: the board's grant opens the board, the invitation opens the thread, and both are needed.
        """
        if not isinstance(user, User) or not user.is_verified:
            return self.none()
        rule = Q(board__in=granted_boards(user), hidden=False) & (
            Q(restricted=False) | Q(author=user) | Q(pk__in=invited_threads(user))
        )
        if not user.is_clinician:
            rule &= Q(clinicians_only=False)
        return self.filter(rule, open_now())

    def with_unread(self, user: User) -> Any:  # the type of an annotated row has no name
        """Annotate `unread`: how many posts by others `user` has not seen."""
        marks = apps.get_model("forum", "ReadMark")._default_manager
        mark = marks.filter(thread=OuterRef("pk"), user=user).values("read_up_to")[:1]
        # With no mark at all every post by others is new.
        return self.annotate(read_up_to=models.Subquery(mark)).annotate(
            unread=Count(
                "posts",
                filter=(Q(read_up_to__isnull=True) | Q(posts__created_at__gt=F("read_up_to")))
                & Q(posts__withdrawn=False, posts__hidden=False)
                & ~Q(posts__author=user),
                distinct=True,
            )
        )

    def followed_by(self, user: User) -> Self:
        """Return the threads that `user` follows."""
        follows = apps.get_model("forum", "Follow")._default_manager
        return self.filter(Exists(follows.filter(thread=OuterRef("pk"), user=user)))

    def for_listing(self) -> Self:
        """Load what a row of a list shows."""
        return self.select_related("author", "board").prefetch_related("topics")


class PostQuerySet(models.QuerySet["Post"]):  # type: ignore[name-defined]  # noqa: F821
    """Posts."""

    def visible_to(self, user: Reader) -> Self:
        """Return the posts of the threads `user` may open, without withdrawn ones, and hidden ones for their author alone."""
        threads = apps.get_model("forum", "Thread")._default_manager
        readable = self.filter(thread__in=threads.visible_to(user), withdrawn=False)  # type: ignore[attr-defined]
        return readable.filter(Q(hidden=False) | Q(author=user)) if isinstance(user, User) else readable

    def shown(self) -> Self:
        """Return the posts whose text every reader of their thread sees."""
        return self.filter(withdrawn=False, hidden=False)


class ReportQuerySet(models.QuerySet["Report"]):  # type: ignore[name-defined]  # noqa: F821
    """Reports."""

    def visible_to(self, user: Reader) -> Self:
        """Return the reports that `user` may decide, or might have: of their boards, never of what they wrote themselves.

        SECURITY: a report opens what it is about to the board's moderators, in a restricted thread too: one post, or
        the thread's title and case; never the other posts of the thread.
        """
        if not isinstance(user, User):
            return self.none()
        boards = granted_boards(user, "moderate_board")
        posts = Q(post__thread__board__in=boards) & ~Q(post__author=user)
        return self.filter(posts | Q(thread__board__in=boards) & ~Q(thread__author=user))

    def waiting(self) -> Self:
        """Return the reports that nobody has decided."""
        return self.filter(Q(post=None) | Q(post__withdrawn=False), state="open")


class IncidentQuerySet(models.QuerySet["Incident"]):  # type: ignore[name-defined]  # noqa: F821
    """Disclosure incidents."""

    def visible_to(self, user: Reader) -> Self:
        """Return the incidents that `user` may lead: of the boards they moderate, never about what they wrote."""
        if not isinstance(user, User):
            return self.none()
        own = Q(post__author=user) | Q(post=None, thread__author=user)
        return self.filter(board__in=granted_boards(user, "moderate_board")).exclude(own)
