"""Every address as somebody who should not be there, and every response with its headers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cms.tree import ensure_tree
from network.forum import posting
from network.membership.models import User
from tests.cast import Cast

As = Callable[[User | None], Client]
PUBLIC = {
    "/", "/health/", "/styleguide/", "/search/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/",
    "/accounts/confirm-email/", "/accounts/inactive/", "/accounts/login/code/confirm/", "/accounts/logout/", "/accounts/2fa/webauthn/login/",
    "/accounts/password/reset/key/done/", "/accounts/2fa/authenticate/", "/accounts/login/code/", "/cases/public/",
}  # fmt: skip
SKIPPED_PREFIXES = ("admin/", "documents/", "_util/", "media/", "")


def addresses() -> Iterator[str]:
    """Yield every address of our own and of allauth without parameters, and ours with a made-up id."""

    def walk(patterns: list[object], prefix: str) -> Iterator[str]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)  # type: ignore[attr-defined]
            if isinstance(pattern, URLResolver):
                foreign = route.startswith(("admin/", "documents/")) or (prefix == "" and route == "")
                if foreign and "network.membership" not in str(pattern.urlconf_name):
                    continue
                yield from walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern):
                route = route.replace("<str:public_id>", "zzzzzzzzzzzz")
                if "<" not in route and "(" not in route and "^" not in route:
                    yield "/" + route

    yield from walk(get_resolver().url_patterns, "")


def test_the_walk_finds_the_site() -> None:
    found = set(addresses())
    assert {"/discussions/", "/cases/new/", "/desk/applications/", "/accounts/login/"} <= found
    assert len(found) > 40


@pytest.mark.parametrize("who", ["anonymous", "cy", "eve"])
def test_every_address_as_an_outsider(cast: Cast, as_: As, who: str) -> None:
    ensure_tree()
    canary = "marzipanwalrus"
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title=f"{canary} title", text=f"{canary} text")
    ids = [thread.public_id, thread.posts.get().public_id, cast.open_board.public_id]
    browser = as_(None if who == "anonymous" else getattr(cast, who))
    wrong = []
    for address in addresses():
        for url in {address, *(address.replace("zzzzzzzzzzzz", pk) for pk in ids)}:
            answer = browser.get(url)
            public = url in PUBLIC or url.startswith("/accounts/")
            allowed = (200, 302, 404, 403, 405, 429) if public or who != "anonymous" else (302, 404, 405)
            if answer.status_code not in allowed:
                wrong.append((url, answer.status_code))
            if hasattr(answer, "content") and canary.encode() in answer.content:
                wrong.append((url, "canary"))
            if "Content-Security-Policy" not in answer.headers or answer.headers["X-Content-Type-Options"] != "nosniff":
                wrong.append((url, "headers"))
    assert wrong == []


@pytest.mark.parametrize(
    "door", ["/admin/login/", "/_util/login/", "/admin/login/?next=/admin/", "/admin/login/?next=//evil.example"]
)
def test_every_other_login_door_closes_onto_the_one(cast: Cast, door: str) -> None:
    answer = Client().get(door)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")
    assert "evil" not in answer.headers["Location"]
    assert (
        Client()
        .post(door, {"username": cast.dee.email, "password": "a-long-test-passphrase"})
        .headers["Location"]
        .startswith("/accounts/")
    )


@pytest.mark.parametrize("name", ["mia", "dee", "stew"])
def test_a_duty_without_a_second_factor_opens_nothing(cast: Cast, name: str) -> None:
    browser = Client()
    browser.force_login(getattr(cast, name), backend="django.contrib.auth.backends.ModelBackend")
    for url in ("/", "/discussions/", "/admin/", "/desk/applications/", "/search/"):
        assert browser.get(url).headers.get("Location") == "/accounts/2fa/totp/activate/", url


def test_a_session_that_did_not_use_the_factor_is_asked_for_it(cast: Cast, as_: As) -> None:
    as_(cast.stew)  # enrols
    browser = Client()
    browser.force_login(cast.stew, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get("/desk/applications/").headers["Location"].startswith("/accounts/2fa/reauthenticate/?next=")


def test_a_right_to_the_cms_by_another_route_needs_the_factor_too(cast: Cast) -> None:
    from django.contrib.auth.models import Permission  # noqa: PLC0415

    cast.ada.user_permissions.add(Permission.objects.get(codename="access_admin"))
    browser = Client()
    browser.force_login(cast.ada, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get("/admin/").headers["Location"] == "/accounts/2fa/totp/activate/"
    assert browser.get("/admin/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/accounts/2fa/totp/activate/"


def test_people_and_groups_cannot_be_changed_in_the_cms(cast: Cast, as_: As) -> None:
    User.objects.filter(pk=cast.dee.pk).update(is_superuser=True, is_staff=True)
    browser = as_(User.objects.get(pk=cast.dee.pk))
    assert browser.get("/admin/").status_code == 200
    for url in ("/admin/users/", "/admin/groups/", "/admin/users/add/", "/admin/groups/new/"):
        assert browser.get(url).status_code == 404, url


def test_a_removed_factor_closes_the_door_at_the_next_request(cast: Cast, as_: As) -> None:
    from allauth.mfa.models import Authenticator  # noqa: PLC0415

    browser = as_(cast.mia)
    assert browser.get("/discussions/").status_code == 200
    Authenticator.objects.filter(user=cast.mia).delete()
    assert browser.get("/discussions/").status_code == 302


def test_a_member_needs_no_second_factor_and_the_cms_is_closed_to_them(cast: Cast, as_: As) -> None:
    assert as_(cast.ada).get("/discussions/").status_code == 200
    assert as_(cast.ada).get("/admin/").status_code == 302
    assert as_(cast.dee).get("/admin/").status_code == 200


def test_what_a_signed_in_person_sees_is_never_cached(cast: Cast, as_: As) -> None:
    ensure_tree()
    for url in ("/", "/discussions/", "/guidance/", "/account/"):
        assert "no-store" in as_(cast.ada).get(url).headers["Cache-Control"], url


def test_sign_up_tells_nobody_whether_an_address_is_known(cast: Cast) -> None:
    from django.core import mail  # noqa: PLC0415

    from tests.journeys.test_walking_line import APPLICATION  # noqa: PLC0415

    answers = []
    for address in ("nobody@practice.example", cast.ada.email):
        before = len(mail.outbox)
        answer = Client().post("/accounts/signup/", {**APPLICATION, "email": address})
        answers.append((answer.status_code, answer.headers.get("Location"), len(mail.outbox) - before))
    assert answers[0] == answers[1]
    assert User.objects.filter(email=cast.ada.email).count() == 1


def test_posting_privileged_fields_changes_nothing(cast: Cast) -> None:
    from tests.journeys.test_walking_line import APPLICATION  # noqa: PLC0415

    extra = {
        "is_staff": "on",
        "is_superuser": "on",
        "role": "member",
        "verified_at": "2026-01-01",
        "groups": "1",
        "state": "approved",
    }
    Client().post("/accounts/signup/", {**APPLICATION, **extra})
    user = User.objects.get(email="amara@practice.example")
    assert (user.is_staff, user.is_superuser, user.role, user.verified_at, user.groups.count()) == (
        False,
        False,
        "registrant",
        None,
        0,
    )
    assert user.application.state == "unconfirmed"
