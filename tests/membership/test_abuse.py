"""What somebody tries who wants more than they were given: fields that no form has, guesses, borrowed numbers, pages left open."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import models
from django.test import Client, RequestFactory
from django.utils import timezone

from network.forum import posting
from network.membership import actions, deciding
from network.membership.models import Application, ClinicalDomain, User
from network.membership.names import plain_name
from tests.cases.making import draft
from tests.cast import PASSWORD, Cast
from tests.faults.test_bad_input import forms_of
from tests.membership.test_desk import apply
from tests.membership.test_rechecking import member

As = Callable[[User | None], Client]
# What a person's own forms may change about themselves; everything else of these models is given by others.
OWN_WORDS = {"password", "last_login"}
APPLICANTS_OWN = {"registered_name", "profession", "register_number", "service", "reason"}


def every_field() -> dict[str, str]:
    """Return a value for each field of each of our models: what somebody sends who has read the code."""
    values: dict[str, str] = {}
    for label in ("membership", "forum", "cases"):
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.get_fields():
                flag = isinstance(field, models.BooleanField)
                values |= {field.name: "on" if flag else "1", f"{field.name}_id": "1", f"{field.name}_at": "2020-01-01"}
    states = {"role": "member", "state": "approved", "is_staff": "on", "is_superuser": "on", "proof": "register,mailbox"}
    return values | states | {"verified_at": "2020-01-01", "briefed_at": "2020-01-01", "groups": "1"}


def told(user: User) -> tuple[object, ...]:
    """Return everything about a person and their application that only others give."""
    fresh = User.objects.get(pk=user.pk)
    mine = {f.attname: getattr(fresh, f.attname) for f in User._meta.concrete_fields if f.name not in OWN_WORDS}
    found = Application.objects.filter(user=user).values().first() or {}
    theirs = {name: value for name, value in found.items() if name not in APPLICANTS_OWN}
    return (
        mine, theirs, sorted(fresh.groups.values_list("name", flat=True)), fresh.user_permissions.count(),
        sorted(User.objects.exclude(pk=user.pk).values_list("pk", "role", "is_staff", "verified_at")),
    )  # fmt: skip


def test_every_field_of_every_model_sent_with_every_form_gives_nothing(cast: Cast, as_: As) -> None:
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="A taper", text="Opening words.")
    waits, inside = apply(1), member(cast, 2)
    inside_user = User.objects.get(pk=inside.user_id)
    posted, extra = 0, every_field()
    assert {"is_superuser", "frozen_at", "checked_at", "was_limited"} <= set(extra)
    pages = {
        waits.user: ["/application/", "/application/change/", "/application/evidence/", "/account/"],
        inside_user: ["/account/name/", "/account/profile/", "/rules/accept/", "/account/", "/briefing/"],
        cast.ada: [thread.get_absolute_url(), f"/discussions/{cast.open_board.public_id}/new/", "/cases/new/",
                   f"/cases/{draft(cast).public_id}/edit/"],
    }  # fmt: skip
    for user, addresses in pages.items():
        browser, before = as_(user), told(user)
        for address in addresses:
            for form in [*forms_of(browser, address), None]:
                values = form.values if form else {}
                answer = browser.post((form.action if form else "") or address, {**extra, **values})
                assert answer.status_code < 500, address
                posted += 1
        assert told(user) == before, user
    assert posted >= 18


def test_ten_thousand_attempts_over_a_hundred_accounts_pass_a_hundred_times(cast: Cast) -> None:
    from allauth.account.adapter import get_adapter  # noqa: PLC0415
    from allauth.core import context  # noqa: PLC0415

    cache.clear()
    passed = 0
    for attempt in range(10_000):
        request = RequestFactory().post("/accounts/login/", REMOTE_ADDR=f"192.0.2.{attempt % 10}")
        with context.request_context(request):
            try:
                get_adapter(request).pre_authenticate(request, email=f"member{attempt // 10 % 100}@practice.example")
                passed += 1
            except ValidationError:
                pass
    assert passed <= 500, "five for each account"
    EmailAddress.objects.create(user=cast.ada, email=cast.ada.email, verified=True, primary=True)
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert elsewhere.post("/accounts/login/", {"login": cast.ada.email, "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("how", ["register's file", "steward"])
def test_the_number_of_a_struck_off_person_cannot_come_in_again(cast: Cast, as_: As, how: str, tmp_path: object) -> None:
    struck = member(cast)
    if how == "steward":
        deciding.suspend(struck, actor=cast.stew, reason="Struck off.")
    else:
        file = tmp_path / "delta.csv"  # type: ignore[operator]
        file.write_text(f"number,status\n{struck.register_number},struck off\n")
        call_command("import_register_delta", "doctor", str(file), "--apply")
    assert not User.objects.get(pk=struck.user_id).is_verified
    again = apply(2, register_number=struck.register_number, state="unconfirmed")
    actions.address_confirmed(again.user)
    again.refresh_from_db()
    assert again.frozen_at is not None
    assert not deciding.approve_application(again, actor=cast.stew)
    assert not deciding.limit_application(again, actor=cast.stew, reason="x")
    assert "gave the same number" in as_(cast.stew).get(f"/desk/applications/{again.public_id}/").content.decode()


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("Sukarno", True), ("महिमा शर्मा", True), ("Нина Петрова", True), ("王 小明", True), ("Siân O’Connell-Ó Briain", True),
        ("Anne Smith (née Jones)", True), ("Nіna Smith", False), ("A1ice", False), ("Dr\u202eA", False), ("<b>Ann</b>", False),
    ],
)  # fmt: skip
def test_names_of_one_script_single_and_married_fit_and_mixtures_do_not(name: str, fits: bool) -> None:
    if fits:
        plain_name(name)
    else:
        with pytest.raises(ValidationError):
            plain_name(name)


def pages_left_open(cast: Cast) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what a member's and a moderator's open pages would send."""
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="A taper", text="Opening words.")
    yield f"/discussions/{cast.open_board.public_id}/new/", {"title": "Late", "text": "Too late.", "form_key": "k" * 22}
    yield f"{thread.get_absolute_url()}reply/", {"text": "Too late.", "form_key": "j" * 22}
    yield f"{thread.get_absolute_url()}lock/", {}
    yield "/desk/domains/", {"do": "add", "name": "late.example"}


@pytest.mark.parametrize("what", ["suspended", "demoted", "closed"])
def test_pages_left_open_by_somebody_who_lost_the_right_change_nothing(cast: Cast, as_: As, what: str) -> None:
    from network.forum.models import Post, Thread  # noqa: PLC0415

    found = member(cast)
    found.user.groups.add(*cast.mia.groups.all(), *cast.stew.groups.all())
    User.objects.filter(pk=found.user_id).update(briefed_at=timezone.now())
    browser, sent = as_(User.objects.get(pk=found.user_id)), list(pages_left_open(cast))
    assert [browser.get(address).status_code for address in (sent[0][0], "/desk/domains/")] == [200, 200], "before"
    if what == "suspended":
        deciding.suspend(found, actor=cast.stew, reason="x")
    elif what == "demoted":
        found.user.groups.clear()
    else:
        User.objects.filter(pk=found.user_id).update(is_active=False)
    if what == "demoted":
        sent = [(address, values) for address, values in sent if not address.endswith(("new/", "reply/"))]  # a member still

    def look() -> object:
        return list(Thread.objects.values()), list(Post.objects.values()), ClinicalDomain.objects.count()

    before = look()
    for address, values in sent:
        assert browser.post(address, values).status_code in (302, 403, 404, 405, 409), address
    assert look() == before
