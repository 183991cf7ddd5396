"""Every write of a case. What blocks is refused before anything is stored; kinds and counts are all that is recorded."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from cases import circumstances, consent, unfeature
from cases.composer import counted, decisions, undecided
from cases.deidentification import Finding, blocking, check
from cases.mail import tell_author, tell_repliers, tell_reviewers
from cases.models import Case, CaseDecision, CaseReview, CaseStatus, CaseSubstance, State
from cases.permissions import Can, require
from cases.querysets import current
from cases.substances import named_in
from network.forum import incidents, markup, moderation, posting, signing
from network.forum.models import Board, IncidentKind, Severity, Thread, ThreadStatus
from network.membership import audit
from network.membership.models import User
from network.shell.tasks import on_commit_enqueue
from search.outbox import enqueue

SOURCE = "cases.case"
UNFINISHED = (State.DRAFT, State.RETURNED)
CONSENT_ENDED = {"severity": Severity.LOW, "kind": IncidentKind.CONSENT}
DISCLOSED = {"severity": Severity.MEDIUM, "kind": IncidentKind.OTHER}


class StillIdentifies(ValueError):
    """A text holds direct identifiers. Carries the findings by field; its message quotes nothing."""

    def __init__(self, findings: Mapping[str, list[Finding]]) -> None:
        super().__init__(f"{sum(map(len, findings.values()))} direct identifiers")
        self.findings = findings


class StaleForm(ValueError):
    """The case was changed elsewhere since this form was opened."""


class NotReady(ValueError):
    """The case cannot be sent yet: something needed is missing, or a mark is undecided. Its message says which."""


class BoardClosed(ValueError):
    """The author cannot post on the case's board any more, or it takes no cases."""


def refuse_identifiers(texts: Mapping[str, str]) -> None:
    """Raise StillIdentifies where any text holds what must go. This is the gate: nothing is stored above it."""
    found = {name: must_go for name, text in texts.items() if (must_go := blocking(check(text)))}
    if found:
        raise StillIdentifies(found)


def _texts(fields: Mapping[str, Any], substances: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return everything typed by the name of its field: any text in `fields`, known to this module or not."""
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    for number, row in enumerate(substances):
        texts |= {f"substance-{number}-{key}": str(row.get(key, "")) for key in CaseSubstance.TYPED}
    return texts


def save_draft(
    *,
    actor: User,
    fields: Mapping[str, Any],
    substances: Iterable[Mapping[str, str]] = (),
    kept: Mapping[tuple[str, str], str] | None = None,
    case: Case | None = None,
    version: int | None = None,
    form_key: uuid.UUID | None = None,
) -> Case:
    """Store a new draft, or the next version of one, and return it.

    `fields` are columns of Case plus `topics` and `invited`; `kept` is (kind, words) → reason of the marks the author
    keeps, of which kinds, reasons and counts are stored. Raises StillIdentifies (nothing is stored), StaleForm where
    `version` is not the one stored, PermissionDenied. The same form (by `form_key`) sent twice changes one draft.
    """
    rows = [{**row} for row in substances if row.get("name")]
    fields = {**fields, "topics": {*fields.get("topics", ()), *named_in(row["name"] for row in rows)}}
    texts = _texts(fields, rows)
    refuse_identifiers(texts)
    columns = {key: value for key, value in fields.items() if key not in ("topics", "invited")}
    columns["story_html"] = markup.render(columns.get("story", ""))
    decided = decisions(texts, kept or {})
    if case is None and form_key is not None:
        # Back, a few more words, and save again: the new text belongs to the draft that this very form made.
        case = Case.objects.filter(form_key=form_key, author=actor).first()
        if case is not None:
            if _holds(case, fields, columns, rows) and counted(decided) == case.kept():
                return case
            version = version or 1
    try:
        with transaction.atomic():
            case = _write(case, actor, columns, version, form_key)
            case.topics.set(fields.get("topics", ()))
            case.invited.set(fields.get("invited", ()))
            case.substances.all().delete()
            CaseSubstance.objects.bulk_create(CaseSubstance(case=case, **row) for row in rows)
            case.decisions.all().delete()
            _keep(case, decided)
            # Nobody in the log: how the author signs is still open, and the case keeps who it is.
            audit.record(None, "saved draft", case)
    except (IntegrityError, StaleForm):
        # A double click: of two identical forms one is stored, and both are told so.
        stored = Q(pk=case.pk) if case else Q(form_key=form_key or uuid.uuid4())
        existing = Case.objects.filter(stored, author=actor, state__in=UNFINISHED).first()
        if existing is None or not _holds(existing, fields, columns, rows):
            raise
        return existing
    return case


def _keep(case: Case, decided: Mapping[tuple[str, str], list[str]]) -> None:
    """Store what the author decided about marks: kinds, reasons and places, never words."""
    CaseDecision.objects.bulk_create(
        CaseDecision(case=case, label=label, reason=reason, count=len(places), places=places)
        for (label, reason), places in decided.items()
    )


def _write(case: Case | None, actor: User, columns: Mapping[str, Any], version: int | None, form_key: uuid.UUID | None) -> Case:
    if case is None:
        require(actor, Can.WRITE)
        return Case.objects.create(author=actor, form_key=form_key or uuid.uuid4(), **columns)
    require(actor, Can.EDIT, case)
    # SECURITY: the state is asked again in the write itself: a form opened before the case was sent must not change
    # what a reviewer has read.
    mine = Case.objects.filter(pk=case.pk, version=version if version is not None else case.version, state__in=UNFINISHED)
    if not mine.update(version=F("version") + 1, updated_at=timezone.now(), **columns):
        raise StaleForm
    case.refresh_from_db()
    return case


def _holds(case: Case, fields: Mapping[str, Any], columns: Mapping[str, Any], rows: list[dict[str, str]]) -> bool:
    """Say whether the stored case is word for word, and choice for choice, what a form holds."""
    for name in ("topics", "invited"):
        if {chosen.pk for chosen in fields.get(name, ())} != {chosen.pk for chosen in getattr(case, name).all()}:
            return False
    stored = list(case.substances.all())
    same = len(stored) == len(rows) and all(
        getattr(s, k) == v for s, row in zip(stored, rows, strict=True) for k, v in row.items()
    )
    return same and all(getattr(case, key) == value for key, value in columns.items())


def open_to_author(case: Case) -> bool:
    """Say whether the author can open a thread on the case's board at this moment."""
    boards = Board.objects.visible_to(case.author).filter(carries_cases=True, archived=False)
    return boards.filter(pk=case.board_id).exists()


def answer(case: Case, *, actor: User, speaks: Mapping[str, bool], can_wait: bool = False) -> bool:
    """Keep the author's answers about an unfinished case: code → whether it speaks of that, and that it can wait.

    Answers only add: what was said before stands. No text is stored, and the version stays, because no word changed.
    Returns whether anything was new. Raises PermissionDenied.
    """
    require(actor, Can.EDIT, case)
    said = {q.circumstance: q.count for q in case.questions() if q.circumstance in speaks}
    special = [*case.special, *(code.value for code in said if speaks[code])]
    declined = {**case.declined, **{code.value: count for code, count in said.items() if not speaks[code]}}
    new = {"special": special, "declined": declined, "can_wait": case.can_wait or can_wait}
    if all(getattr(case, name) == value for name, value in new.items()):
        return False
    with transaction.atomic():
        if not Case.objects.filter(pk=case.pk, state__in=UNFINISHED, version=case.version).update(**new):
            return False
        audit.record(None, "answered about case", case)
    for name, value in new.items():
        setattr(case, name, value)
    return True


def _refuse_too_many_readers(case: Case) -> None:
    """Raise NotReady where the case would be open to more people than consent or its circumstances allow."""
    found = consent.problems(case) + circumstances.problems(case)
    if found:
        raise NotReady(". ".join(dict.fromkeys(sentence for _, sentence in found)))


def submit(case: Case, *, actor: User) -> bool:
    """Send a draft to review. False if it was sent already.

    Raises StillIdentifies, NotReady, BoardClosed or PermissionDenied; whichever it is, the draft stays as it was.
    """
    if case.author_id == actor.pk and Case.objects.filter(pk=case.pk, state=State.SUBMITTED).exists():
        return False
    require(actor, Can.SUBMIT, case)
    refuse_identifiers(case.texts())
    if case.missing():
        raise NotReady("Something needed is still empty")
    # A caption was decided in its own form.
    if undecided({name: text for name, text in case.texts().items() if not name.startswith("picture-")}, case.decided()):
        raise NotReady("A mark is still undecided: check the text")
    if not case.can_wait:
        raise NotReady("Say first whether somebody could come to harm before colleagues answer")
    if case.questions():
        raise NotReady("Say first what the case speaks of")
    _refuse_too_many_readers(case)
    if not Case.objects.filter(current(), pk=case.pk).exists():
        raise NotReady("The consent has run out")
    if not open_to_author(case):
        raise BoardClosed
    needed = case.agreement().number
    with transaction.atomic():
        # The version too: what is sent is the text that the author has read.
        unfinished = Case.objects.filter(pk=case.pk, state__in=UNFINISHED, version=case.version)
        if not unfinished.update(
            state=State.SUBMITTED, submitted_at=timezone.now(), review_note="", reviews_needed=needed, escalated_at=None
        ):
            return False
        audit.record(None, "submitted case", case, kept=sum(case.decided().values()))
        on_commit_enqueue(tell_reviewers, case.pk)
    return True


def approve(case: Case, *, actor: User) -> Thread | None:
    """Record that `actor` approves the case; with enough approvals publish it and open its thread, which is returned.

    None where another clinician must still agree, or where somebody else was first. Raises BoardClosed where the author
    has lost the board meanwhile, NotReady where consent does not reach the readers, PermissionDenied, StillIdentifies.
    """
    require(actor, Can.DECIDE, case)
    refuse_identifiers(case.texts())
    if not open_to_author(case):
        raise BoardClosed
    _refuse_too_many_readers(case)
    with transaction.atomic():
        # The version too: what is published is the text that this reviewer read. The lock makes two approvals count as two.
        waiting = Case.objects.select_for_update().filter(pk=case.pk, state=State.SUBMITTED, version=case.version)
        if waiting.first() is None or _has_decided(case, actor):
            return None
        _record_review(case, actor, CaseReview.Decision.APPROVED)
        approvals = case.reviews.filter(version=case.version, decision=CaseReview.Decision.APPROVED).count()
        audit.record(actor, "approved case", case, approvals=approvals, needed=case.reviews_needed)
        if approvals < case.reviews_needed:
            on_commit_enqueue(tell_reviewers, case.pk)
            return None
        return _publish(case, actor)


def _publish(case: Case, actor: User) -> Thread:
    """Open the thread of an approved case on the board that its audience names, inside the caller's transaction."""
    now = timezone.now()
    Case.objects.filter(pk=case.pk).update(
        state=State.PUBLISHED, published_at=now, reviewer=actor, review_note="", escalated_at=None
    )
    case.refresh_from_db()
    thread = posting.start_thread(
        case.board,
        actor=case.author,
        title=case.headline,
        topics=case.topics.all(),
        restricted=case.restricted,
        clinicians_only=case.clinicians_only,
        signed=case.signed,
        invited=case.invited.all(),
    )
    Case.objects.filter(pk=case.pk).update(thread=thread)
    if case.outcome:  # known from the start, and read by the reviewers: nobody is asked for it later
        Case.objects.filter(pk=case.pk).update(status=CaseStatus.OUTCOME)
        Thread.objects.filter(pk=thread.pk).update(status=ThreadStatus.OUTCOME)
    enqueue(SOURCE, case.pk)
    on_commit_enqueue(tell_author, case.pk)
    return thread


def _has_decided(case: Case, actor: User) -> bool:
    """Say whether `actor` has reviewed this version. Asked with the case held: one who presses twice at once is one."""
    return case.reviews.filter(reviewer=actor, version=case.version).exists()


def _record_review(case: Case, actor: User, decision: str, doubts: Iterable[str] = ()) -> None:
    answers = {name: name in doubts for name in CaseReview.QUESTIONS}
    CaseReview.objects.create(case=case, reviewer=actor, version=case.version, decision=decision, **answers)


def return_to_author(case: Case, *, actor: User, note: str, doubts: Iterable[str] = ()) -> bool:
    """Send a case back with a note, which passes the same gate. `doubts` are the questions answered yes.

    False if somebody else was first.
    """
    require(actor, Can.DECIDE, case)
    refuse_identifiers({"note": note})
    doubts = list(doubts)
    with transaction.atomic():
        waiting = Case.objects.select_for_update().filter(pk=case.pk, state=State.SUBMITTED, version=case.version)
        if waiting.first() is None or _has_decided(case, actor):
            return False
        waiting.update(state=State.RETURNED, reviewer=actor, review_note=note, escalated_at=None)
        _record_review(case, actor, CaseReview.Decision.RETURNED, doubts)
        audit.record(actor, "returned case", case, doubts=len(doubts))
        on_commit_enqueue(tell_author, case.pk)
    return True


class Because(models.TextChoices):
    """Why a case is withdrawn: a kind, for the record."""

    AUTHOR = "author", "I no longer want it here"
    CONSENT = "consent", "The person, or whoever agreed for them, no longer agrees"
    IDENTIFIES = "identifies", "It may identify someone"


def withdraw(case: Case, *, actor: User, because: str = Because.AUTHOR) -> bool:
    """Take a case, its thread and its search entry away from readers, and its text out of the database. False if done."""
    require(actor, Can.WITHDRAW, case)
    return take_away(case, actor=actor, verb="withdrew case", because=because, everywhere=because != Because.AUTHOR)


def take_away(case: Case, *, actor: User | None, verb: str, because: str = "", everywhere: bool = False) -> bool:
    """Do what a withdrawal does, for whoever may: the author, a moderator, the clock (None). False if it was done.

    The case, its public rendering, its thread and every reply in it lose their text; who replied is told. `everywhere`: because
    nobody agrees any more, copies elsewhere go as well. That is a disclosure incident, which hides all of it now and needs the
    text until its last copy is found.

    The callers have asked for permission: `withdraw` the table, the clock the consent's own date.
    """
    with transaction.atomic():
        held = _hold(case.pk)
        if held is None:
            return False
        case = held
        if moderation.may_identify(case.thread_id):
            # SECURITY: whoever withdraws it, and why: a reader's word stands that it may identify somebody, so it goes like that.
            everywhere, because = True, Because.IDENTIFIES
        incident = everywhere and case.thread is not None
        blank = {} if incident else {**dict.fromkeys(Case.TEXTS, ""), **Case.DETAILS}
        Case.objects.filter(pk=case.pk).update(state=State.WITHDRAWN, **blank)
        if not incident:
            case.substances.all().delete()
            case.decisions.all().delete()
            case.topics.clear()
            unfeature.take_away(case.renderings.all())
            case.pictures.all().delete()
        if case.thread is not None:
            _take_thread_away(case, case.thread, actor, because if incident else None)
        audit.record(signing.in_log(actor, case), verb, case, reason=because)
        enqueue(SOURCE, case.pk)
    return True


def _hold(case_id: int) -> Case | None:
    """Hold a case's thread and the case to the end of the transaction; return the case as it is now, None if withdrawn.

    SECURITY: an approval may open a thread after the caller loaded the case. The row is read alone and the thread after it:
    a join would bring the thread as it was before this waited.
    """
    thread_id = Case.objects.values_list("thread", flat=True).get(pk=case_id)
    if thread_id is not None:
        posting.hold(thread_id)  # first, as every write to a thread does
    return Case.objects.select_for_update().exclude(state=State.WITHDRAWN).filter(pk=case_id).first()


def _take_thread_away(case: Case, thread: Thread, actor: User | None, ended: str | None) -> None:
    """Take the discussion away with its case. `ended`: by an incident, for this reason; None: its text goes here and now."""
    posting.hold(thread.pk)
    # The replies speak of the same person, and nobody can read them any more: they go as well.
    wrote = posting.writers_in(thread.pk)
    if ended is None:
        moderation.settle_withdrawn(thread.pk, actor=actor)
        Thread.objects.filter(pk=thread.pk).update(hidden=True, title=case.reference)
        posting.remove_every_text(thread.pk)
        enqueue(posting.SOURCE, thread.pk)
    else:
        # SECURITY: an author is nobody here: the record is read by moderators, and the case may be signed by a pseudonym.
        lead = actor if actor is not None and actor.pk != case.author_id else None
        about = DISCLOSED if ended == Because.IDENTIFIES else CONSENT_ENDED
        incidents.end_consent(thread, actor=lead, **about)
    on_commit_enqueue(tell_repliers, case.pk, [pk for pk in wrote if pk != case.author_id])
