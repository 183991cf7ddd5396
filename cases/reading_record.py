"""The reading record of sensitive cases: who opened one, and when.

Sensitive is what has invited readers alone, or a circumstance with rules of its own. The author does not see the record:
whoever opened a case just before it was reported would be the one who reported it. Moderators of the board and stewards
can, and each look is an entry in the audit log.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.utils import timezone

from cases import circumstances
from cases.models import Case, CaseReading, State
from cases.permissions import Can, require
from network.forum.models import Board
from network.membership import audit
from network.membership.models import User

KEPT = timedelta(days=180)


def is_sensitive(case: Case) -> bool:
    """Say whether readings of the case are recorded, which its page says."""
    return case.state == State.PUBLISHED and (case.restricted or bool(circumstances.of(case)))


def note(case: Case, reader: User, now: datetime | None = None) -> bool:
    """Record that `reader` opened the case, unless it is their own or not sensitive. Say whether it was recorded."""
    if case.author_id == reader.pk or not is_sensitive(case):
        return False
    moment = now or timezone.now()
    today = CaseReading.objects.filter(case=case, reader=reader, day=timezone.localdate(moment))
    again = {"times": F("times") + 1, "last_at": moment}
    if not today.update(**again):
        # Two tabs at once: one of them makes the row, both are counted.
        row = CaseReading(case=case, reader=reader, day=timezone.localdate(moment), first_at=moment, last_at=moment)
        CaseReading.objects.bulk_create([row], ignore_conflicts=True)
        today.update(**again)
    return True


def cases_on_record(user: User) -> QuerySet[Case]:
    """Return the cases whose record `user` may ask for: a steward's any, a moderator's of their boards, never their own."""
    cases = Case.objects.filter(published_at__isnull=False).exclude(author=user)
    if user.is_steward:
        return cases
    return cases.filter(board__in=Board.objects.moderated_by(user)) if user.is_clinician else cases.none()


def read_record(case: Case, *, actor: User) -> list[CaseReading]:
    """Return who opened the case, latest first. That it was asked is recorded."""
    require(actor, Can.SEE_READINGS, case)
    audit.record(actor, "read a reading record", case)
    return list(case.readings.select_related("reader")[:500])


def purge(now: datetime | None = None) -> int:
    """Delete what is older than KEPT; return how many rows."""
    return CaseReading.objects.filter(last_at__lt=(now or timezone.now()) - KEPT).delete()[0]
