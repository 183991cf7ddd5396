"""Text that arrives too late is never lost: signed out meanwhile, signed in elsewhere, a busy database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from playwright.sync_api import expect

from cases.models import Case
from network.forum.models import Post, Thread
from network.membership.models import User
from tests.browser.person import Person
from tests.cast import PASSWORD, Cast

Visit = Callable[..., Person]
TEXT = "We cut by a tenth each fortnight.\n\nThen slower still."
FORM = {"title": "Diazepam taper: how slow?", "text": TEXT, "basis": "evidence", "csrfmiddlewaretoken": "stale", "preview": "1"}
HERE = {"HTTP_ORIGIN": "http://testserver"}


def test_a_session_that_ended_while_writing_costs_no_word(cast: Cast, at: Visit, script: bool) -> None:
    EmailAddress.objects.create(user=cast.ada, email=cast.ada.email, verified=True, primary=True)
    ada = at(cast.ada, script=script)
    ada.open(f"{cast.open_board.get_absolute_url()}new/").fill(Title="Diazepam taper: how slow?", What=TEXT).tick("Evidence")
    Session.objects.all().delete()
    ada.send("Start the thread").heading("You are signed out")
    expect(ada.field("Text")).to_have_value(TEXT)
    expect(ada.field("Title")).to_have_value("Diazepam taper: how slow?")
    with ada.context.expect_page() as opened:
        ada.control("Sign in .opens a new tab").click()
    tab = opened.value
    tab.get_by_role("main").get_by_label("Email").fill(cast.ada.email)
    tab.get_by_role("main").get_by_label("Password", exact=True).fill(PASSWORD)
    tab.get_by_role("main").get_by_role("button", name="Sign In").first.click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("You are signed in")
    tab.close()
    ada.send("Send it again").heading("Send it once more")  # a log-in renews the form's protection
    expect(ada.field("Text")).to_have_value(TEXT)
    ada.send("Send it again").heading("Diazepam taper")
    post = Post.objects.get()
    assert post.source.split() == TEXT.split()
    assert post.basis == "evidence"


def test_a_form_older_than_the_log_in_is_shown_again_and_can_be_sent(cast: Cast, at: Visit) -> None:
    ada = at(cast.ada)
    ada.open(f"{cast.open_board.get_absolute_url()}new/").fill(Title="Diazepam taper: how slow?", What=TEXT)
    renewed = [{**cookie, "value": "a" * 32} for cookie in ada.context.cookies() if cookie["name"] == "csrf"]
    ada.context.add_cookies(renewed)
    ada.send("Start the thread").heading("Send it once more")
    ada.send("Send it again").heading("Diazepam taper")
    assert Thread.objects.count() == 1


@pytest.fixture
def address(cast: Cast) -> str:
    return f"{cast.open_board.get_absolute_url()}new/"


def test_the_answer_to_a_signed_out_writer_is_kept_by_nobody(address: str) -> None:
    browser = Client()
    answer = browser.post(address, FORM, **HERE)
    assert answer.status_code == 401
    assert "We cut by a tenth" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert 'name="basis" value="evidence"' in answer.content.decode()
    assert not Session.objects.exists()
    assert "sid" not in browser.cookies


def test_a_form_from_another_site_is_never_offered_for_sending(address: str, as_: Callable[[User | None], Client]) -> None:
    for headers in ({}, {"HTTP_ORIGIN": "https://elsewhere.example"}, {"HTTP_ORIGIN": "null"}):
        answer = Client().post(address, FORM, **headers)
        assert answer.status_code == 302
        strict = Client(enforce_csrf_checks=True).post(address, FORM, **headers)
        assert strict.status_code == 403
        assert b"We cut by a tenth" not in strict.content
    own = Client(enforce_csrf_checks=True).post(address, FORM, **HERE)
    assert b"We cut by a tenth" in own.content


def test_passwords_and_codes_are_never_given_back(address: str) -> None:
    secrets = {"password": "my secret words", "code": "123 456", "text": "Only this comes back."}
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", secrets, **HERE)
    assert answer.status_code == 403
    assert b"Only this" in answer.content
    assert b"secret words" not in answer.content
    assert b"123 456" not in answer.content


def test_a_part_of_a_page_says_that_its_reader_is_signed_out(address: str) -> None:
    part = Client().post(address, FORM, HTTP_HX_REQUEST="true", **HERE)
    assert part.status_code == 200
    assert b"<html" not in part.content
    assert b"You are signed out" in part.content
    stale = Client(enforce_csrf_checks=True).post(address, FORM, HTTP_HX_REQUEST="true", **HERE)
    for answer in (part, stale):
        assert answer["HX-Retarget"] == "#main", "the form that holds the text is not what is replaced"


def test_a_preview_asked_for_after_the_session_ended_leaves_the_text_in_its_form(cast: Cast, at: Visit) -> None:
    ada = at(cast.ada)
    ada.open(f"{cast.open_board.get_absolute_url()}new/").fill(Title="Diazepam taper: how slow?", What=TEXT)
    Session.objects.all().delete()
    ada.control("Preview").click()
    ada.sees("You are signed out", "Your text is still in the form")
    expect(ada.field("What")).to_have_value(TEXT)


def test_a_busy_database_gives_the_text_back(
    cast: Cast, address: str, as_: Callable[[User | None], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*arguments: object, **options: object) -> None:
        raise OperationalError("database is locked")

    ada = as_(cast.ada)
    monkeypatch.setattr("network.forum.posting.start_thread", locked)
    form = {name: value for name, value in FORM.items() if name != "preview"}
    answer = ada.post(address, form, **HERE)
    assert answer.status_code == 503
    assert b"Then slower still." in answer.content
    assert b"Send it again" in answer.content


def test_the_page_for_a_broken_server_asks_no_database(
    cast: Cast,
    address: str,
    as_: Callable[[User | None], Client],
    monkeypatch: pytest.MonkeyPatch,
    count_queries: Callable[..., int],
) -> None:
    from django.test import RequestFactory  # noqa: PLC0415

    from network.shell.views import server_error  # noqa: PLC0415

    assert count_queries(lambda: server_error(RequestFactory().get("/"))) == 0
    browser = as_(cast.ada)
    browser.raise_request_exception = False

    def broken(*arguments: object, **options: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("network.forum.board_page.load", broken)
    page = browser.get(cast.open_board.get_absolute_url())
    assert page.status_code == 500
    assert b"Something broke on our side" in page.content
    assert b'action="/search/"' in page.content


def test_each_error_page_says_what_to_do_next(cast: Cast, at: Visit) -> None:
    at(None).open("/no-such-page/", 404).sees("sign in").page.get_by_role("main").get_by_role("searchbox").wait_for()
    ada = at(cast.ada)
    ada.open("/no-such-page/", 404)
    assert "sign in" not in ada.page.get_by_role("main").inner_text()
    ada.page.get_by_role("main").get_by_role("searchbox").fill("diazepam")
    ada.send("Search").heading("Search")
    sam = at(cast.sam)
    sam.open("/cases/new/", 403).heading("You cannot do that").sees("verified clinicians")


def test_a_case_saves_itself_and_says_when_there_is_no_connection(cast: Cast, at: Visit) -> None:
    ada = at(cast.ada)
    ada.open("/cases/new/")
    ada.context.set_offline(True)
    ada.fill(Title="Diazepam taper: how slow?")  # ten seconds after the last key the page tries to save
    expect(ada.page.locator("#kept")).to_contain_text("No connection", timeout=20_000)
    assert not Case.objects.exists()
    ada.faults.clear()  # the browser noted that request, as it must
    ada.context.set_offline(False)
    expect(ada.page.locator("#kept")).to_contain_text("Draft saved at")
    assert Case.objects.get().headline == "Diazepam taper: how slow?"
    ada.fill(Title="Diazepam taper: how slowly?").send("Save as draft")
    assert Case.objects.get().headline == "Diazepam taper: how slowly?"
