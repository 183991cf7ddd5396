"""Where allauth meets our people: what sign-up stores, what mails say, and where people land."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from network.membership.devices import remember
from network.membership.emails import ALLAUTH_MAILS, write
from network.membership.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Everything else is allauth's own."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email address or the password is not right. Check both.",
        "too_many_login_attempts": "Too many wrong tries. Wait five minutes, or choose a new password.",
        "enter_current_password": "This is not your current password",
        "incorrect_password": "This is not your password",
        "incorrect_code": "This code is not right. Wait for the next one that the app shows.",
        "duplicate_email": "This is your address already",
        "rate_limited": "Too many tries. Wait a minute and try once more.",
        "unverified_email": "Confirm your email address first",
    }

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Store the address, the display name and the password; role, groups and flags are never taken from a form."""
        user.email = form.cleaned_data["email"].strip().lower()
        user.display_name = form.cleaned_data["display_name"]
        user.set_password(form.cleaned_data["password1"])
        if commit:
            user.save()
        return user

    def render_mail(
        self, template_prefix: str, email: str | list[str], context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        """Return the mail in the house's words and frame, with links to the site's own host."""
        template, subject = ALLAUTH_MAILS[template_prefix]
        return write(template, subject, email if isinstance(email, str) else email[0], context)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the holder of an address that somebody applied with it, and what to do about it.

        The answer on screen is the same as for a new address. The mail differs by whether the address was ever confirmed: an
        address that somebody else typed first is freed by a new password, or by itself after seven days.
        """
        from allauth.account.models import EmailAddress, EmailConfirmationHMAC  # noqa: PLC0415  (needs loaded apps)
        from django.urls import reverse  # noqa: PLC0415

        known = EmailAddress.objects.filter(email__iexact=email).order_by("-verified").first()
        context: dict[str, Any] = {"confirmed": known is None or known.verified}
        if known is not None and not known.verified:
            context["activate_url"] = reverse("account_confirm_email", args=[EmailConfirmationHMAC(known).key])
        self.send_mail("account/email/account_already_exists", email, context)

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, noting whether this is the very first time: a first browser is no new browser."""
        self.first_time = user.last_login is None
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponseBase:
        """Tell the person where the browser is new to them: a stolen password shows itself at its first use."""
        response: HttpResponseBase = super().post_login(request, user, **facts)
        new = remember(request, response, user)
        if new and not getattr(self, "first_time", False):
            self.send_notification_mail("account/email/new_browser", user, {"user": user})
        return response

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Confirm, then let the stewards know. A member's account moves three days later: its old address may say stop."""
        from network.membership import moving  # noqa: PLC0415  (allauth loads this before our models)

        if moving.must_wait(email_address):
            due = timezone.localtime(moving.start(email_address).due_at)
            messages.success(request, f"Confirmed. Your account moves to this address on {due:%A %-d %B, %H:%M}.")
            raise ImmediateHttpResponse(redirect("account_email"))
        confirmed = bool(super().confirm_email(request, email_address))
        if confirmed:
            from network.membership.actions import address_confirmed  # noqa: PLC0415  (allauth loads this before our models)

            address_confirmed(email_address.user)
        return confirmed

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Send an applicant to where the application stands, who has to accept changed rules to these, everybody else home."""
        user = request.user
        if isinstance(user, User) and user.is_verified and user.rules_due_at:
            return "/rules/accept/"
        return "/application/" if isinstance(user, User) and not user.is_verified else "/"
