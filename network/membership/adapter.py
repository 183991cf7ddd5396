"""Where allauth meets our people: what sign-up stores, and where people land."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from network.membership.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Everything else is allauth's own."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Store the address, the display name and the password; role, groups and flags are never taken from a form."""
        user.email = form.cleaned_data["email"].strip().lower()
        user.display_name = form.cleaned_data["display_name"]
        user.set_password(form.cleaned_data["password1"])
        if commit:
            user.save()
        return user

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Confirm, then let the stewards know."""
        confirmed = bool(super().confirm_email(request, email_address))
        if confirmed:
            from network.membership.actions import address_confirmed  # noqa: PLC0415  (allauth loads this before our models)

            address_confirmed(email_address.user)
        return confirmed

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Send an applicant to where the application stands, everybody else home."""
        user = request.user
        return "/application/" if isinstance(user, User) and not user.is_verified else "/"
