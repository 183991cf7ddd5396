"""A reviewer's interest in a case: asked before the text is shown, and whoever has one never sees it."""

from __future__ import annotations

from django.db import transaction

from cases.mail import tell_where_nobody_may
from cases.models import Case, CaseInterest
from cases.permissions import Can, require
from network.membership import audit
from network.membership.models import User
from network.shell.tasks import on_commit_enqueue


def has_declared(case: Case, user: User) -> bool:
    """Say whether `user` has said that they have no interest in the case."""
    return case.interests.filter(reviewer=user, has_interest=False).exists()


def declare_no_interest(case: Case, *, actor: User) -> bool:
    """Record that `actor` has no interest, so that the text may be shown to them. False if that was recorded already."""
    require(actor, Can.REVIEW, case)
    with transaction.atomic():
        _, new = CaseInterest.objects.get_or_create(case=case, reviewer=actor, defaults={"has_interest": False})
        if new:
            audit.record(actor, "declared no interest in case", case)
    return new


def step_aside(case: Case, *, actor: User) -> bool:
    """Take the case out of `actor`'s queue for good: they have an interest, or may know the person. Nobody is told why.

    True, always: whoever stepped aside before cannot reach the case, and gets PermissionDenied as any outsider does.
    """
    require(actor, Can.REVIEW, case)
    with transaction.atomic():
        CaseInterest.objects.update_or_create(case=case, reviewer=actor, defaults={"has_interest": True})
        audit.record(actor, "stepped aside from case", case)
        on_commit_enqueue(tell_where_nobody_may, case.pk)
    return True
