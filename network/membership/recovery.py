"""The human path back: a steward who has spoken to somebody takes the second factor off that they lost."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from network.membership import audit
from network.membership.emails import tell_factor_off
from network.membership.models import Application
from network.membership.models.user import User
from network.membership.permissions import Can, require
from network.shell.tasks import on_commit_enqueue


def has_factor(application: Application) -> bool:
    """Say whether the person has a second factor that could be lost."""
    return bool(Authenticator.objects.filter(user_id=application.user_id).exists())


def take_factor_off(application: Application, *, actor: User, reason: str) -> bool:
    """Delete every authenticator, key and recovery code of the person, end their sessions, and tell them. Return whether any was.

    SECURITY: the password is still needed, whoever has a duty must enrol again before anything opens, and the mail names the way to
    object. Nobody does it for themselves.
    """
    require(actor, Can.DECIDE_APPLICATION, application)
    if not reason.strip():
        raise ValueError("Say how you made sure that it is them.")
    with transaction.atomic():
        gone = Authenticator.objects.filter(user_id=application.user_id).delete()[0]
        if not gone:
            return False
        audit.record(actor, "took second factor off", application.user, reason=reason, factors=gone)
        on_commit_enqueue(tell_factor_off, application.pk)
    for session in UserSession.objects.filter(user_id=application.user_id):
        session.end()
    return True
