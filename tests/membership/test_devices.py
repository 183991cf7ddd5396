"""A sign-in from a browser that is new to the account is told to its holder; a known browser is not."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from network.membership.models import User
from tests.cast import PASSWORD, Cast


def sign_in(browser: Client, user: User) -> None:
    assert browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code == 302


def told() -> list[str]:
    return [letter.to[0] for letter in mail.outbox if "new browser" in letter.subject]


@pytest.fixture
def ada(cast: Cast) -> User:
    """A member who has signed in before."""
    for user in (cast.ada, cast.ben):
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    return cast.ada


def test_a_new_browser_is_told_once_and_a_known_one_not(ada: User) -> None:
    browser = Client()
    sign_in(browser, ada)
    assert told() == [ada.email]
    assert "not used for it before" in mail.outbox[-1].body
    browser.post("/accounts/logout/")
    sign_in(browser, ada)
    assert told() == [ada.email]
    sign_in(Client(), ada)
    assert told() == [ada.email] * 2


def test_a_colleague_at_the_same_computer_is_new_there(ada: User, cast: Cast) -> None:
    browser = Client()
    sign_in(browser, ada)
    browser.post("/accounts/logout/")
    sign_in(browser, cast.ben)
    assert told() == [ada.email, cast.ben.email]
    browser.post("/accounts/logout/")
    sign_in(browser, ada)
    assert len(told()) == 2, "the browser remembers both"


@pytest.mark.parametrize("cookie", ["", "nonsense", "WyJ4Il0:1abcde:forged"])
def test_an_altered_cookie_is_a_new_browser(ada: User, cookie: str) -> None:
    browser = Client()
    sign_in(browser, ada)
    browser.post("/accounts/logout/")
    browser.cookies["known"] = cookie
    sign_in(browser, ada)
    assert told() == [ada.email] * 2


def test_a_first_sign_in_is_no_news(cast: Cast) -> None:
    EmailAddress.objects.create(user=cast.eve, email=cast.eve.email, verified=True, primary=True)
    sign_in(Client(), cast.eve)
    assert told() == []


def test_a_wrong_password_tells_nothing_and_leaves_no_cookie(ada: User) -> None:
    browser = Client()
    browser.post("/accounts/login/", {"login": ada.email, "password": "wrong-but-long-enough"})
    assert told() == []
    assert "known" not in browser.cookies
