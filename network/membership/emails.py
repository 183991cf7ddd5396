"""Mails about membership, allauth's among them: one table of subjects, one frame, one way to write them.

Mails are given ids and look everything up when they are sent. Links name SITE_URL, never the host that a request came in by.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from network.membership.models import Application, DataExport, Departure, EmailMove, Evidence, Invitation, User
from network.membership.roles import STEWARDS
from network.shell.tasks import task

# allauth's name of a mail → our template and subject. A name that is missing here is a KeyError: no mail in strange words.
ALLAUTH_MAILS: dict[str, tuple[str, str]] = {
    "account/email/email_confirmation_signup": ("confirm_application", "Confirm your address to go on with your application"),
    "account/email/email_confirmation": ("confirm_address", "Confirm your new email address"),
    "account/email/account_already_exists": ("already_known", "Somebody applied with your email address"),
    "account/email/unknown_account": ("unknown_account", "No account with this email address"),
    "account/email/password_reset_key": ("password_link", "Choose a new password"),
    "account/email/password_reset": ("password_changed", "Your password was changed"),
    "account/email/password_changed": ("password_changed", "Your password was changed"),
    "account/email/password_set": ("password_changed", "Your password was changed"),
    "account/email/email_change_asked": ("email_change_asked", "Somebody asked to change your email address"),
    "account/email/email_changed": ("email_changed", "Your email address was changed"),
    "account/email/email_deleted": ("email_dropped", "An email address was taken off your account"),
    "account/email/new_browser": ("new_browser", "You signed in from a new browser"),
    "mfa/email/totp_activated": ("app_on", "Authenticator app turned on"),
    "mfa/email/totp_deactivated": ("app_off", "Authenticator app turned off"),
    "mfa/email/webauthn_added": ("key_added", "A passkey or security key was added"),
    "mfa/email/webauthn_removed": ("key_removed", "A passkey or security key was removed"),
    "mfa/email/recovery_codes_generated": ("codes_made", "New recovery codes were made"),
}


def on_our_site(url: str) -> str:
    """Return `url` with the site's own scheme and host: a request's Host header is typed by whoever sends it."""
    parts = urlsplit(url)
    return f"{settings.SITE_URL}{parts.path}{'?' + parts.query if parts.query else ''}"


def write(template: str, subject: str, to: str, context: dict[str, Any]) -> EmailMessage:
    """Return the mail of `membership/mail/<template>.txt` to the address `to`, unsent. The subject ends with the site's name."""
    facts = {key: on_our_site(value) if key.endswith("_url") and value else value for key, value in context.items()}
    facts |= {"site_url": settings.SITE_URL, "site_name": settings.SITE_NAME}
    text = render_to_string(f"membership/mail/{template}.txt", facts).strip() + "\n"
    return EmailMessage(f"{subject} – {settings.SITE_NAME}", text, settings.DEFAULT_FROM_EMAIL, [to])


def _send(template: str, subject: str, user: User, **context: object) -> None:
    write(template, subject, user.email, {"user": user, **context}).send()


def _stewards(*, without: int | None = None) -> list[User]:
    """Return the stewards who can be written to."""
    stewards = User.objects.filter(groups__name=STEWARDS, is_active=True)
    return list(stewards.exclude(pk=without) if without else stewards)


@task()
def tell_stewards(application_id: int) -> int:
    """Tell each steward that an application waits. Return how many were told."""
    if not Application.objects.filter(pk=application_id, state=Application.State.WAITING).exists():
        return 0
    stewards = _stewards()
    for steward in stewards:
        _send("waiting", "An application to join is waiting", steward)
    return len(stewards)


@task()
def tell_clash(application_id: int) -> int:
    """Tell each steward that two people gave the same number. The mail names neither."""
    application = Application.objects.filter(pk=application_id).first()
    stewards = _stewards() if application else []
    for steward in stewards:
        _send("clash", "Two people gave the same registration number", steward, application=application)
    return len(stewards)


@task()
def remind_stewards(application_id: int) -> int:
    """Tell the stewards who are not working on it that a promise was missed. Return how many were told."""
    application = Application.objects.filter(pk=application_id, state=Application.State.WAITING).first()
    stewards = _stewards(without=application.claimed_by_id) if application else []
    for steward in stewards:
        _send("overdue", "An applicant was promised an answer by now", steward, application=application)
    return len(stewards)


@task()
def send_evidence_code(evidence_id: int) -> int:
    """Write the code to the work mailbox that an applicant says is theirs. The mail names no applicant: it may be a stranger's."""
    from network.membership.proving import CODE_MINUTES, code_of  # noqa: PLC0415  (it enqueues us)

    found = Evidence.objects.filter(pk=evidence_id, shown_at__isnull=True).exclude(nonce="").first()
    if found is None:
        return 0
    write("evidence_code", "Your code", found.address, {"code": code_of(found), "minutes": CODE_MINUTES}).send()
    return 1


@task()
def tell_sponsor(evidence_id: int) -> int:
    """Ask a member to vouch for an applicant who named them."""
    found = Evidence.objects.filter(pk=evidence_id, shown_at__isnull=True).select_related("sponsor", "application").first()
    if found is None or found.sponsor is None or not found.sponsor.is_clinician:
        return 0
    _send("sponsor_asked", "Somebody names you as their sponsor", found.sponsor, evidence=found)
    return 1


@task()
def tell_recheck(application_id: int) -> int:
    """Tell each steward that members are due for a re-check. Return how many were told."""
    stewards = _stewards()
    for steward in stewards:
        _send("recheck", "A member is due for a re-check", steward)
    return len(stewards)


CHANGES = {
    "checked_again": "Your membership was checked again",
    "change_made": "Your name and number are changed",
    "change_declined": "Your name and number stay as they are",
}


@task()
def tell_change(application_id: int, template: str) -> int:
    """Tell a member what came of a re-check, or of the change that they asked for."""
    application = Application.objects.filter(pk=application_id).select_related("user").first()
    if application is None:
        return 0
    _send(template, CHANGES[template], application.user, question=application.notes.filter(kind="question").last())
    return 1


@task()
def tell_factor_off(application_id: int) -> int:
    """Tell somebody that a steward took their second factor off."""
    application = Application.objects.filter(pk=application_id).select_related("user").first()
    if application is None:
        return 0
    _send("factor_off", "Your second factor was taken off", application.user)
    return 1


@task()
def tell_export(export_id: int) -> int:
    """Tell a person that the copy of their data is ready."""
    found = DataExport.objects.filter(pk=export_id, ready_at__isnull=False).select_related("user").defer("content").first()
    if found is None:
        return 0
    _send("export", "The copy of your data is ready", found.user, export=found)
    return 1


@task()
def send_invitation(invitation_id: int) -> int:
    """Invite a colleague, or tell somebody with an account that they were: one mail in either case."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415  (allauth loads this module before its models)

    from network.membership.invitations import new_token  # noqa: PLC0415  (it enqueues us)

    found = Invitation.objects.filter(pk=invitation_id).first()
    token = new_token(found) if found else None
    if found is None or token is None:
        return 0
    known = EmailAddress.objects.filter(email__iexact=found.email).exists() or User.objects.filter(email=found.email).exists()
    link = reverse("membership:invitation", args=[found.public_id, token])
    facts = {} if known else {"invitation_url": link}
    write("invited_known" if known else "invited", "You are invited", found.email, facts).send()
    return 1


DEPARTURES = {"left": "You have left", "returned": "You are back"}


@task()
def tell_departure(departure_id: int, what: str) -> int:
    """Tell somebody that they left, and until when they may come back; or that they are back."""
    found = Departure.objects.filter(pk=departure_id, started_at=None).select_related("user").first()
    if found is None or (found.cancelled_at is None) != (what == "left"):
        return 0
    _send(what, DEPARTURES[what], found.user, departure=found)
    return 1


def tell_erasure(departure: Departure) -> int:
    """Tell somebody that the erasure has begun: the last mail that can be written to them."""
    _send("erasing", "Your data is being erased", departure.user, departure=departure)
    return 1


@task()
def tell_move(move_id: int) -> int:
    """Tell the old address when the account moves, and how to stop it."""
    from network.membership.moving import stop_address  # noqa: PLC0415  (it enqueues us)

    found = EmailMove.objects.filter(pk=move_id).select_related("user").first()
    if found is None:
        return 0
    facts = {"new_email": found.new_email, "due": found.due_at, "stop_url": stop_address(found.user, found.new_email)}
    _send("move_waits", "Your account is about to move to another address", found.user, **facts)
    return 1


def tell_moved(old: str, user_id: int) -> None:
    """Tell the address that the account moved away from."""
    user = User.objects.filter(pk=user_id).first()
    if user:
        write("moved", "Your account has moved", old, {"user": user}).send()


# what happened → the template of the mail, and its subject
OUTCOMES: dict[str, tuple[str, str]] = {
    "approved": ("approved", "Welcome: you are verified"),
    "approved with limits": ("limited", "Welcome: you can read and discuss"),
    "declined": ("declined", "Your application to join"),
    "asked for more": ("asked", "A question about your application"),
    "suspended": ("suspended", "Your membership is suspended"),
    "marked as lapsed": ("lapsed", "Your membership is paused"),
    "reinstated": ("reinstated", "Your membership is open again"),
    "reinstated with limits": ("reinstated", "Your membership is open again"),
}


@task()
def tell_outcome(application_id: int, verb: str) -> int:
    """Tell the person what a steward did, and why. Nothing where it has changed again since."""
    application = Application.objects.filter(pk=application_id).select_related("user").first()
    if application is None:
        return 0
    template, subject = OUTCOMES[verb]
    question = application.notes.filter(kind="question").last()
    _send(template, subject, application.user, application=application, question=question)
    return 1
