"""Inviting a colleague who is not here yet: one address, one use, fourteen days, few at a time.

The answer on screen, and the number of mails, is the same whether an address is known here or not. Neither mail nor page names a
member: who invited is told to the stewards alone, once the colleague has applied.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from network.membership import audit
from network.membership.emails import send_invitation
from network.membership.grouping import Refused
from network.membership.models import Application, Invitation, User
from network.membership.models.invitation import INVITATION_DAYS
from network.membership.permissions import Can, require
from network.shell.tasks import on_commit_enqueue

MOST_OPEN = 5
MOST_A_MONTH = 20
MOST_PER_ADDRESS = 3  # open ones by all members together; more are not mailed, and nobody is told
SESSION_KEY = "invitation"  # where the link waits for the application, in the browser's session
CLOSED = {"email": "", "token_hash": ""}
State = Invitation.State


class QuotaReached(Refused):
    """The member has invited as many as may be."""


def _fresh() -> datetime:
    return timezone.now() - timedelta(days=INVITATION_DAYS)


def open_now() -> QuerySet[Invitation]:
    """Return the invitations that can still be used."""
    return Invitation.objects.filter(state=State.OPEN, made_at__gt=_fresh())


def invite(email: str, *, actor: User) -> Invitation:
    """Invite whoever reads `email`. The same address again, or a double click, is the invitation that was made. Raises QuotaReached."""
    require(actor, Can.INVITE_COLLEAGUE)
    email = email.strip().lower()
    with transaction.atomic():
        User.objects.select_for_update().get(pk=actor.pk)
        expire(of=actor)
        mine = Invitation.objects.filter(inviter=actor)
        made = mine.filter(state=State.OPEN, email=email).first()
        if made is not None:
            return made
        month = timezone.now() - timedelta(days=30)
        if mine.filter(state=State.OPEN).count() >= MOST_OPEN:
            raise QuotaReached(f"You have {MOST_OPEN} invitations out. Take one back, or wait until one is answered.")
        if mine.filter(made_at__gt=month).count() >= MOST_A_MONTH:
            raise QuotaReached(f"You have invited {MOST_A_MONTH} colleagues in thirty days. Wait a little.")
        invitation = Invitation.objects.create(inviter=actor, email=email)
        audit.record(actor, "invited a colleague", invitation)
        on_commit_enqueue(send_invitation, invitation.pk)
    return invitation


def new_token(invitation: Invitation) -> str | None:
    """Return a fresh secret for the link, of which the row keeps the hash; None where it is not open, or the address has had enough.

    Made by the task that writes the mail: it stands in no queue and no table.
    """
    mailed = open_now().filter(email=invitation.email).exclude(pk=invitation.pk).exclude(token_hash="")  # noqa: S106
    if mailed.count() >= MOST_PER_ADDRESS:
        return None
    token = secrets.token_urlsafe(24)
    changed = open_now().filter(pk=invitation.pk).update(token_hash=hashed(token))
    return token if changed else None


def hashed(token: str) -> str:
    """Return what the table keeps. The secret is long and random: it needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(public_id: str, token: str) -> Invitation | None:
    """Return the invitation that the link opens, or None: unknown, altered, used, taken back and expired answer alike."""
    return open_now().filter(public_id=public_id, token_hash=hashed(token)).first()


def redeem(application: Application, public_id: str, token: str) -> bool:
    """Note that the colleague has applied. Return False for another address, or where it was used or ended meanwhile."""
    found = find(public_id, token)
    if found is None:
        return False
    with transaction.atomic():
        mine = open_now().filter(pk=found.pk, token_hash=hashed(token), email=application.user.email)
        if not mine.update(state=State.USED, application=application, **CLOSED):
            return False
        audit.record(application.user, "used invitation", found)
    return True


def revoke(invitation: Invitation, *, actor: User) -> bool:
    """Take an invitation back. Return False where it is not open any more."""
    require(actor, Can.OWN_INVITATION, invitation)
    with transaction.atomic():
        changed = Invitation.objects.filter(pk=invitation.pk, state=State.OPEN).update(state=State.REVOKED, **CLOSED)
        if changed:
            audit.record(actor, "took invitation back", invitation)
    return bool(changed)


def expire(*, of: User | None = None) -> int:
    """Close the invitations whose fourteen days are over; their addresses go. Return how many."""
    old = Invitation.objects.filter(state=State.OPEN, made_at__lte=_fresh())
    return (old.filter(inviter=of) if of else old).update(state=State.EXPIRED, **CLOSED)
