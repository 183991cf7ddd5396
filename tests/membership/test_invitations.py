"""Inviting a colleague: one address, one use, fourteen days, few at a time; and nobody learns who is here."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from network.membership import invitations
from network.membership.models import Application, AuditEntry, Invitation, User
from tests.cast import Cast
from tests.journeys.test_walking_line import APPLICATION

As = Callable[[User | None], Client]
Commit = Callable[..., object]
PAGE = "/account/invitations/"
ADDRESS = APPLICATION["email"]


@pytest.fixture
def link(cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit) -> str:
    """Ada invites the applicant of the walking line; return the path in the mail."""
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        assert as_(cast.ada).post(PAGE, {"email": ADDRESS.upper()}).status_code == 302
    found = re.search(r"https?://[^/]+(/invitation/\S+)", mail.outbox[-1].body)
    assert found
    assert mail.outbox[-1].to == [ADDRESS]
    return found[1]


def shown(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


def test_a_colleague_follows_the_link_applies_and_the_steward_learns_who_invited(cast: Cast, as_: As, link: str) -> None:
    browser = Client()
    assert "You are invited to join" in shown(browser, link)
    assert browser.post(link).headers["Location"] == "/accounts/signup/"
    browser.post("/accounts/signup/", APPLICATION)
    made = Application.objects.get(user__email=ADDRESS)
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.application, invitation.email, invitation.token_hash) == ("used", made, "", "")
    EmailAddress.objects.filter(email=ADDRESS).update(verified=True)
    assert "Dr Ada Testing" in shown(as_(cast.stew), f"/desk/applications/{made.public_id}/")
    html = shown(as_(cast.ada), PAGE)
    assert "Your colleague has applied" in html
    assert ADDRESS not in html
    assert "does not work any more" in shown(Client(), link), "single use"
    assert Client().post(link).status_code == 404


def test_looking_uses_nothing_up_and_shows_nobody(cast: Cast, link: str) -> None:
    scanner = Client()
    for _ in range(3):
        html = shown(scanner, link)
        scanner.head(link)
    assert "Ada" not in html + mail.outbox[-1].body
    assert ADDRESS not in html
    assert Invitation.objects.get().state == "open"
    assert "invitation" not in scanner.session
    assert AuditEntry.objects.filter(verb="used invitation").count() == 0


def test_the_secret_stands_in_no_table_and_an_altered_link_opens_nothing(cast: Cast, link: str) -> None:
    token = link.rstrip("/").rsplit("/", 1)[1]
    kept = Invitation.objects.get().token_hash
    assert token != kept
    assert kept == invitations.hashed(token)
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), kept, "x", "%00"):
        answer = Client().get(link.replace(token, wrong))
        assert answer.status_code == 404
        assert Client().post(link.replace(token, wrong)).status_code == 404


def test_another_address_may_apply_but_does_not_use_it(cast: Cast, link: str) -> None:
    browser = Client()
    browser.post(link)
    browser.post("/accounts/signup/", {**APPLICATION, "email": "other@practice.example"})
    assert Application.objects.filter(user__email="other@practice.example").exists()
    assert Invitation.objects.get().state == "open"
    assert "You are invited" in shown(Client(), link)


def test_it_ends_after_fourteen_days_and_the_address_goes(cast: Cast, as_: As, link: str) -> None:
    browser = Client()
    browser.post(link)
    Invitation.objects.update(made_at=timezone.now() - timedelta(days=14, minutes=1))
    assert "does not work any more" in shown(Client(), link)
    browser.post("/accounts/signup/", APPLICATION)
    assert Invitation.objects.get().application is None
    call_command("membership_housekeeping", verbosity=0)
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.email) == ("expired", "")


def test_its_inviter_alone_takes_it_back(cast: Cast, as_: As, link: str) -> None:
    invitation = Invitation.objects.get()
    assert as_(cast.ben).post(PAGE, {"revoke": invitation.public_id}).status_code == 404
    with pytest.raises(PermissionDenied):
        invitations.revoke(invitation, actor=cast.ben)
    assert "You are invited" in shown(Client(), link)
    as_(cast.ada).post(PAGE, {"revoke": invitation.public_id})
    assert "does not work any more" in shown(Client(), link)
    assert "It was not open any more" in as_(cast.ada).post(PAGE, {"revoke": invitation.public_id}, follow=True).content.decode()


def test_an_address_that_is_known_here_gets_the_same_answer_and_one_mail(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit
) -> None:
    answers = []
    for address in ("nobody@practice.example", cast.ben.email):
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            answer = as_(cast.ada).post(PAGE, {"email": address}, follow=True)
        text = re.sub(r'value="[^"]*"|\S+@\S+', "", answer.content.decode())
        answers.append((answer.status_code, len(mail.outbox) - before, "If the address can be invited" in text))
    assert answers == [(200, 1, True)] * 2
    subjects = {letter.subject for letter in mail.outbox}
    assert len(subjects) == 1
    assert "has an account here already" in mail.outbox[-1].body
    assert {invitation.state for invitation in Invitation.objects.all()} == {"open"}


def test_a_double_click_makes_one_and_there_is_a_quota(
    cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Commit
) -> None:
    monkeypatch.setattr(invitations, "MOST_A_MONTH", 6)
    browser = as_(cast.ada)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        for number in (0, 0, 1, 2, 3, 4):
            assert browser.post(PAGE, {"email": f"n{number}@practice.example"}).status_code == 302
    assert len(mail.outbox) == Invitation.objects.count() == invitations.MOST_OPEN
    over = browser.post(PAGE, {"email": "n5@practice.example"})
    assert over.status_code == 422
    assert "invitations out" in over.content.decode()
    assert "n5@practice.example" in over.content.decode(), "what was typed stays"
    for invitation in Invitation.objects.all()[:2]:
        invitations.revoke(invitation, actor=cast.ada)
    assert invitations.invite("n6@practice.example", actor=cast.ada)
    with pytest.raises(invitations.QuotaReached, match="thirty days"):
        invitations.invite("n7@practice.example", actor=cast.ada)


def test_many_members_do_not_flood_one_address(cast: Cast, django_capture_on_commit_callbacks: Commit) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        for who in (cast.ada, cast.ben, cast.mia, cast.dee, cast.eve):
            assert invitations.invite("popular@practice.example", actor=who)
    assert len(mail.outbox) == invitations.MOST_PER_ADDRESS


@pytest.mark.parametrize("address", ["", "no address", "a@b", "two@x.example, three@x.example", "x@y.example\nBcc: z@y.example"])
def test_an_address_that_is_none_is_refused_beside_the_field(cast: Cast, as_: As, address: str) -> None:
    answer = as_(cast.ada).post(PAGE, {"email": address})
    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_who_is_not_verified_invites_nobody(cast: Cast, as_: As) -> None:
    assert as_(cast.cy).post(PAGE, {"email": ADDRESS}).headers["Location"] == "/application/"
    with pytest.raises(PermissionDenied):
        invitations.invite(ADDRESS, actor=cast.cy)
    assert not Invitation.objects.exists()
