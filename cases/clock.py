"""What time does to cases: a broken promise is escalated, outcomes are asked for, consent that has run out takes a case away.

Run by `manage.py case_timers`, as often as you like: each step changes a case once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cases import outcomes, unfeature
from cases.actions import Because, take_away
from cases.mail import ask_author, tell_author_of_expiry, tell_duty_experts, tell_stewards_of_waiting, tell_watchers_of_asking
from cases.models import Case, CaseStatus, FeaturedCase, State
from cases.promise import PROMISE
from network.forum.models import Post, ThreadStatus
from network.membership import audit
from network.membership.models import AuditEntry
from network.shell.tasks import on_commit_enqueue

ASKED_AFTER = (30, 90)  # days
STILL_WAITS = "told stewards that case still waits"


def escalate(now: datetime | None = None) -> int:
    """Pass cases on to the duty experts that nobody looked at in time; return how many, with those that go to the stewards.

    Those are the cases that wait for review, and the published questions that no colleague has answered. Where the experts
    leave one for as long again, the stewards learn its number, once per escalation.
    """
    now, done = now or timezone.now(), 0
    overdue = Case.objects.filter(unread(now - PROMISE)).order_by("pk")
    for case in overdue.filter(escalated_at=None):
        with transaction.atomic():
            if not Case.objects.filter(pk=case.pk, state=case.state, escalated_at=None).update(escalated_at=now):
                continue
            audit.record(None, "escalated case", case)
            on_commit_enqueue(tell_duty_experts, case.pk)
            done += 1
    for case in overdue.filter(escalated_at__lte=now - PROMISE):
        with transaction.atomic():
            held = Case.objects.select_for_update().filter(pk=case.pk, state=case.state, escalated_at=case.escalated_at)
            # The log remembers it: a column would have to be emptied wherever an escalation ends.
            told = AuditEntry.objects.filter(verb=STILL_WAITS, subject_id=case.public_id, counts__since=_stamp(case))
            if held.first() is None or told.exists():
                continue
            audit.record(None, STILL_WAITS, case, since=_stamp(case))
            on_commit_enqueue(tell_stewards_of_waiting, case.pk)
            done += 1
    return done


def _stamp(case: Case) -> int:
    return int(case.escalated_at.timestamp()) if case.escalated_at else 0


def unread(late: datetime) -> Q:
    """Return the condition that nobody has looked at a case that was sent, or as a question published, before `late`.

    The author's own words are no answer, nor is a reply that readers do not see. Where nobody could answer, because the case is
    hidden or its discussion locked, nobody is asked to.
    """
    colleagues = Post.objects.shown().filter(thread=OuterRef("thread")).exclude(author=OuterRef("author"))
    asks = Q(state=State.PUBLISHED, kind=Case.Kind.ASK, status=CaseStatus.OPEN, published_at__lte=late, thread__hidden=False)
    unanswered = asks & ~Q(thread__status=ThreadStatus.LOCKED) & ~Q(Exists(colleagues))
    return Q(state=State.SUBMITTED, submitted_at__lte=late) | unanswered


def ask_outcomes(now: datetime | None = None) -> int:
    """Ask authors what happened, 30 and 90 days after publication; return how many were asked. Once per day count.

    The discussion comes back to those who follow it, open, on top of its board and by mail, unless a moderator locked it.
    """
    now, done = now or timezone.now(), 0
    for days in sorted(ASKED_AFTER, reverse=True):
        unknown = Case.objects.published().filter(outcome="", outcome_waiting="", outcome_asked__lt=days)
        unknown = unknown.exclude(thread__hidden=True)  # asked once a moderator has let it show again
        due = unknown.filter(published_at__lte=now - timedelta(days=days))
        for case in due.order_by("pk"):
            with transaction.atomic():
                if Case.objects.filter(pk=case.pk, outcome="", outcome_asked__lt=days).update(outcome_asked=days):
                    audit.record(None, "asked for outcome", case, days=days)
                    on_commit_enqueue(ask_author, case.pk)
                    if outcomes.bring_back(case):
                        on_commit_enqueue(tell_watchers_of_asking, case.pk)
                    done += 1
    return done


def expire_consents(now: datetime | None = None) -> int:
    """Withdraw the cases whose consent has run out; return how many. They left every reader's sight at midnight."""
    today = timezone.localdate(now)
    done = 0
    for case in Case.objects.exclude(state=State.WITHDRAWN).filter(consent_expires__lt=today).order_by("pk"):
        with transaction.atomic():
            if take_away(case, actor=None, verb="consent expired", because=Because.CONSENT, everywhere=True):
                on_commit_enqueue(tell_author_of_expiry, case.pk)
                done += 1
    return done


def expire_renderings(now: datetime | None = None) -> int:
    """Withdraw the public renderings whose own consent has run out; return how many. They left every sight at midnight."""
    today = timezone.localdate(now)
    with transaction.atomic():
        over = FeaturedCase.objects.exclude(state=FeaturedCase.State.WITHDRAWN).filter(consent_expires__lt=today)
        for featured in over:
            audit.record(None, "consent to public case expired", featured)
        return unfeature.take_away(over)
