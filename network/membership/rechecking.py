"""Staying in: the yearly re-check, and a change of name or number, which is a request until a steward has looked."""

from __future__ import annotations

import copy
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from network.membership import audit
from network.membership.deciding import freeze_if_held
from network.membership.emails import tell_change, tell_recheck
from network.membership.lifecycle import IN
from network.membership.models import Application, ApplicationNote, NameChange, User
from network.membership.models.application import RECHECK_DAYS
from network.membership.permissions import Can, require
from network.membership.proof import settle
from network.membership.querysets import passes_for_anothers
from network.shell.tasks import on_commit_enqueue

Why = Application.Recheck


def ask_name_change(
    application: Application, *, actor: User, registered_name: str, display_name: str, register_number: str
) -> bool:
    """Ask for another name or number; the old ones stand meanwhile. Return False where nothing is different."""
    require(actor, Can.ASK_NAME_CHANGE, application)
    old = (application.registered_name, application.user.display_name, application.register_number)
    if (registered_name, display_name, register_number) == old:
        return False
    wanted = {"registered_name": registered_name, "display_name": display_name, "register_number": register_number}
    with transaction.atomic():
        changed = Application.objects.filter(pk=application.pk, state__in=IN).update(
            recheck_since=timezone.now(), recheck_why=Why.CHANGE
        )
        if not changed:
            return False
        NameChange.objects.update_or_create(application=application, defaults=wanted)
        audit.record(actor, "asked for another name", application)
        # The number that is asked for may be somebody's: both are frozen, as when somebody applies with it.
        probe = copy.copy(application)
        probe.register_number = register_number
        freeze_if_held(probe)
        on_commit_enqueue(tell_recheck, application.pk)
    application.refresh_from_db()
    return True


def take_back_change(application: Application, *, actor: User) -> bool:
    """Take one's request back. Return whether there was one."""
    require(actor, Can.ASK_NAME_CHANGE, application)
    return _close(application, actor, "took name change back")


def decline_change(application: Application, *, actor: User, reason: str) -> bool:
    """Leave name and number as they are, and say why. Return False where nothing is asked for any more."""
    require(actor, Can.DECIDE_APPLICATION, application)
    if not reason.strip():
        raise ValueError("Give the reason: they will read it.")
    with transaction.atomic():
        if not _close(application, actor, "declined name change", reason):
            return False
        ApplicationNote.objects.create(application=application, author=actor, kind="question", text=reason)
        on_commit_enqueue(tell_change, application.pk, "change_declined")
    return True


def _close(application: Application, actor: User, verb: str, reason: str = "") -> bool:
    with transaction.atomic():
        if not NameChange.objects.filter(application=application).delete()[0]:
            return False
        Application.objects.filter(pk=application.pk).update(recheck_since=None, recheck_why="")
        audit.record(actor, verb, application, reason=reason)
    application.refresh_from_db()
    return True


def confirm_again(application: Application, *, actor: User, found: str) -> bool:
    """Note what the register or the service says now, and that all is as it should be; a change that was asked for is made.

    Return False where somebody else was quicker, or where number or name are held by another.
    """
    require(actor, Can.DECIDE_APPLICATION, application)
    if not found.strip():
        raise ValueError("Say what the register or the service says.")
    now, change = timezone.now(), NameChange.objects.filter(application=application).first()
    if change and passes_for_anothers(change.display_name, application.user_id):
        return False  # taken since it was asked for
    fields: dict[str, object] = {
        "recheck_since": None,
        "recheck_why": "",
        "checked_at": now,
        "claimed_by": None,
        "claimed_at": None,
    }
    fields |= {"decided_at": now, "decided_by": actor}
    if change:
        fields |= {"registered_name": change.registered_name, "register_number": change.register_number}
    due = Application.objects.filter(pk=application.pk, state__in=IN, recheck_since__isnull=False, frozen_at__isnull=True)
    try:
        with transaction.atomic():
            if not due.update(**fields):
                return False
            _kept(application, actor, change, found)
    except IntegrityError:  # the constraint "one member per number"
        return False
    finally:
        application.refresh_from_db()
    return True


def _kept(application: Application, actor: User, change: NameChange | None, found: str) -> None:
    """Record the check, make the change, and let go of what was shown for it."""
    application.refresh_from_db()
    ApplicationNote.objects.create(application=application, author=actor, kind="found", text=found)
    user = application.user
    user.verified_at = timezone.now()
    if change:
        user.display_name = change.display_name
    user.save(update_fields=["verified_at", "display_name"])
    audit.record(actor, "checked again", application, changed=int(change is not None))
    settle(application)
    on_commit_enqueue(tell_change, application.pk, "change_made" if change else "checked_again")


def put_due_on_the_desk() -> int:
    """Put the members whose last check is a year old on the desk, and tell the stewards of each. Return how many."""
    old = timezone.now() - timedelta(days=RECHECK_DAYS)
    put = 0
    for application in Application.objects.filter(state__in=IN, checked_at__lt=old, recheck_since__isnull=True):
        with transaction.atomic():
            mine = Application.objects.filter(pk=application.pk, state__in=IN, recheck_since__isnull=True)
            if mine.update(recheck_since=timezone.now(), recheck_why=Why.YEARLY):
                audit.record(None, "due for a re-check", application)
                put += 1
    if put:
        on_commit_enqueue(tell_recheck, 0)
    return put
