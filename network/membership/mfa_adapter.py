"""allauth's second factor in the house's words."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter


class SecondFactorAdapter(DefaultMFAAdapter):
    """Only the words are ours."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code is not right. Wait for the next one that the app shows.",
        "cannot_delete_authenticator": "This cannot be turned off now",
        "cannot_generate_recovery_codes": "Set up an authenticator app or a key first",
        "unverified_email": "Confirm your email address first",
    }
