"""A duty opens nothing without a second factor, and log-in limits hold over several processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from network.membership.models import User
from tests.cast import PASSWORD, Cast

As = Callable[[User | None], Client]
ROOT = Path(__file__).resolve().parents[2]
BACKEND = "django.contrib.auth.backends.ModelBackend"


def bare(user: User) -> Client:
    """Return a browser in which `user` is signed in by password alone."""
    browser = Client()
    browser.force_login(user, backend=BACKEND)
    return browser


@pytest.mark.parametrize("name", ["mia", "dee", "stew"])
def test_nothing_but_enrolment_is_reachable_before_it(cast: Cast, name: str) -> None:
    browser = bare(getattr(cast, name))
    closed = (
        "/",
        "/account/",
        "/guidance/",
        "/application/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/sessions/",
        "/accounts/2fa/",
    )
    for url in closed:
        assert browser.get(url).headers.get("Location") == "/accounts/2fa/totp/activate/", url
    assert browser.get("/accounts/2fa/totp/activate/").headers["Location"].startswith("/accounts/reauthenticate/")
    assert browser.get("/accounts/reauthenticate/").status_code == 200
    assert browser.post("/accounts/logout/").status_code == 302


def test_a_plain_member_is_not_held_up(cast: Cast) -> None:
    assert bare(cast.ada).get("/account/").status_code == 200
    assert bare(cast.ada).get("/accounts/email/").status_code == 200


def test_a_password_alone_cannot_take_the_factor_off(cast: Cast, as_: As) -> None:
    as_(cast.stew)  # enrols elsewhere
    browser = bare(cast.stew)
    for url in ("/accounts/2fa/totp/deactivate/", "/accounts/2fa/", "/accounts/email/", "/accounts/reauthenticate/"):
        assert browser.get(url).headers["Location"].startswith("/accounts/2fa/reauthenticate/"), url
        assert browser.post(url, {"password": PASSWORD}).headers["Location"].startswith("/accounts/2fa/reauthenticate/"), url
    assert cast.stew.authenticator_set.filter(type="totp").exists()


def test_ten_thousand_guesses_get_nowhere_and_the_owner_still_gets_in_elsewhere(cast: Cast, settings: object) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]
    EmailAddress.objects.create(user=cast.ada, email=cast.ada.email, verified=True, primary=True)
    tried = 0
    for attempt in range(60):  # the limits answer the same to every further try
        browser = Client(headers={"x-forwarded-for": f"192.0.2.{attempt % 10}"})
        answer = browser.post("/accounts/login/", {"login": cast.ada.email, "password": f"wrong-guess-number-{attempt}"})
        tried += b"is not right" in answer.content
        assert "_auth_user_id" not in browser.session
    assert tried == 5, "five guesses for one address in five minutes, wherever they come from"
    other = User.objects.get(pk=cast.ben.pk)
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    there = Client(headers={"x-forwarded-for": "198.51.100.7"})
    assert there.post("/accounts/login/", {"login": other.email, "password": PASSWORD}).status_code == 302


GUESS = """
import os, django
from django.conf import settings
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
from tests import settings as product
product.CACHES = {"default": {"BACKEND": "django.core.cache.backends.%(cache)s", "LOCATION": "%(place)s"}}
django.setup()
from django.core.management import call_command
call_command("createcachetable", verbosity=0)
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.core.exceptions import ValidationError
from django.test import RequestFactory
passed = 0
for _ in range(4):
    request = RequestFactory().post("/accounts/login/", REMOTE_ADDR="192.0.2.1")
    with context.request_context(request):
        try:
            get_adapter(request).pre_authenticate(request, email="ada@caseround.example")
            passed += 1
        except ValidationError:
            pass
print(passed)
"""


@pytest.mark.parametrize(("cache", "allowed"), [("db.DatabaseCache", 5), ("locmem.LocMemCache", 8)])
def test_the_limit_counts_over_processes_with_the_production_cache(tmp_path: Path, cache: str, allowed: int) -> None:
    """The second row is the mutant: a cache of each process lets every worker start counting anew."""
    environment = {**os.environ, "VAR_DIR": str(tmp_path), "CASEROUND_MODE": "test", "PYTHONPATH": str(ROOT)}
    environment.pop("DATABASE_URL", None)
    script = GUESS % {"cache": cache, "place": "django_cache"}
    passed = 0
    for _ in range(2):
        run = subprocess.run(  # noqa: S603  (our own interpreter and script)
            [sys.executable, "-W", "ignore", "-c", script],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        passed += int(run.stdout.split()[-1])
    assert passed == allowed


def test_production_keeps_its_limits_in_a_cache_that_all_processes_share() -> None:
    text = (ROOT / "network" / "settings.py").read_text()
    assert "django.core.cache.backends.db.DatabaseCache" in text
