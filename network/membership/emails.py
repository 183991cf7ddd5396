"""Mails about membership. They are given ids and look everything up when they are sent."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from network.membership.models import Application, User
from network.membership.roles import STEWARDS
from network.shell.tasks import task


def _send(template: str, subject: str, user: User, **context: object) -> None:
    context |= {"user": user, "site_url": settings.SITE_URL, "site_name": settings.SITE_NAME}
    EmailMessage(subject, render_to_string(f"membership/mail/{template}.txt", context), to=[user.email]).send()


@task()
def tell_stewards(application_id: int) -> int:
    """Tell each steward that an application waits. Return how many were told."""
    if not Application.objects.filter(pk=application_id, state=Application.State.WAITING).exists():
        return 0
    stewards = list(User.objects.filter(groups__name=STEWARDS, is_active=True))
    for steward in stewards:
        _send("waiting", "An application to join is waiting", steward)
    return len(stewards)


@task()
def tell_decision(application_id: int) -> int:
    """Tell the applicant what was decided, and why where it was declined."""
    application = Application.objects.filter(pk=application_id).exclude(state="waiting").select_related("user").first()
    if application is None:
        return 0
    approved = application.state == Application.State.APPROVED
    subject = "Welcome to Caseround" if approved else "Your application to join Caseround"
    _send("approved" if approved else "declined", subject, application.user, application=application)
    return 1
