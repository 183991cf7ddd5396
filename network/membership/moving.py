"""A member's account moves to another address three days after it was confirmed there, unless the old address says stop."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from network.membership import audit
from network.membership.emails import tell_move, tell_moved
from network.membership.models import EmailMove, User
from network.shell.tasks import on_commit_enqueue

DELAY_HOURS = 72
SALT = "membership.stop-move"
STOP_DAYS = 14


def must_wait(address: EmailAddress) -> bool:
    """Say whether confirming `address` would move the account of a member away from a confirmed one."""
    others = EmailAddress.objects.filter(user_id=address.user_id, verified=True).exclude(pk=address.pk)
    return address.user.is_verified and not address.verified and others.exists()


def start(address: EmailAddress) -> EmailMove:
    """Start the clock, once: following the link again neither shortens nor lengthens it."""
    found = EmailMove.objects.filter(user_id=address.user_id, new_email=address.email).first()
    if found:
        return found
    due = timezone.now() + timedelta(hours=DELAY_HOURS)
    with transaction.atomic():
        found, _ = EmailMove.objects.update_or_create(
            user_id=address.user_id, defaults={"new_email": address.email, "due_at": due, "confirmed_at": timezone.now()}
        )
        audit.record(address.user, "confirmed a new address", address.user)
        on_commit_enqueue(tell_move, found.pk)
    return found


def stop_address(user: User, new_email: str) -> str:
    """Return the path of the page that stops the move; it needs no log-in, because a thief may have changed the password."""
    key = signing.dumps([user.public_id, new_email], salt=SALT)
    return reverse("membership:stop_move", args=[key])


def asked_to_stop(key: str) -> tuple[User, str] | None:
    """Return whose move to where the link stops; None where it was altered or is older than two weeks."""
    try:
        public_id, new_email = signing.loads(key, salt=SALT, max_age=STOP_DAYS * 86_400)
    except (signing.BadSignature, ValueError):
        return None
    user = User.objects.filter(public_id=public_id).first()
    return (user, new_email) if user else None


def stop(user: User, new_email: str) -> bool:
    """Stop the move and sign everybody out of the account. Return False where nothing is on its way (any more)."""
    with transaction.atomic():
        gone = EmailMove.objects.filter(user=user, new_email=new_email).delete()[0]
        gone += EmailAddress.objects.filter(user=user, email=new_email, verified=False).delete()[0]
        if not gone:
            return False
        audit.record(user, "stopped a new address", user)
    for session in UserSession.objects.filter(user=user):
        session.end()
    return True


def carry_out_due() -> int:
    """Move the accounts whose three days are over. Return how many."""
    done = 0
    for found in EmailMove.objects.filter(due_at__lte=timezone.now()).select_related("user"):
        with transaction.atomic():
            done += _move(found)
    return done


def _move(found: EmailMove) -> bool:
    mine = EmailAddress.objects.select_for_update().filter(user=found.user, email=found.new_email, verified=False).first()
    if not EmailMove.objects.filter(pk=found.pk, due_at=found.due_at).delete()[0]:
        return False  # stopped at this very moment
    if (
        mine is None
        or not mine.can_set_verified()
        or User.objects.filter(email=found.new_email).exclude(pk=found.user_id).exists()
    ):
        return False  # taken back, or somebody else's by now
    old = found.user.email
    EmailAddress.objects.filter(user=found.user).exclude(pk=mine.pk).delete()
    mine.verified = mine.primary = True
    mine.save(update_fields=["verified", "primary"])
    found.user.email = found.new_email
    found.user.save(update_fields=["email"])
    audit.record(None, "moved to a new address", found.user)
    # The old address stands nowhere any more, so this one letter is written here and not by a task.
    transaction.on_commit(lambda: tell_moved(old, found.user.pk))
    return True
