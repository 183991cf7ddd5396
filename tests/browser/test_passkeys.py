"""Passkeys, on a virtual authenticator of Chromium: set up, signed in with alone, and refused once taken off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.person import Person
from tests.cast import PASSWORD, Cast

Visit = Callable[..., Person]
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def ada(cast: Cast, at: Visit, live_server: LiveServer, settings: Any) -> Person:
    """Ada, signed in, with a key in her machine. A passkey belongs to a name, so the address is not a number here."""
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    EmailAddress.objects.create(user=cast.ada, email=cast.ada.email, verified=True, primary=True)
    person = at(cast.ada)
    person.open("/account/")
    client = person.context.new_cdp_session(person.page)
    client.send("WebAuthn.enable")
    client.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return person


def sign_out(person: Person) -> None:
    person.open("/accounts/logout/").send("Sign out")


def test_a_passkey_is_set_up_signs_in_alone_and_is_refused_once_taken_off(cast: Cast, ada: Person) -> None:
    ada.open("/accounts/2fa/webauthn/add/")
    if "reauthenticate" in ada.page.url:
        ada.fill(Password=PASSWORD).send("Go on")
    ada.fill(Name="Ward laptop")
    ada.tick("Use it as a passkey")
    with ada.page.expect_navigation():
        ada.control("Add", within=ada.page.get_by_role("main")).click()
    assert Authenticator.objects.filter(user=cast.ada, type=Authenticator.Type.WEBAUTHN).count() == 1
    sign_out(ada)
    ada.open("/accounts/login/")
    with ada.page.expect_navigation():
        ada.control("passkey").click()
    expect(ada.page.locator(".me")).to_contain_text(cast.ada.display_name)
    sign_out(ada)
    Authenticator.objects.filter(user=cast.ada).delete()
    ada.open("/accounts/login/")
    with ada.page.expect_navigation():
        ada.control("passkey").click()
    assert "/accounts/" in ada.page.url
    ada.open("/account/")
    assert "/accounts/login/" in ada.page.url
