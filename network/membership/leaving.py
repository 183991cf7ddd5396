"""Leaving and coming back: at once everything narrows, for fourteen days it can be undone, then a steward erases.

Duties go at once and are given anew to somebody who returns. Whoever left while suspended or declined comes back to just that.
"""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from network.membership import audit
from network.membership.duties import LAST, leave_groups
from network.membership.emails import tell_departure
from network.membership.erasing import erase_task
from network.membership.grouping import Refused, join_by_rule
from network.membership.groups import ensure_groups
from network.membership.lifecycle import IN, Verb, move
from network.membership.models import Application, Departure, Invitation, User
from network.membership.permissions import Can, require
from network.membership.personal_data import leavers
from network.membership.roles import BASE_GROUP, STEWARDS, Role
from network.shell.tasks import on_commit_enqueue

NO_MEMBERSHIP = "This account was made by the operator. Ask them to close it."
NUMBER_HELD = "Your registration number is held by somebody else now. Write to the stewards."


class CannotLeave(Refused):
    """Something has to be handed over first; the message says what."""


class NotYet(Refused):
    """The erasure has to wait; the message says for what."""


def stops(user: User) -> list[str]:
    """Return why the person cannot leave yet."""
    found = [line for leaver in leavers for line in leaver.stops(user)]
    if user.is_steward and not User.objects.filter(groups__name=STEWARDS, is_active=True).exclude(pk=user.pk).exists():
        found.append(LAST.replace("They are", "You are"))
    return found if Application.objects.filter(user=user).exists() else [NO_MEMBERSHIP]


def remains(user: User) -> list[str]:
    """Return what stays of the person, and what goes, in sentences with numbers."""
    return [line for leaver in leavers for line in leaver.remains(user)]


def holds(departure: Departure) -> list[str]:
    """Return what the erasure has to wait for: the fourteen days, and complaints that are open."""
    waits = [] if departure.is_due else [f"They can come back until {timezone.localtime(departure.due):%-d %B %Y, %H:%M}."]
    return waits + [line for leaver in leavers for line in leaver.holds(departure.user)]


def find(user: User) -> Departure | None:
    """Return the leaving that the person may still take back."""
    return Departure.objects.filter(user=user, cancelled_at=None, started_at=None).first()


def leave(user: User, *, actor: User, names: str, cases: str) -> Departure | None:
    """Leave the network. Return None where the person has left already. Raises CannotLeave.

    The account still opens, to come back and to take a copy of one's data; everything of the members is closed.
    """
    require(actor, Can.OWN_DATA, user)
    with transaction.atomic():
        # Held to the end: of two moderators, or two stewards, who leave at the same moment, one is the last.
        list(Group.objects.select_for_update().filter(user=user).order_by("pk"))
        if why := stops(user):
            raise CannotLeave(" ".join(why))
        application = Application.objects.get(user=user)
        role = user.role
        if not move(application, Verb.LEAVE, actor=actor):
            return None
        choice = {"names": Departure.Names(names), "cases": Departure.Cases(cases)}
        departure = Departure.objects.create(user=user, kept={"role": role}, **choice)
        leave_groups(user, actor=actor)
        User.objects.filter(pk=user.pk).update(role=Role.REGISTRANT)
        Invitation.objects.filter(inviter=user, state="open").update(state="revoked", email="", token_hash="")  # noqa: S106
        for leaver in leavers:
            leaver.left(user)
        on_commit_enqueue(tell_departure, departure.pk, "left")
    user.refresh_from_db()
    return departure


def end_other_sessions(user: User, *, but: str | None) -> None:
    """Sign the person out everywhere else."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=but or ""):
        session.end()


def come_back(user: User, *, actor: User) -> bool:
    """Take the leaving back. Return False where nothing can be taken back any more. Raises Refused where the number is held."""
    require(actor, Can.OWN_DATA, user)
    with transaction.atomic():
        departure = Departure.objects.select_for_update().filter(user=user, cancelled_at=None, started_at=None).first()
        if departure is None:
            return False
        application = Application.objects.get(user=user)
        if not move(application, Verb.RETURN, actor=actor):
            raise Refused(NUMBER_HELD)
        Departure.objects.filter(pk=departure.pk).update(cancelled_at=timezone.now())
        if application.state in IN:
            user.role = Role(departure.kept["role"])
            user.save(update_fields=["role"])
            user.groups.add(ensure_groups()[BASE_GROUP[user.role]])
            join_by_rule(user)
        on_commit_enqueue(tell_departure, departure.pk, "returned")
    user.refresh_from_db()
    return True


def erase(departure: Departure, *, actor: User) -> bool:
    """Begin the erasure, which goes on by a task until it is complete. Return False where it began already, or they are back.

    Raises NotYet before the fourteen days are over, and while a complaint is open.
    """
    require(actor, Can.ERASE, departure.user)
    with transaction.atomic():
        open_now = Departure.objects.select_for_update().filter(pk=departure.pk, cancelled_at=None, started_at=None)
        if open_now.first() is None:
            return False
        if why := holds(departure):
            raise NotYet(" ".join(why))
        Departure.objects.filter(pk=departure.pk).update(started_at=timezone.now(), started_by=actor)
        # Nobody comes back into an account of which half is gone.
        User.objects.filter(pk=departure.user_id).update(is_active=False)
        audit.record(actor, "began erasure", departure)
        on_commit_enqueue(erase_task, departure.pk)
    return True


def resume(departure: Departure, *, actor: User) -> bool:
    """Have the steps that are not done carried out now. Return False where everything is done, or nothing began."""
    require(actor, Can.ERASE, departure.user)
    if departure.started_at is None or departure.finished_at is not None:
        return False
    with transaction.atomic():
        audit.record(actor, "resumed erasure", departure)
        on_commit_enqueue(erase_task, departure.pk)
    return True
