"""Text and files to types: a work mailbox, its code, a document, a sponsor, a clinical domain."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from network.membership.mailboxes import (
    NOT_CLINICAL,
    OPEN_TO_ALL,
    PASSING,
    SHARED,
    THROW_AWAY,
    is_passing,
    is_shared,
    is_workplace,
    parents,
)
from network.membership.uploads import checked
from network.shell.forms import HouseForm, reject_nul

DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")


def one_persons(address: str) -> None:
    """Raise ValidationError where an address is shared by several people or lasts for minutes."""
    if is_shared(address):
        raise ValidationError(SHARED, code="shared")
    if is_passing(address):
        raise ValidationError(PASSING, code="passing")


class MailboxForm(HouseForm):
    """A work mailbox, which need not be the one that the account has."""

    prefix = "mailbox"
    address = forms.EmailField(
        label="Your work address",
        max_length=254,
        validators=[reject_nul, one_persons],
        help_text="We write a code to it once. It need not be the address you sign in with, and is deleted when a steward has decided.",
        error_messages={"required": "Enter your work address", "invalid": "Enter an address like name@trust.nhs.uk"},
    )

    def clean_address(self) -> str:
        """Return the address, where a clinical employer gave it out."""
        address: str = self.cleaned_data["address"].lower()
        if not is_workplace(address):
            raise ValidationError(NOT_CLINICAL, code="employer")
        return address


class CodeForm(HouseForm):
    """The code that came by mail."""

    prefix = "code"
    code = forms.CharField(
        label="Code from the mail",
        max_length=12,
        validators=[reject_nul],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        help_text="6 digits. It works for 30 minutes.",
        error_messages={"required": "Enter the code"},
    )

    def clean_code(self) -> str:
        """Return the digits alone."""
        code = re.sub(r"\s", "", self.cleaned_data["code"])
        if not re.fullmatch(r"\d{6}", code, re.ASCII):
            raise ValidationError("Enter the 6 digits of the code", code="digits")
        return code


class DocumentForm(HouseForm):
    """A document. `content` and `ending` of the cleaned data are what may be kept of it; its name is never looked at."""

    prefix = "document"
    file = forms.FileField(
        label="A letter, badge or certificate",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        allow_empty_file=True,  # told in our own words
        help_text="PDF, JPEG or PNG, up to 10 MB. Cover what we do not need, such as a home address. One steward sees it; it is deleted when they have decided, after 30 days at most.",
        error_messages={"required": "Choose a file"},
    )

    def clean(self) -> dict[str, Any]:
        """Tell the type by its content and keep what is harmless."""
        data = super().clean() or self.cleaned_data
        if data.get("file") is not None:
            try:
                data["content"], data["ending"] = checked(data["file"])
            except ValidationError as error:
                self.add_error("file", error)
        return data


class SponsorForm(HouseForm):
    """A member who vouches."""

    prefix = "sponsor"
    address = forms.EmailField(
        label="Your sponsor’s email address",
        max_length=254,
        validators=[reject_nul],
        help_text="The address under which they are a member. They worked with you and are willing to say so. We do not tell you whether it belongs to a member.",
        error_messages={"required": "Enter your sponsor’s address", "invalid": "Enter an address like name@trust.nhs.uk"},
    )

    def __init__(self, *args: Any, own: str, **kwargs: Any) -> None:
        """Know the applicant's `own` address, which cannot vouch."""
        super().__init__(*args, **kwargs)
        self.own = own

    def clean_address(self) -> str:
        """Return the address of somebody else."""
        address: str = self.cleaned_data["address"].lower()
        if address == self.own:
            raise ValidationError("Name somebody else: nobody vouches for themselves", code="own")
        return address


class DomainForm(HouseForm):
    """A clinical employer's domain."""

    name = forms.CharField(
        label="Domain",
        max_length=120,
        validators=[reject_nul],
        help_text="What stands behind the @, for example: northgate-trust.nhs.uk. Domains below it count too.",
        error_messages={"required": "Enter a domain"},
    )

    def clean_name(self) -> str:
        """Return the domain in small letters; refuse what anybody can open, and a whole country."""
        name: str = self.cleaned_data["name"].strip().lower().lstrip("@").rstrip(".")
        if not DOMAIN.fullmatch(name):
            raise ValidationError("Enter a domain like northgate-trust.nhs.uk", code="invalid")
        if name in {"co.uk", "org.uk", "ac.uk", "gov.uk", "com.au", "me.uk", "ltd.uk", "plc.uk", "net.uk"}:
            raise ValidationError("This covers far too many employers. Enter one employer’s domain", code="wide")
        if not (OPEN_TO_ALL | THROW_AWAY).isdisjoint(parents(name)):
            raise ValidationError("Anybody can open a mailbox there, so it shows nothing", code="open")
        return name
