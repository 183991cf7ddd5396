"""A disclosure incident as one action (design 5.8): hide at once, then remove step by step, each once, each recorded.

Steps that look for copies run before those that destroy the text they compare with. A step and its record share one
transaction, so a run that was killed goes on where it stopped; the last three touch files and may safely run twice.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from network.forum import erasing, slots
from network.forum.audience import readers_of
from network.forum.models import (
    Follow,
    Incident,
    IncidentStep,
    Post,
    ReadMark,
    Report,
    ReportState,
    Thread,
    ThreadInvitation,
)
from network.forum.moderation import set_hidden
from network.forum.permissions import Can, require
from network.forum.posting import SOURCE, refuse_identifiers
from network.membership import audit
from network.membership.models import DataExport, User
from network.shell import scrub
from network.shell.tasks import defers, on_commit_enqueue, task
from search.outbox import enqueue
from search.rebuild import purge

logger = logging.getLogger(__name__)
RETRY = timedelta(minutes=5)
NotFinished = scrub.NotFinished  # the incident cannot be closed yet, or a step must be tried again later
TABLES = (
    "forum_post", "forum_thread", DBTaskResult._meta.db_table, DataExport._meta.db_table,
    *(model._meta.db_table for model, _ in erasing.CUTTABLE),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name in the record, how the page calls it, and what does it: returns (removed, left)."""

    name: str
    label: str
    run: Callable[[Incident], tuple[int, int]]
    in_transaction: bool = True


def steps() -> list[Step]:
    """Return every step in the order in which they run."""
    upper = [
        Step(e.name, e.label, lambda incident, e=e: e.erase(incident, erasing.passages(incident)))  # type: ignore[misc]
        for e in sorted(slots.erasers, key=lambda e: e.owns_text)
    ]
    return [
        Step("quotations", "Quotations and pasted lines in other posts", erasing.quotations),
        Step("records", "Other titles, notes, records and profiles", erasing.records),
        Step("queue", "Tasks that wait or ran, and hold words of it", erasing.queue),
        Step("notifications", "Notifications not sent yet", erasing.notifications),
        *upper,
        Step("title", "The thread's title", erasing.title),
        Step("posts", "Posts: the text, its page form, the names it mentions", erasing.posts),
        Step("notes", "What readers wrote to the moderators about it", erasing.notes),
        Step("exports", "Exports: packed copies of people's own data", erasing.exports),
        Step("index", "Search index, rebuilt whole: its blocks or segments", _index, in_transaction=False),
        Step("caches", "Cached pages", _caches, in_transaction=False),
        Step("database", "Database files: the bytes of deleted rows", _database, in_transaction=False),
    ]


def open_incident(
    found: Report | Post | Thread, *, actor: User, severity: str, kind: str, title_too: bool = False, note: str = ""
) -> tuple[Incident, bool]:
    """Open the incident about a post, or about a thread whole with its case, and start removing. Return (it, opened now).

    Two moderators at once, or a double click, get the same incident. What it is about is hidden from readers before this
    returns; the rest runs after the commit. Raises PermissionDenied, or IdentifiesSomeone for the note.
    """
    require(actor, Can.OPEN_INCIDENT, found)
    refuse_identifiers(note)
    subject = found.subject if isinstance(found, Report) else found
    post, thread = (subject, subject.thread) if isinstance(subject, Post) else (None, subject)
    incident = Incident(
        thread=thread,
        post=post,
        title_too=title_too,
        severity=severity,
        kind=kind,
        note=note,
        opened_by=actor,
        reach=reach(subject),
    )
    try:
        begin(incident)
    except IntegrityError:
        return Incident.objects.get(thread=thread.pk, post=post), False
    return incident, True


def begin(incident: Incident) -> None:
    """Store an incident, hide what it is about, and start removing. The callers have asked for permission."""
    from network.forum.notify import tell_leads, tell_of_incident  # noqa: PLC0415  (the task module needs the models loaded)

    actor = incident.opened_by
    with transaction.atomic():
        incident.board_id = incident.thread.board_id
        incident.save()
        _hide(incident, actor)
        audit.record(actor, "opened incident", incident, reason=f"{incident.severity}, {incident.kind}")
        on_commit_enqueue(tell_of_incident, incident.pk)
        on_commit_enqueue(tell_leads, incident.pk)
        on_commit_enqueue(erase_task, incident.pk)


def end_consent(thread: Thread, *, actor: User | None, severity: str, kind: str) -> Incident:
    """Open the incident about a thread whose case was withdrawn, inside the caller's transaction, and return it.

    The caller has asked for permission, and has hidden the case. `actor` is the moderator who withdrew it: None where its
    author or the clock did. One that is there already does the same work.
    """
    incident = Incident(thread=thread, severity=severity, kind=kind, opened_by=actor, reach=reach(thread))
    try:
        begin(incident)
    except IntegrityError:
        return Incident.objects.get(thread=thread, post=None)
    return incident


def reach(subject: Post | Thread) -> dict[str, int]:
    """Return how many people could read it, had read it, and were mailed a link to it at most. Counts, nobody's name."""
    thread = copy.copy(subject.thread if isinstance(subject, Post) else subject)
    thread.hidden = False  # it may be hidden already; asked is who could read it before
    return {
        "could_read": readers_of(thread).exclude(pk=subject.author_id).count(),
        "had_read": ReadMark.objects.filter(thread=thread, read_up_to__gte=subject.created_at)
        .exclude(user=subject.author_id)
        .count(),
        "reply_mails": Follow.objects.filter(thread=thread).exclude(user=subject.author_id).count(),
        "invitation_mails": ThreadInvitation.objects.filter(content_object=thread).count(),
    }


def _hide(incident: Incident, actor: User | None) -> None:
    """Take it out of every reader's sight and settle its reports."""
    Thread.objects.filter(pk=incident.thread_id).update(removals=F("removals") + 1)
    if incident.post is None:
        set_hidden(incident.thread, hidden=True)
    else:
        Post.objects.filter(pk=incident.post.pk).update(hidden=True)
        enqueue(SOURCE, incident.thread_id)
    # A packed copy of somebody's own data may hold it, where no search for words finds it. Everybody may ask for a new one.
    incident.reach["exports"] = DataExport.objects.all().delete()[0]
    Incident.objects.filter(pk=incident.pk).update(reach=incident.reach)
    erasing.reports_of(incident).filter(state=ReportState.OPEN).update(
        state=ReportState.REMOVED, decided_by=actor, decided_at=timezone.now()
    )


def run(incident: Incident) -> int:
    """Carry out the steps that are not done yet and return how many were. Whatever stops a step is raised; call again."""
    done_now = 0
    for step in steps():
        if step.in_transaction:
            with transaction.atomic():
                Incident.objects.select_for_update().get(pk=incident.pk)
                done_now += _once(incident, step)
        else:
            done_now += _once(incident, step)
    if Incident.objects.filter(pk=incident.pk, finished_at=None).update(finished_at=timezone.now()):
        audit.record(None, "finished incident", incident, removed=sum(step.removed for step in incident.steps.all()))
        if not incident.is_breach:  # nobody has to learn from it: the record is sealed by itself
            Incident.objects.filter(pk=incident.pk).update(closed_at=timezone.now())
    return done_now


def _once(incident: Incident, step: Step) -> bool:
    """Carry out one step, unless it is recorded as done."""
    if incident.steps.filter(name=step.name).exists():
        return False
    removed, left = step.run(incident)
    IncidentStep.objects.get_or_create(incident=incident, name=step.name, defaults={"removed": removed, "left": left})
    return True


@task()
def erase_task(incident_id: int) -> bool:
    """Carry out what is left of an incident; say whether everything is done. Where a step fails, try again in five minutes."""
    incident = Incident.objects.get(pk=incident_id)
    try:
        run(incident)
    except Exception as error:
        # Its kind only: a message of the database may quote the text. The page shows what is not done yet.
        logger.error("%s stopped (%s)", incident.reference, type(error).__name__)  # noqa: TRY400
        if defers():
            erase_task.using(run_after=timezone.now() + RETRY).enqueue(incident_id)
        return False
    return True


def resume(incident: Incident, *, actor: User) -> bool:
    """Have the steps that are not done carried out now. Return False where everything is done."""
    require(actor, Can.LEAD_INCIDENT, incident)
    if incident.finished_at:
        return False
    with transaction.atomic():
        audit.record(actor, "resumed incident", incident)
        on_commit_enqueue(erase_task, incident.pk)
    return True


def close_incident(incident: Incident, *, actor: User, regulator: str, lessons: str) -> bool:
    """Seal the record with what was learnt. Return False if it was closed already.

    Raises NotFinished while a step is open, PermissionDenied, or IdentifiesSomeone for the lessons.
    """
    require(actor, Can.LEAD_INCIDENT, incident)
    refuse_identifiers(lessons)
    with transaction.atomic():
        open_now = Incident.objects.filter(pk=incident.pk, closed_at=None)
        if not open_now.exists():
            return False
        closed = open_now.filter(finished_at__isnull=False).update(
            closed_at=timezone.now(), closed_by=actor, regulator=regulator, lessons=lessons
        )
        if not closed:
            raise NotFinished
        audit.record(actor, "closed incident", incident, reason=regulator)
    return True


def _index(incident: Incident) -> tuple[int, int]:
    """Replace the index whole, in either engine. Raises EngineUnavailable."""
    purge()
    return 1, 0


def _caches(incident: Incident) -> tuple[int, int]:
    cache.clear()
    return 1, 0


def tables() -> list[str]:
    """Return the tables that a step removes text from."""
    return sorted({*TABLES, *(name for eraser in slots.erasers for name in eraser.tables)})


def _database(incident: Incident) -> tuple[int, int]:
    """Rewrite the files in which the bytes of deleted text still stand. Raises NotFinished where others are in the way."""
    scrub.rewrite(tables())
    return 1, 0
