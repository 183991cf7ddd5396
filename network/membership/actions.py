"""Every write about one's own membership: apply, answer, correct, appeal, withdraw, brief. The stewards' verbs stand in `deciding`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from network.membership import audit, rules
from network.membership.deciding import freeze_if_held
from network.membership.emails import tell_stewards
from network.membership.lifecycle import Verb, move
from network.membership.models import Application, ApplicationNote, RuleEdition, User
from network.membership.permissions import Can, require
from network.shell.tasks import on_commit_enqueue

CORRECTABLE = ("registered_name", "profession", "register_number", "service", "reason")


def apply(
    user: User,
    *,
    actor: User,
    registered_name: str,
    profession: str,
    register_number: str,
    service: str,
    reason: str,
    accepted: Iterable[RuleEdition] | None = None,
) -> Application:
    """Record the application that `user` makes for themselves. Anybody may apply once.

    `accepted` are the editions of the rules that they were shown; left out, those in force now.
    """
    if actor != user:
        raise ValueError("An application is made by the person it is about.")
    with transaction.atomic():
        application, made = Application.objects.get_or_create(
            user=user,
            defaults={
                "registered_name": registered_name,
                "profession": profession,
                "register_number": register_number,
                "service": service,
                "reason": reason,
                "accepted_rules_at": timezone.now(),
                "state": Application.State.UNCONFIRMED,
            },
        )
        if made:
            audit.record(user, "applied", application)
            rules.accept(user, actor=user, editions=rules.in_force().values() if accepted is None else accepted)
    return application


def address_confirmed(user: User) -> None:
    """Put the application on the stewards' desk, once its e-mail address is confirmed."""
    application = Application.objects.filter(user=user).first()
    if application is None:
        return
    with transaction.atomic():
        if move(application, Verb.CONFIRM, actor=user):
            freeze_if_held(application)
            on_commit_enqueue(tell_stewards, application.pk)


def _mine(application: Application, actor: User, verb: Verb, kind: str, text: str, **fields: Any) -> bool:
    """Take a step of the person's own, keep what was written, and tell the stewards."""
    require(actor, Can.OWN_APPLICATION, application)
    with transaction.atomic():
        if not move(application, verb, actor=actor, **fields):
            return False
        if text:
            ApplicationNote.objects.create(application=application, author=actor, kind=kind, text=text)
        if application.state == Application.State.WAITING:
            freeze_if_held(application)
            on_commit_enqueue(tell_stewards, application.pk)
    return True


def answer_question(application: Application, *, actor: User, text: str) -> bool:
    """Answer what a steward asked. Return False if the application does not wait for an answer any more."""
    return _mine(application, actor, Verb.ANSWER, ApplicationNote.Kind.ANSWER, text)


def appeal(application: Application, *, actor: User, text: str) -> bool:
    """Ask another steward to look again, once. Return False for a second time, or where nothing was declined."""
    if application.appealed_at is not None:
        return False
    return _mine(application, actor, Verb.APPEAL, ApplicationNote.Kind.APPEAL, text, appealed_at=timezone.now())


def withdraw_application(application: Application, *, actor: User) -> bool:
    """Take the application back. Return False if it was decided meanwhile."""
    return _mine(application, actor, Verb.WITHDRAW, "", "")


def apply_again(application: Application, *, actor: User) -> bool:
    """Make a draft of a withdrawn application: nobody else sees it until it is sent."""
    return _mine(application, actor, Verb.REAPPLY, "", "")


def send_application(application: Application, *, actor: User) -> bool:
    """Put a draft on the stewards' desk. Return False if it is there already."""
    return _mine(application, actor, Verb.SEND, "", "")


def correct_application(application: Application, *, actor: User, **values: str) -> bool:
    """Change what was typed while it is a draft or nobody has decided. Return whether anything changed."""
    require(actor, Can.OWN_APPLICATION, application)
    changes = {name: values[name] for name in CORRECTABLE if values[name] != getattr(application, name)}
    if not changes:
        return False
    with transaction.atomic():
        open_still = Application.objects.filter(pk=application.pk, state__in=("draft", "waiting", "asked"))
        if not open_still.update(**changes):
            return False
        application.refresh_from_db()
        audit.record(actor, "corrected application", application, fields=len(changes))
        if application.state != Application.State.DRAFT:  # a draft is looked at when it is sent
            freeze_if_held(application)
    return True


def complete_briefing(user: User, *, actor: User) -> bool:
    """Note that the person did the case-privacy briefing, which opens posting. Return False if it was done already."""
    require(actor, Can.DO_BRIEFING, user)
    if actor != user:
        raise ValueError("Everybody does their own briefing.")
    changed = User.objects.filter(pk=user.pk, briefed_at__isnull=True).update(briefed_at=timezone.now())
    if changed:
        audit.record(user, "did briefing", user)
        rules.remind(user)  # an edition may have come between the application and now
    return bool(changed)
