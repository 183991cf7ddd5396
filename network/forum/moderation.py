"""Keeping order: report a post, a thread or a case, decide on it, lock a thread."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from network.forum import slots
from network.forum.models import Post, Report, ReportKind, ReportState, Thread, ThreadStatus
from network.forum.permissions import Can, require
from network.forum.posting import SOURCE, PostChanged, hold, refuse_identifiers, remove_text
from network.membership import audit
from network.membership.models import User
from network.shell.tasks import on_commit_enqueue
from search.outbox import enqueue

TAKE_BACK = timedelta(minutes=30)  # how long a reader may say that a report was a wrong tap


def report(subject: Post | Thread, *, actor: User, kind: str, note: str = "") -> bool:
    """Report a post, or a thread whole with its case. See `report_post` and `report_thread`."""
    if isinstance(subject, Post):
        return report_post(subject, actor=actor, kind=kind, note=note)
    return report_thread(subject, actor=actor, kind=kind, note=note)


def report_post(post: Post, *, actor: User, kind: str, note: str = "") -> bool:
    """Tell the board's moderators of a post. Return False if the actor has an open report of it already that says as much.

    A post that may identify someone is hidden at once, until a moderator has looked; but a text that a moderator looked
    at and kept is not hidden a second time. Raises PermissionDenied, or IdentifiesSomeone for the note.
    """
    require(actor, Can.REPORT, post)
    refuse_identifiers(note)
    with transaction.atomic():
        made = _file({"post": post}, actor, kind, note)
        if made is None:
            return False
        if kind == ReportKind.IDENTIFIES:
            unseen = Post.objects.filter(pk=post.pk, withdrawn=False, hidden=False, cleared_version__lt=post.version)
            if unseen.update(hidden=True):
                enqueue(SOURCE, post.thread_id)
        # Without its actor: stewards read the log, and one of them may have written the post. The report keeps who it was.
        audit.record(None, "reported post", post, reason=kind)
        _tell(made)
    return True


def _file(about: dict[str, Post | Thread], actor: User, kind: str, note: str) -> Report | None:
    """Store a report, or raise the open one of the same person to "may identify someone"; None where that says as much.

    Whoever found the tone unkind a day ago and sees now whom it is about must not be told that it is known.
    """
    try:
        with transaction.atomic():
            return Report.objects.create(reporter=actor, kind=kind, note=note, **about)
    except IntegrityError:
        lesser = Report.objects.filter(reporter=actor, state=ReportState.OPEN, kind=ReportKind.OTHER, **about)
        standing = lesser.select_for_update().first() if kind == ReportKind.IDENTIFIES else None
        if standing is not None:
            standing.kind, standing.created_at = kind, timezone.now()  # a wrong tap may be taken back from now
            standing.note = "\n\n".join(filter(None, (standing.note, note)))
            standing.save(update_fields=["kind", "created_at", "note"])
        return standing


def report_thread(thread: Thread, *, actor: User, kind: str, note: str = "") -> bool:
    """Tell the board's moderators of a thread, or of the case it discusses: what is not a post. False as in `report_post`.

    Where it may identify someone, the thread, its case and every post are out of every reader's sight at once, unless a
    moderator has looked at it and kept it. Raises PermissionDenied, or IdentifiesSomeone for the note.
    """
    require(actor, Can.REPORT, thread)
    refuse_identifiers(note)
    with transaction.atomic():
        now_there = Thread.objects.select_for_update().get(pk=thread.pk)
        if now_there.hidden and not thread.reports.filter(state=ReportState.OPEN, kind=ReportKind.IDENTIFIES).exists():
            return False  # withdrawn a moment ago: a report must not become a way to bring it back
        made = _file({"thread": thread}, actor, kind, note)
        if made is None:
            return False
        if kind == ReportKind.IDENTIFIES and not now_there.cleared and not now_there.hidden:
            set_hidden(thread, hidden=True)
        audit.record(None, "reported thread", thread, reason=kind)
        _tell(made)
    return True


def add_note(report: Report, *, actor: User, note: str) -> bool:
    """Say more about one's own open report. False if it was decided meanwhile. Raises PermissionDenied, IdentifiesSomeone."""
    require(actor, Can.MEND_REPORT, report)
    refuse_identifiers(note)
    return bool(Report.objects.filter(pk=report.pk, state=ReportState.OPEN).update(note=note))


def take_back(report: Report, *, actor: User) -> bool:
    """Withdraw one's own report of a thread, made by a wrong tap; show the thread again unless another report hides it.

    False where it was decided, an incident was opened, or more than `TAKE_BACK` has passed: then a moderator looks.
    A post's report stays: it would leave the post hidden with nobody to look at it. Raises PermissionDenied.
    """
    require(actor, Can.MEND_REPORT, report)
    if report.thread_id is None:
        return False
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=report.place.pk)
        mine = Report.objects.filter(pk=report.pk, state=ReportState.OPEN, created_at__gt=timezone.now() - TAKE_BACK)
        if not mine.update(state=ReportState.WITHDRAWN, decided_at=timezone.now()):
            return False
        others = Report.objects.filter(thread=thread, state=ReportState.OPEN, kind=ReportKind.IDENTIFIES)
        if thread.hidden and not others.exists():
            set_hidden(thread, hidden=False)
        audit.record(None, "took back report of thread", thread)
    return True


def set_hidden(thread: Thread, *, hidden: bool) -> None:
    """Hide or show a thread and what search holds of it and of its case. Inside the caller's transaction."""
    Thread.objects.filter(pk=thread.pk).update(hidden=hidden)
    enqueue(SOURCE, thread.pk)
    for listener in slots.thread_changed:
        listener(thread)


def may_identify(thread_id: int | None) -> bool:
    """Say whether a report waits that a thread, or a post in it, may identify somebody."""
    about = Report.objects.filter(Q(thread=thread_id) | Q(post__thread=thread_id))
    return thread_id is not None and about.filter(state=ReportState.OPEN, kind=ReportKind.IDENTIFIES).exists()


def settle_withdrawn(thread_id: int, *, actor: User | None) -> int:
    """Close the open reports of a thread that was withdrawn and of its posts, so that nobody can keep it. Return how many.

    What readers wrote to the moderators goes from all of them: a note may describe the person.
    """
    about = Report.objects.filter(Q(thread=thread_id) | Q(post__thread=thread_id))
    about.exclude(note="").update(note="")
    waiting = about.filter(state=ReportState.OPEN)
    return waiting.update(state=ReportState.WITHDRAWN, decided_by=actor, decided_at=timezone.now())


def decide_report(report: Report, *, actor: User, keep: bool, version: int) -> bool:
    """Keep what was reported, or remove a post's text for good. Return False if somebody decided before.

    Settles every open report of it. `version` is the text the moderator read: raises PostChanged if its author has
    changed it since. A thread is kept here, and removed only by a disclosure incident. Raises PermissionDenied.
    """
    require(actor, Can.DECIDE_REPORT, report)
    post = report.post
    if post is None:
        return keep and _keep_thread(report, actor)
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


def _keep_thread(report: Report, actor: User) -> bool:
    thread = report.place
    with transaction.atomic():
        Thread.objects.select_for_update().get(pk=thread.pk)
        open_reports = Report.objects.filter(thread=thread, state=ReportState.OPEN)
        settled = open_reports.update(state=ReportState.KEPT, decided_by=actor, decided_at=timezone.now())
        if not settled:
            return False
        Thread.objects.filter(pk=thread.pk).update(cleared=True)
        set_hidden(thread, hidden=False)
        audit.record(actor, "kept reported thread", thread, reports=settled)
        from network.forum.notify import tell_author_of_decision  # noqa: PLC0415  (as below)

        on_commit_enqueue(tell_author_of_decision, report.pk)
    return True


def _tell(report: Report) -> None:
    from network.forum.notify import tell_moderators  # noqa: PLC0415  (the task module needs the models loaded)

    on_commit_enqueue(tell_moderators, report.pk)


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
