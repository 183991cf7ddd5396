"""Somebody who lost phone and recovery codes comes back by a person, not by a form."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from network.membership import recovery
from network.membership.models import AuditEntry, User
from tests.cast import PASSWORD, Cast
from tests.conftest import give_second_factor
from tests.membership.test_login_pages import sign_in
from tests.membership.test_rechecking import member

As = Callable[[User | None], Client]
Commit = Callable[..., object]


def test_a_steward_who_spoke_to_them_takes_the_lost_factor_off_and_they_enrol_anew(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit
) -> None:
    found = member(cast)
    found.user.groups.add(*cast.mia.groups.all())
    user = User.objects.get(pk=found.user_id)
    give_second_factor(user)
    desk, steward = f"/desk/applications/{found.public_id}/", as_(cast.stew)
    assert "take the lost second factor off" in steward.get(desk).content.decode()
    assert steward.post(f"{desk}work/", {"do": "factor", "text": ""}).status_code == 422
    assert Authenticator.objects.filter(user=user).exists()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        steward.post(f"{desk}work/", {"do": "factor", "text": "Rang the service; spoke to them."})
        steward.post(f"{desk}work/", {"do": "factor", "text": "Once more."})
    assert not Authenticator.objects.filter(user=user).exists()
    assert [letter.to for letter in mail.outbox] == [[user.email]]
    assert AuditEntry.objects.filter(verb="took second factor off").count() == 1
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": "a-long-test-passphrase"})
    assert browser.get("/discussions/").headers["Location"] == "/accounts/2fa/totp/activate/", "nothing opens before a new one"


def test_nobody_else_takes_it_off_and_nobody_their_own(cast: Cast, as_: As) -> None:
    found = member(cast)
    user = User.objects.get(pk=found.user_id)
    user.groups.add(*cast.stew.groups.all())
    give_second_factor(User.objects.get(pk=user.pk))
    for actor in (cast.ada, cast.mia, cast.dee, User.objects.get(pk=user.pk)):
        with pytest.raises(PermissionDenied):
            recovery.take_factor_off(found, actor=actor, reason="x")
    assert as_(cast.ada).post(f"/desk/applications/{found.public_id}/work/", {"do": "factor", "text": "x"}).status_code == 404
    assert Authenticator.objects.filter(user=user).exists()


def test_open_sessions_end_with_the_factor(cast: Cast) -> None:
    found = member(cast)
    browser = sign_in(User.objects.get(pk=found.user_id))
    assert browser.get("/account/").status_code == 200
    give_second_factor_by_hand(found.user)
    assert recovery.take_factor_off(found, actor=cast.stew, reason="Spoke to them.")
    assert browser.get("/account/").status_code == 302
    assert EmailAddress.objects.filter(user=found.user, verified=True).exists()
    assert User.objects.get(pk=found.user_id).check_password(PASSWORD)


def give_second_factor_by_hand(user: User) -> None:
    """Enrol somebody whose role does not need it."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: PLC0415

    TOTP.activate(user, generate_totp_secret())


def test_both_pages_where_somebody_is_stuck_name_the_way_to_a_person(cast: Cast, as_: As) -> None:
    as_(cast.stew)  # enrols
    EmailAddress.objects.create(user=cast.stew, email=cast.stew.email, verified=True, primary=True)
    browser = Client()
    step = browser.post("/accounts/login/", {"login": cast.stew.email, "password": PASSWORD}, follow=True)
    for page in (step, Client().get("/accounts/login/")):
        assert 'href="/about/complaints/">Ask a steward' in page.content.decode()
