"""Another e-mail address: three days' delay for members, told to the old one, stopped by one button without signing in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from network.membership.models import AuditEntry, EmailMove, User
from network.membership.moving import carry_out_due
from tests.cast import PASSWORD, Cast
from tests.membership.test_login_pages import sign_in

As = Callable[[User | None], Client]
Commit = Callable[..., object]
NEW = "ada.new@practice.example"


def link(pattern: str, *, to: str) -> str:
    """Return the link in the last letter to `to`."""
    body = next(letter.body for letter in reversed(mail.outbox) if letter.to == [to])
    found = re.search(pattern, body)
    assert found, body
    return found[0]


@pytest.fixture
def asked(cast: Cast) -> Client:
    """Ada's browser, in which she has asked for another address."""
    browser = sign_in(cast.ada)
    assert browser.post("/accounts/email/", {"action_add": "", "email": NEW}).status_code == 302
    return browser


def confirm(browser: Client, commit: Commit) -> None:
    """Follow the link that went to the new address and press its button."""
    with commit(execute=True):  # type: ignore[attr-defined]
        browser.post(link(r"/accounts/confirm-email/\S+", to=NEW))


def test_the_account_moves_after_three_days_and_both_addresses_are_told(
    cast: Cast, asked: Client, django_capture_on_commit_callbacks: Commit
) -> None:
    old = cast.ada.email
    assert "Somebody" in next(letter for letter in mail.outbox if letter.to == [old]).subject
    confirm(asked, django_capture_on_commit_callbacks)
    assert User.objects.get(pk=cast.ada.pk).email == old
    assert "about to move" in mail.outbox[-1].subject
    assert mail.outbox[-1].to == [old]
    due = EmailMove.objects.get().due_at
    assert timedelta(hours=71) < due - timezone.now() <= timedelta(hours=72)
    assert "your account moves on" in asked.get("/accounts/email/").content.decode()
    confirm(asked, django_capture_on_commit_callbacks)
    assert EmailMove.objects.get().due_at == due, "following the link again changes no clock"
    assert carry_out_due() == 0
    EmailMove.objects.update(due_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        assert [carry_out_due(), carry_out_due()] == [1, 0]
    assert User.objects.get(pk=cast.ada.pk).email == NEW
    assert list(EmailAddress.objects.filter(user=cast.ada).values_list("email", "verified", "primary")) == [(NEW, True, True)]
    assert mail.outbox[-1].to == [old]
    cache.clear()
    assert Client().post("/accounts/login/", {"login": NEW, "password": PASSWORD}).status_code == 302
    assert Client().post("/accounts/login/", {"login": old, "password": PASSWORD}).status_code == 200


@pytest.mark.parametrize("confirmed", [True, False])
def test_the_old_address_stops_it_with_one_button_and_signs_everybody_out(
    cast: Cast, asked: Client, confirmed: bool, django_capture_on_commit_callbacks: Commit
) -> None:
    if confirmed:
        confirm(asked, django_capture_on_commit_callbacks)
    stop = link(r"/account/stop-move/\S+", to=cast.ada.email)
    stranger = Client()
    assert "Stop it" in stranger.get(stop).content.decode()
    assert EmailAddress.objects.filter(email=NEW).exists(), "a mail scanner's GET stops nothing"
    assert asked.get("/account/").status_code == 200
    assert "Everybody is signed out" in stranger.post(stop, follow=True).content.decode()
    assert asked.get("/account/").status_code == 302, "a thief's open session is over"
    assert not EmailMove.objects.exists()
    assert not EmailAddress.objects.filter(email=NEW).exists()
    assert carry_out_due() == 0
    assert User.objects.get(pk=cast.ada.pk).email == cast.ada.email
    assert "Nothing was on its way" in stranger.post(stop, follow=True).content.decode()
    assert AuditEntry.objects.filter(verb="stopped a new address").count() == 1


def test_an_altered_link_stops_nothing(cast: Cast, asked: Client) -> None:
    stop = link(r"/account/stop-move/\S+", to=cast.ada.email).rstrip("/")
    for altered in (f"{stop[:-2]}xx/", "/account/stop-move/nonsense/"):
        answer = Client().post(altered)
        assert "does not work any more" in answer.content.decode()
    assert EmailAddress.objects.filter(email=NEW).exists()


def test_asking_again_begins_the_three_days_again(cast: Cast, asked: Client, django_capture_on_commit_callbacks: Commit) -> None:
    confirm(asked, django_capture_on_commit_callbacks)
    EmailMove.objects.update(due_at=timezone.now())
    cache.clear()
    asked.post("/accounts/email/", {"action_remove": "", "email": NEW})
    asked.post("/accounts/email/", {"action_add": "", "email": NEW})
    assert EmailAddress.objects.filter(email=NEW).exists()
    assert carry_out_due() == 0
    assert User.objects.get(pk=cast.ada.pk).email == cast.ada.email


def test_taken_back_or_taken_by_another_meanwhile_it_does_not_happen(
    cast: Cast, asked: Client, django_capture_on_commit_callbacks: Commit
) -> None:
    confirm(asked, django_capture_on_commit_callbacks)
    EmailMove.objects.update(due_at=timezone.now())
    EmailAddress.objects.create(user=cast.ben, email=NEW, verified=True, primary=True)
    assert carry_out_due() == 0
    assert not EmailMove.objects.exists()
    assert User.objects.get(pk=cast.ada.pk).email == cast.ada.email


def test_an_applicant_s_address_moves_at_once(cast: Cast) -> None:
    browser = sign_in(cast.cy)
    browser.post("/accounts/email/", {"action_add": "", "email": "cy.new@practice.example"})
    browser.post(link(r"/accounts/confirm-email/\S+", to="cy.new@practice.example"))
    assert User.objects.get(pk=cast.cy.pk).email == "cy.new@practice.example"


def test_sessions_are_listed_and_ended_everywhere_else(cast: Cast) -> None:
    here, there = sign_in(cast.ada), sign_in(cast.ada)
    page = here.get("/accounts/sessions/").content.decode()
    assert page.count("Signed in ") >= 2
    here.post("/accounts/sessions/")
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
