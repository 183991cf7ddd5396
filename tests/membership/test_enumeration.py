"""Nobody learns from an answer whether an address is known; its holder learns what happened and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from network.membership.models import Application, User
from tests.cast import PASSWORD, Cast
from tests.journeys.test_walking_line import APPLICATION

UNKNOWN = "nobody@practice.example"


@pytest.fixture
def known(cast: Cast) -> str:
    """A member's confirmed address."""
    EmailAddress.objects.create(user=cast.ada, email=cast.ada.email, verified=True, primary=True)
    return cast.ada.email


def answer_to(url: str, data: dict[str, str], address: str) -> tuple[object, ...]:
    """Return all that a stranger can see: status, destination, every page that follows without tokens, and the mail count."""
    cache.clear()
    mail.outbox.clear()
    answer = Client().post(url, data, follow=True)
    body = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", answer.content.decode()).replace(address, "ADDRESS")
    body = re.sub(r'nonce="[^"]+"', "", body)
    return answer.status_code, tuple(answer.redirect_chain), body, len(mail.outbox)


@pytest.mark.parametrize("name", ["signup", "reset", "login"])
def test_known_and_unknown_addresses_get_the_same_answer(known: str, name: str) -> None:
    requests: dict[str, Callable[[str], tuple[str, dict[str, str]]]] = {
        "signup": lambda address: ("/accounts/signup/", {**APPLICATION, "email": address}),
        "reset": lambda address: ("/accounts/password/reset/", {"email": address}),
        "login": lambda address: ("/accounts/login/", {"login": address, "password": "wrong-but-long-enough"}),
    }
    seen = [answer_to(*requests[name](address), address) for address in (known, UNKNOWN)]
    assert seen[0] == seen[1]
    assert seen[0][3] == {"signup": 1, "reset": 1, "login": 0}[name]


def test_an_address_squatted_by_a_stranger_answers_alike_and_its_holder_is_told(cast: Cast) -> None:
    Client().post("/accounts/signup/", {**APPLICATION, "email": "holder@practice.example", "display_name": "Dr S Quatter"})
    squatted = answer_to("/accounts/signup/", {**APPLICATION, "email": "holder@practice.example"}, "holder@practice.example")
    told = mail.outbox[-1]
    assert squatted == answer_to("/accounts/signup/", {**APPLICATION, "email": UNKNOWN}, UNKNOWN)
    assert told.to == ["holder@practice.example"]
    assert "Quatter" not in told.body, "the stranger's text is not carried to the holder"
    assert "/accounts/password/reset/" in told.body
    assert Application.objects.filter(user__email="holder@practice.example").count() == 1


def test_the_holder_of_a_squatted_address_takes_it_over_by_mail(cast: Cast) -> None:
    squatter = Client()
    squatter.post("/accounts/signup/", {**APPLICATION, "email": "holder@practice.example"})
    cache.clear()
    Client().post("/accounts/password/reset/", {"email": "holder@practice.example"})
    link = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[-1].body)
    assert link
    holder = Client()
    form = holder.get(link[0], follow=True)
    mine = "the-holders-own-passphrase"
    holder.post(form.redirect_chain[-1][0], {"password1": mine, "password2": mine})
    cache.clear()
    assert squatter.post("/accounts/login/", {"login": "holder@practice.example", "password": PASSWORD}).status_code == 200
    holder.post("/accounts/login/", {"login": "holder@practice.example", "password": mine})
    confirm = re.search(r"/accounts/confirm-email/\S+", mail.outbox[-1].body)
    assert confirm
    holder.post(confirm[0])
    assert EmailAddress.objects.get(email="holder@practice.example").verified
    assert User.objects.get(email="holder@practice.example").check_password(mine)


def test_the_holder_of_a_known_address_is_told_that_somebody_applied_with_it(known: str) -> None:
    Client().post("/accounts/signup/", {**APPLICATION, "email": known})
    assert mail.outbox[-1].to == [known]
    assert "There is already an account" in mail.outbox[-1].body
    assert "Was it not you?" in mail.outbox[-1].body


def test_an_unknown_address_that_asks_for_a_password_learns_how_to_join(cast: Cast) -> None:
    Client().post("/accounts/password/reset/", {"email": UNKNOWN})
    assert mail.outbox[-1].to == [UNKNOWN]
    assert "/accounts/signup/" in mail.outbox[-1].body


def test_a_known_address_costs_a_stranger_as_much_hashing_as_an_unknown_one(known: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher  # noqa: PLC0415

    hashed: list[str] = []
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *args, **kw: (hashed.append("x"), real(self, *args, **kw))[1])
    counts = []
    for address in (known, UNKNOWN):
        hashed.clear()
        Client().post("/accounts/signup/", {**APPLICATION, "email": address})
        counts.append(len(hashed))
    assert counts[0] == counts[1] > 0
