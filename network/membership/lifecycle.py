"""The life of a membership as one table: from where, by whom, to where. What the table does not name cannot happen.

`move` is the only code that changes `Application.state`: a conditional update, so that of two people at once one changes a row
and the other is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, F, When
from django.utils import timezone

from network.membership import audit
from network.membership.models import Application, User
from network.membership.proof import settle

State = Application.State


class Verb(StrEnum):
    """What can happen to a membership; the word stands in the audit log."""

    CONFIRM = "confirmed address"
    ASK = "asked for more"
    ANSWER = "answered"
    APPROVE = "approved"
    LIMIT = "approved with limits"
    DECLINE = "declined"
    APPEAL = "appealed"
    WITHDRAW = "withdrew"
    REAPPLY = "began again"
    SEND = "sent application"
    SUSPEND = "suspended"
    LAPSE = "marked as lapsed"
    REINSTATE = "reinstated"
    REINSTATE_LIMITED = "reinstated with limits"
    LEAVE = "left"
    RETURN = "came back"
    ERASE = "erased"


class By(StrEnum):
    """Whose the verb is."""

    SYSTEM = "the system"
    PERSON = "the person it is about"
    STEWARD = "a steward who is somebody else"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: the states it leads from, where to, whose it is, and whether it needs a reason that the person will read."""

    sources: frozenset[State]
    target: State | None  # None: back to where it stood when the person left
    by: By
    reason: bool = False
    decides: bool = False
    was_limited: bool | None = None  # only for those who were limited, or were not, before the membership was closed

    def fits(self, application: Application) -> bool:
        """Say whether it leads on from where `application` stands."""
        return application.state in self.sources and self.was_limited in (None, application.was_limited)


def _row(
    sources: set[State],
    target: State | None,
    by: By,
    *,
    reason: bool = False,
    decides: bool = False,
    was_limited: bool | None = None,
) -> Transition:
    return Transition(frozenset(sources), target, by, reason, decides, was_limited)


OPEN = {State.WAITING, State.ASKED}
IN = {State.APPROVED, State.LIMITED}
SHUT = {State.SUSPENDED, State.LAPSED}
TRANSITIONS: dict[Verb, Transition] = {
    Verb.CONFIRM: _row({State.UNCONFIRMED}, State.WAITING, By.SYSTEM),
    Verb.ASK: _row(OPEN, State.ASKED, By.STEWARD, reason=True),
    Verb.ANSWER: _row({State.ASKED}, State.WAITING, By.PERSON),
    Verb.APPROVE: _row({*OPEN, State.LIMITED}, State.APPROVED, By.STEWARD, decides=True),
    Verb.LIMIT: _row({*OPEN, State.APPROVED}, State.LIMITED, By.STEWARD, reason=True, decides=True),
    Verb.DECLINE: _row(OPEN, State.DECLINED, By.STEWARD, reason=True, decides=True),
    Verb.APPEAL: _row({State.DECLINED}, State.WAITING, By.PERSON),
    Verb.WITHDRAW: _row({*OPEN, State.DRAFT}, State.WITHDRAWN, By.PERSON),
    Verb.REAPPLY: _row({State.WITHDRAWN}, State.DRAFT, By.PERSON),
    Verb.SEND: _row({State.DRAFT}, State.WAITING, By.PERSON),
    Verb.SUSPEND: _row(IN, State.SUSPENDED, By.STEWARD, reason=True, decides=True),
    Verb.LAPSE: _row(IN, State.LAPSED, By.STEWARD, reason=True, decides=True),
    Verb.REINSTATE: _row(SHUT, State.APPROVED, By.STEWARD, reason=True, decides=True, was_limited=False),
    Verb.REINSTATE_LIMITED: _row(SHUT, State.LIMITED, By.STEWARD, reason=True, decides=True, was_limited=True),
    Verb.LEAVE: _row(set(State) - {State.UNCONFIRMED, State.LEFT, State.ERASED}, State.LEFT, By.PERSON),
    Verb.RETURN: _row({State.LEFT}, None, By.PERSON),
    Verb.ERASE: _row({State.LEFT}, State.ERASED, By.SYSTEM),
}


def possible(application: Application, by: By) -> list[Verb]:
    """Return the verbs that the table allows for `by` from where the application stands."""
    return [verb for verb, row in TRANSITIONS.items() if row.by == by and row.fits(application)]


def move(application: Application, verb: Verb, *, actor: User | None, reason: str = "", **fields: Any) -> bool:
    """Take one row of the table, inside a transaction of its own or the caller's, and record it.

    Return False where the application does not stand in a source state any more: somebody else was quicker, or the verb is not
    possible. Raise ValueError where a reason is needed and missing. A number that a member already holds answers False too.
    """
    row = TRANSITIONS[verb]
    if row.reason and not reason.strip():
        raise ValueError(f"“{verb}” needs a reason.")
    now = timezone.now()
    target = row.target or State(application.left_from or State.WITHDRAWN)
    changes: dict[str, Any] = {"state": target, "claimed_by": None, "claimed_at": None, **fields}
    if row.decides:
        changes |= {"decided_at": now, "decided_by": actor, "decision_reason": reason}
        changes |= {"recheck_since": None, "recheck_why": ""}
    if target == State.LEFT:
        changes |= {"left_from": F("state"), "recheck_since": None, "recheck_why": ""}
    if row.target in SHUT:
        # Reopened, it becomes again what it was. Computed by the database: who limits at the same moment is not overlooked.
        changes |= {"was_limited": Case(When(state=State.LIMITED, then=True), default=False)}
    if row.target in IN:
        changes |= {"checked_at": now}
    if row.target == State.WAITING:
        changes |= {"waiting_since": now, "reminded_at": None}
        if application.state not in OPEN:
            changes["proof"] = ""  # whoever comes back shows it again: what was shown then is gone
    standing = Application.objects.filter(pk=application.pk, state__in=row.sources)
    if row.was_limited is not None:
        standing = standing.filter(was_limited=row.was_limited)
    if row.target is None:
        standing = standing.filter(left_from=application.left_from)
    if target in IN:
        # Nobody is verified at an address that was never confirmed, after the account was closed, or while two claim one number.
        sound = User.objects.filter(is_active=True, emailaddress__verified=True)
        standing = standing.filter(user__in=sound, frozen_at__isnull=True)
    try:
        with transaction.atomic():
            changed = standing.update(**changes)
            if changed:
                audit.record(actor, verb, application, reason=reason)
                if row.target not in OPEN:
                    settle(application)
    except IntegrityError:  # the constraint "one member per number"
        changed = 0
    application.refresh_from_db()
    return bool(changed)
