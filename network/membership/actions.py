"""Every write of membership: apply, decide, brief."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from network.membership import audit
from network.membership.emails import tell_decision, tell_stewards
from network.membership.groups import ensure_groups
from network.membership.models import Application, User
from network.membership.permissions import Can, require
from network.membership.roles import BASE_GROUP, Role
from network.shell.tasks import on_commit_enqueue

ASSOCIATE_ROUTES = {"other"}


def apply(
    user: User, *, actor: User, registered_name: str, profession: str, register_number: str, service: str, reason: str
) -> Application:
    """Record the application that `user` makes for themselves. Anybody may apply once; the accepted rules are dated now."""
    if actor != user:
        raise ValueError("An application is made by the person it is about.")
    application, made = Application.objects.get_or_create(
        user=user,
        defaults={
            "registered_name": registered_name,
            "profession": profession,
            "register_number": register_number,
            "service": service,
            "reason": reason,
            "accepted_rules_at": timezone.now(),
        },
    )
    if made:
        audit.record(user, "applied", application)
    return application


def address_confirmed(user: User) -> None:
    """Tell the stewards that an application waits, once its e-mail address is confirmed."""
    application = Application.objects.filter(user=user, state=Application.State.WAITING).first()
    if application is not None:
        audit.record(user, "confirmed address", application)
        on_commit_enqueue(tell_stewards, application.pk)


def approve_application(application: Application, *, actor: User, reason: str = "") -> bool:
    """Verify the applicant. Return False if somebody else has decided meanwhile."""
    require(actor, Can.DECIDE_APPLICATION, application)
    role = Role.ASSOCIATE if application.profession in ASSOCIATE_ROUTES else Role.MEMBER
    with transaction.atomic():
        if not _decide(application, Application.State.APPROVED, actor, reason):
            return False
        user = application.user
        user.role, user.verified_at, user.retired = role, timezone.now(), application.profession == "retired"
        user.profession = user.profession or application.get_profession_display()
        user.save(update_fields=["role", "verified_at", "retired", "profession"])
        user.groups.add(ensure_groups()[BASE_GROUP[role]])
        audit.record(actor, "approved", application, reason=reason)
        on_commit_enqueue(tell_decision, application.pk)
    return True


def decline_application(application: Application, *, actor: User, reason: str) -> bool:
    """Decline, with the reason that the applicant will read. Return False if somebody else has decided meanwhile."""
    require(actor, Can.DECIDE_APPLICATION, application)
    with transaction.atomic():
        if not _decide(application, Application.State.DECLINED, actor, reason):
            return False
        audit.record(actor, "declined", application, reason=reason)
        on_commit_enqueue(tell_decision, application.pk)
    return True


def _decide(application: Application, state: str, actor: User, reason: str) -> bool:
    """Claim the decision by a conditional update: of two stewards at once, one changes a row."""
    # Nobody is verified at an address that was never confirmed, nor after the account was closed.
    sound = User.objects.filter(is_active=True, emailaddress__verified=True)
    waiting = Application.objects.filter(pk=application.pk, state=Application.State.WAITING, user__in=sound)
    changed = waiting.update(state=state, decided_at=timezone.now(), decided_by=actor, decision_reason=reason)
    application.refresh_from_db()
    return bool(changed)


def complete_briefing(user: User, *, actor: User) -> bool:
    """Note that the person did the case-privacy briefing, which opens posting. Return False if it was done already."""
    require(actor, Can.DO_BRIEFING, user)
    if actor != user:
        raise ValueError("Everybody does their own briefing.")
    changed = User.objects.filter(pk=user.pk, briefed_at__isnull=True).update(briefed_at=timezone.now())
    if changed:
        audit.record(user, "did briefing", user)
    return bool(changed)
