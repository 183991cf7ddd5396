"""Every write of a case. What blocks is refused before anything is stored; kinds and counts are all that is recorded."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.deidentification import Finding, blocking, check
from cases.mail import tell_author, tell_reviewers
from cases.models import Case, CaseDecision, CaseStatus, CaseSubstance, State
from cases.permissions import Can, require
from network.forum import markup, posting
from network.forum.models import Thread
from network.membership import audit
from network.membership.models import User
from network.shell.tasks import on_commit_enqueue
from search.outbox import enqueue

SOURCE = "cases.case"


class StillIdentifies(ValueError):
    """A text holds direct identifiers. Carries the findings by field; its message quotes nothing."""

    def __init__(self, findings: Mapping[str, list[Finding]]) -> None:
        super().__init__(f"{sum(map(len, findings.values()))} direct identifiers")
        self.findings = findings


class StaleForm(ValueError):
    """The case was changed elsewhere since this form was opened."""


def refuse_identifiers(texts: Mapping[str, str]) -> None:
    """Raise StillIdentifies where any text holds what must go. This is the gate: nothing is stored above it."""
    found = {name: must_go for name, text in texts.items() if (must_go := blocking(check(text)))}
    if found:
        raise StillIdentifies(found)


def _texts(fields: Mapping[str, Any], substances: Iterable[Mapping[str, str]]) -> dict[str, str]:
    texts = {name: str(fields.get(name, "")) for name in Case.CHECKED}
    for number, row in enumerate(substances):
        texts[f"substance {number + 1}"] = " ".join(str(row.get(key, "")) for key in ("name", "amount", "duration"))
    return texts


def save_draft(
    *,
    actor: User,
    fields: Mapping[str, Any],
    substances: Iterable[Mapping[str, str]] = (),
    case: Case | None = None,
    version: int | None = None,
    form_key: uuid.UUID | None = None,
) -> Case:
    """Store a new draft, or the next version of one, and return it.

    `fields` are columns of Case plus `topics` and `invited`. Raises StillIdentifies (nothing is stored), StaleForm where
    `version` is not the one stored, PermissionDenied. The same `form_key` twice returns the first draft.
    """
    substances = list(substances)
    refuse_identifiers(_texts(fields, substances))
    topics, invited = fields.get("topics", ()), fields.get("invited", ())
    columns = {key: value for key, value in fields.items() if key not in ("topics", "invited")}
    columns["story_html"] = markup.render(columns.get("story", ""))
    try:
        with transaction.atomic():
            if case is None:
                require(actor, Can.WRITE)
                case = Case.objects.create(author=actor, form_key=form_key or uuid.uuid4(), **columns)
            else:
                require(actor, Can.EDIT, case)
                now = timezone.now()
                # SECURITY: the state is asked again in the write itself: a form opened before the case was sent must
                # not change what a reviewer has read.
                mine = Case.objects.filter(pk=case.pk, version=version if version is not None else case.version)
                mine = mine.filter(state__in=[State.DRAFT, State.RETURNED])
                if not mine.update(version=case.version + 1, updated_at=now, **columns):
                    raise StaleForm
                case.refresh_from_db()
            case.topics.set(topics)
            case.invited.set(invited)
            case.substances.all().delete()
            CaseSubstance.objects.bulk_create(CaseSubstance(case=case, **row) for row in substances if row.get("name"))
            audit.record(actor, "saved draft", case)
    except IntegrityError:
        existing = Case.objects.filter(form_key=form_key, author=actor).first() if form_key else None
        if existing is None:
            raise
        return existing
    return case


def submit(case: Case, *, actor: User, kept: Mapping[str, str] | None = None) -> bool:
    """Send a draft to review. `kept`: kind of finding → reason code, for each mark the author kept. False if sent already."""
    require(actor, Can.SUBMIT, case)
    refuse_identifiers(case.texts())
    with transaction.atomic():
        unfinished = Case.objects.filter(pk=case.pk, state__in=[State.DRAFT, State.RETURNED])
        if not unfinished.update(state=State.SUBMITTED, submitted_at=timezone.now(), review_note=""):
            return False
        case.decisions.all().delete()
        CaseDecision.objects.bulk_create(CaseDecision(case=case, label=k, reason=v) for k, v in (kept or {}).items())
        audit.record(actor, "submitted case", case, kept=len(kept or {}))
        on_commit_enqueue(tell_reviewers, case.pk)
    return True


def approve(case: Case, *, actor: User) -> Thread | None:
    """Publish a case and open its thread on the board that its audience names. None if somebody else was first."""
    require(actor, Can.REVIEW, case)
    with transaction.atomic():
        now = timezone.now()
        # The version too: what is published is the text that this reviewer read.
        waiting = Case.objects.filter(pk=case.pk, state=State.SUBMITTED, version=case.version)
        if not waiting.update(state=State.PUBLISHED, published_at=now, reviewer=actor, review_note=""):
            return None
        case.refresh_from_db()
        thread = posting.start_thread(
            case.board,
            actor=case.author,
            title=case.headline,
            topics=case.topics.all(),
            restricted=case.restricted,
            clinicians_only=case.clinicians_only,
            invited=case.invited.all(),
        )
        Case.objects.filter(pk=case.pk).update(thread=thread)
        audit.record(actor, "approved case", case)
        enqueue(SOURCE, case.pk)
        on_commit_enqueue(tell_author, case.pk)
    return thread


def return_to_author(case: Case, *, actor: User, note: str) -> bool:
    """Send a case back with a note, which passes the same gate. False if somebody else was first."""
    require(actor, Can.REVIEW, case)
    refuse_identifiers({"note": note})
    with transaction.atomic():
        waiting = Case.objects.filter(pk=case.pk, state=State.SUBMITTED)
        if not waiting.update(state=State.RETURNED, reviewer=actor, review_note=note):
            return False
        audit.record(actor, "returned case", case)
        on_commit_enqueue(tell_author, case.pk)
    return True


def withdraw(case: Case, *, actor: User) -> bool:
    """Take a case, its thread and its search entry away from readers, and its text out of the database. False if done."""
    require(actor, Can.WITHDRAW, case)
    with transaction.atomic():
        blank = dict.fromkeys(("headline", "prescribed", "risks", "tried", "story", "story_html", "question", "outcome"), "")
        if not Case.objects.exclude(state=State.WITHDRAWN).filter(pk=case.pk).update(state=State.WITHDRAWN, **blank):
            return False
        case.substances.all().delete()
        if case.thread_id:
            Thread.objects.filter(pk=case.thread_id).update(hidden=True, title=case.reference)
            enqueue(posting.SOURCE, case.thread_id)
        audit.record(actor, "withdrew case", case)
        enqueue(SOURCE, case.pk)
    return True


def record_outcome(case: Case, *, actor: User, outcome: str) -> bool:
    """Say what happened, which closes the round for its readers. Returns True when it is stored."""
    require(actor, Can.RECORD_OUTCOME, case)
    refuse_identifiers({"outcome": outcome})
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(outcome=outcome, status=CaseStatus.OUTCOME, updated_at=timezone.now())
        audit.record(actor, "recorded outcome", case)
        enqueue(SOURCE, case.pk)
        if case.thread_id:
            Thread.objects.filter(pk=case.thread_id).exclude(status="locked").update(status="outcome")
            enqueue(posting.SOURCE, case.thread_id)
    return True
