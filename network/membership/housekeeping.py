"""What the calendar does to applications: unconfirmed addresses go after seven days, missed promises are told once."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from network.membership import audit
from network.membership.emails import remind_stewards
from network.membership.models import Application, Evidence, User
from network.membership.models.evidence import KEPT_DAYS
from network.shell.tasks import on_commit_enqueue

UNCONFIRMED_DAYS = 7


def purge_unconfirmed() -> int:
    """Delete the accounts whose address nobody confirmed in seven days, with all that was typed. Return how many."""
    old = timezone.now() - timedelta(days=UNCONFIRMED_DAYS)
    stale = Application.objects.filter(state=Application.State.UNCONFIRMED, submitted_at__lt=old)
    gone = 0
    for application in stale.exclude(user__emailaddress__verified=True).iterator():
        with transaction.atomic():
            # Looked at again under the lock: the link may be followed at this very moment.
            user = User.objects.select_for_update().filter(pk=application.user_id, application__state="unconfirmed").first()
            if user is None or EmailAddress.objects.filter(user=user, verified=True).exists():
                continue
            audit.record(None, "purged unconfirmed", application)
            user.delete()
            gone += 1
    return gone


def purge_evidence() -> int:
    """Delete evidence that is thirty days old, decided or not: files, addresses and who was named. Return how many pieces."""
    old = Evidence.objects.filter(at__lt=timezone.now() - timedelta(days=KEPT_DAYS))
    gone = 0
    for piece in old.select_related("application"):
        with transaction.atomic():
            if old.filter(pk=piece.pk).delete()[0]:
                audit.record(None, "purged evidence", piece.application)
                gone += 1
    return gone


def remind_of_missed_promises() -> int:
    """Tell the other stewards, once per wait, of each application whose promised answer is overdue. Return how many."""
    told = 0
    for application in Application.objects.filter(state=Application.State.WAITING, reminded_at__isnull=True):
        if not application.late:
            continue
        with transaction.atomic():
            mine = Application.objects.filter(pk=application.pk, reminded_at__isnull=True, state="waiting")
            if mine.update(reminded_at=timezone.now()):
                audit.record(None, "reminded of promise", application)
                on_commit_enqueue(remind_stewards, application.pk)
                told += 1
    return told
