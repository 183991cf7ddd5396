"""Keeping order: report a post, decide on it, lock a thread."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from network.forum.models import Post, Report, ReportKind, ReportState, Thread, ThreadStatus
from network.forum.permissions import Can, require
from network.forum.posting import SOURCE, PostChanged, hold, refuse_identifiers, remove_text
from network.membership import audit
from network.membership.models import User
from network.shell.tasks import on_commit_enqueue
from search.outbox import enqueue


def report_post(post: Post, *, actor: User, kind: str, note: str = "") -> bool:
    """Tell the board's moderators of a post. Return False if the actor has an open report of it already.

    A post that may identify someone is hidden at once, until a moderator has looked; but a text that a moderator looked
    at and kept is not hidden a second time. Raises PermissionDenied, or IdentifiesSomeone for the note.
    """
    require(actor, Can.REPORT, post)
    refuse_identifiers(note)
    try:
        with transaction.atomic():
            Report.objects.create(post=post, reporter=actor, kind=kind, note=note)
            if kind == ReportKind.IDENTIFIES:
                unseen = Post.objects.filter(pk=post.pk, withdrawn=False, hidden=False, cleared_version__lt=post.version)
                if unseen.update(hidden=True):
                    enqueue(SOURCE, post.thread_id)
            audit.record(actor, "reported post", post, reason=kind)
            _tell(post)
    except IntegrityError:
        return False
    return True


def decide_report(report: Report, *, actor: User, keep: bool, version: int) -> bool:
    """Keep the reported post, or remove its text for good. Return False if somebody decided before.

    Settles every open report of the post. `version` is the text the moderator read: raises PostChanged if its author
    has changed it since. Raises PermissionDenied.
    """
    require(actor, Can.DECIDE_REPORT, report)
    post = report.post
    with transaction.atomic():
        hold(post.thread_id)
        now_there = Post.objects.select_for_update().get(pk=post.pk)
        open_reports = Report.objects.filter(post=post, state=ReportState.OPEN)
        if now_there.withdrawn or not open_reports.exists():
            return False
        if now_there.version != version:
            raise PostChanged
        state = ReportState.KEPT if keep else ReportState.REMOVED
        settled = open_reports.update(state=state, decided_by=actor, decided_at=timezone.now())
        if keep:
            Post.objects.filter(pk=post.pk).update(hidden=False, cleared_version=version)
            enqueue(SOURCE, post.thread_id)
        else:
            remove_text(post)
        audit.record(actor, "kept reported post" if keep else "removed reported post", post, reports=settled)
        from network.forum.notify import tell_author_of_decision  # noqa: PLC0415  (as below)

        on_commit_enqueue(tell_author_of_decision, report.pk)
    return True


def _tell(post: Post) -> None:
    from network.forum.notify import tell_moderators  # noqa: PLC0415  (the task module needs the models loaded)

    on_commit_enqueue(tell_moderators, post.pk)


def set_locked(thread: Thread, *, actor: User, locked: bool) -> bool:
    """Close or reopen a thread for replies. Return False if it stood so already."""
    require(actor, Can.LOCK, thread)
    with transaction.atomic():
        held = hold(thread.pk)
        if held.is_locked is locked:
            return False
        answered = held.posts.filter(helpful=True, withdrawn=False).exists()
        reopened = ThreadStatus.ANSWERED if answered else ThreadStatus.OPEN
        Thread.objects.filter(pk=thread.pk).update(status=ThreadStatus.LOCKED if locked else reopened)
        audit.record(actor, "locked" if locked else "unlocked", thread)
        enqueue(SOURCE, thread.pk)
    return True
