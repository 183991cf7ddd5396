"""Mails about accounts: our words, our host, subjects that make sense, and never a form's text that does not belong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client

from network.membership.emails import ALLAUTH_MAILS
from tests.cast import PASSWORD, Cast
from tests.journeys.test_walking_line import APPLICATION
from tests.membership.test_login_pages import sign_in

HOST = {"headers": {"host": "localhost"}}


def test_every_mail_of_allauth_that_can_be_sent_has_our_words() -> None:
    import allauth  # noqa: PLC0415

    theirs = Path(allauth.__file__).parent / "templates"
    names = {
        str(p.relative_to(theirs)).removesuffix("_subject.txt")
        for app in ("account", "mfa")
        for p in (theirs / app / "email").glob("*_subject.txt")
    }
    off = {"account/email/login_code", "account/email/password_reset_code", "account/email/email_confirm"}  # switched off here
    assert names - off <= set(ALLAUTH_MAILS)
    for template, subject in ALLAUTH_MAILS.values():
        text = render_to_string(
            f"membership/mail/{template}.txt", {"site_name": "Caseround", "site_url": "https://x.example", "ip": "::1"}
        )
        assert "https://x.example" in text, template
        assert 10 < len(subject) < 60
        assert "{" not in text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_links_in_mails_name_the_sites_own_host_whatever_the_request_said(cast: Cast, settings: object, host: str) -> None:
    settings.SITE_URL = "https://caseround.example"  # type: ignore[attr-defined]
    EmailAddress.objects.create(user=cast.ada, email=cast.ada.email, verified=True, primary=True)
    browser = Client(headers={"host": host})
    browser.post("/accounts/signup/", APPLICATION)
    browser.post("/accounts/password/reset/", {"email": cast.ada.email})
    browser.post("/accounts/password/reset/", {"email": "nobody@practice.example"})
    browser.post("/accounts/signup/", {**APPLICATION, "email": cast.ada.email, "display_name": "Dr B Somebody"})
    assert len(mail.outbox) == 4
    for letter in mail.outbox:
        links = re.findall(r"https?://\S+", letter.body)
        assert links
        assert [link for link in links if not link.startswith("https://caseround.example")] == []
        assert letter.subject.endswith(" – Caseround")
    assert re.search(r"https://caseround\.example/accounts/password/reset/key/\S+", mail.outbox[1].body)


def test_the_old_address_learns_at_once_that_somebody_wants_to_move_the_account(cast: Cast) -> None:
    browser = sign_in(cast.ada)
    mail.outbox.clear()
    browser.post("/accounts/email/", {"email": "ada@elsewhere.example", "action_add": ""})
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([cast.ada.email, "ada@elsewhere.example"])
    notice = next(letter for letter in mail.outbox if letter.to == [cast.ada.email])
    assert "ada@elsewhere.example" in notice.body
    assert "Nothing has changed yet" in notice.body
    cast.ada.refresh_from_db()
    assert cast.ada.email == "ada@caseround.example"


def test_names_reach_a_mail_as_they_were_typed(cast: Cast) -> None:
    Client().post("/accounts/signup/", {**APPLICATION, "display_name": "Dr Maeve O'Neill"})
    assert "Dear Dr Maeve O'Neill," in mail.outbox[-1].body


def test_a_changed_password_is_told_and_says_what_to_do(cast: Cast) -> None:
    browser = sign_in(cast.ada)
    mail.outbox.clear()
    new = "another-long-passphrase"
    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert [letter.to for letter in mail.outbox] == [[cast.ada.email]]
    assert "If it was not, choose a new password at once" in mail.outbox[0].body
    assert browser.get("/account/").status_code == 302, "every session ends"
