"""allauth's forms in the house's words: labels, hints, no placeholders, and the stylesheet's classes.

allauth decides what each form checks; this module decides only how its fields are called and explained.
"""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.totp.forms import DeactivateTOTPForm as AllauthDeactivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse

from network.membership.evidence_forms import one_persons
from network.membership.models import EmailMove, User
from network.shell.forms import dress, reject_nul

LENGTH_HINT = "At least 12 characters. Three or four unrelated words are easy to remember and hard to guess."
CODE = "The 6 digits that your authenticator app shows now, or one of your recovery codes."
# field name → label, hint, message when it is left empty
WORDS: dict[str, tuple[str, str, str]] = {
    "login": ("Email address", "", "Enter your email address"),
    "email": ("Email address", "", "Enter an email address"),
    "password": ("Password", "", "Enter your password"),
    "oldpassword": ("Current password", "", "Enter your current password"),
    "password1": ("New password", LENGTH_HINT, "Enter a new password"),
    "password2": ("New password, again", "", "Enter the new password again"),
    "code": ("Code", CODE, "Enter the code"),
    "name": ("Name of this key", "So that you can tell it from your other keys, for example: work phone.", ""),
    "passwordless": (
        "Use it as a passkey",
        "You can then sign in with this key alone. It must ask for a fingerprint, a face or a PIN.",
        "",
    ),
}


class Dressed(forms.Form):
    """Give each known field the house's label, hint and message, and the stylesheet's class."""

    use_required_attribute = False
    words: ClassVar[dict[str, tuple[str, str, str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress the fields that allauth has made."""
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, forms.CharField):
                field.validators.append(reject_nul)
            if name in {**WORDS, **self.words}:
                field.label, field.help_text, missing = {**WORDS, **self.words}[name]
                field.error_messages["required"] = missing or field.error_messages["required"]
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}
        dress(self)


class LoginForm(Dressed, account.LoginForm):
    """Sign in."""


class SignupForm(Dressed, account.SignupForm):
    """Apply to join: what ApplicationSignupForm asks, and an address and a password."""

    words: ClassVar = {
        "email": (
            "Email address",
            "Your work address if you have one: it shows that you work where you say. We write to it once to check it.",
            "Enter your email address",
        ),
        "password1": ("Password", LENGTH_HINT, "Enter a password"),
    }

    def clean_email(self) -> str:
        """Return the address; refuse one that several people share or that lasts for minutes, whether known or not."""
        address: str = super().clean_email()
        one_persons(address)
        return address

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Apply; where the address is known already, take as long as a new account would and answer alike."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        user, response = super().try_save(request)
        return user, response


class AddEmailForm(Dressed, account.AddEmailForm):
    """Ask for another address."""

    words: ClassVar = {
        "email": ("New email address", "We write to it. Nothing changes until you confirm it there.", "Enter the new address")
    }

    def clean_email(self) -> str:
        """Return the address; refuse one that several people share or that lasts for minutes."""
        address: str = super().clean_email()
        one_persons(address)
        return address

    def save(self, request: HttpRequest) -> Any:
        """Write to the new address, and tell the old one at once: a thief with an open session must not move an account unnoticed."""
        from network.membership.moving import stop_address  # noqa: PLC0415  (loads models)

        EmailMove.objects.filter(user=self.user).delete()  # asked anew, the three days begin anew
        added = super().save(request)
        facts = {"user": self.user, "new_email": added.email, "stop_url": stop_address(self.user, added.email)}
        get_adapter().send_notification_mail("account/email/email_change_asked", self.user, facts)
        return added


class ChangePasswordForm(Dressed, account.ChangePasswordForm):
    """Change the password."""


class SetPasswordForm(Dressed, account.SetPasswordForm):
    """Set a first password."""


class ResetPasswordForm(Dressed, account.ResetPasswordForm):
    """Ask for a link to choose a new password."""


class ResetPasswordKeyForm(Dressed, account.ResetPasswordKeyForm):
    """Choose a new password by a link."""


class ReauthenticateForm(Dressed, account.ReauthenticateForm):
    """Prove again that it is you."""


class AuthenticateForm(Dressed, mfa.AuthenticateForm):
    """The second step of signing in."""


class ReauthenticateCodeForm(Dressed, mfa.ReauthenticateForm):
    """Prove again that it is you, with a code."""


class ActivateTOTPForm(Dressed, AllauthActivateTOTPForm):
    """Set up an authenticator app."""

    words: ClassVar = {
        "code": ("Code that the app shows", "6 digits. They change every 30 seconds.", "Enter the code that the app shows")
    }


class DeactivateTOTPForm(Dressed, AllauthDeactivateTOTPForm):
    """Turn the authenticator app off."""


class AddWebAuthnForm(Dressed, webauthn.AddWebAuthnForm):
    """Add a passkey or security key."""


class EditWebAuthnForm(Dressed, webauthn.EditWebAuthnForm):
    """Rename a key."""
