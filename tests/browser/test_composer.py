"""The composer on a phone: the stop for emergencies, the check by keyboard alone, no connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from cases.models import Case
from tests.browser.person import Person
from tests.cast import Cast

Visit = Callable[..., Person]
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
STORY = "Siobhan Kelly rang from 07700 900123. Dr Patel saw them on 14 March 2026."


def started(ada: Person) -> Person:
    """Write a story with four findings and ask for the check."""
    return check(ada.open("/cases/new/").fill(The_story=STORY))


def check(ada: Person) -> Person:
    """Press the button at the end of the form; the first of that name is the one that the Enter key finds."""
    with ada.page.expect_navigation():
        ada.page.get_by_role("button", name="Check the text").last.click()
    return ada.check_page()


@pytest.mark.parametrize("then", ["Save as draft", "Read it and send", "Replace finding 1", "Check the text"])
def test_the_stop_is_on_the_screen_whatever_was_pressed_before_and_after(cast: Cast, at: Visit, script: bool, then: str) -> None:
    ada = started(at(cast.ada, script=script, **PHONE)).press("Replace finding 1")
    assert "#find-1" in ada.page.url
    ada.tick("Yes, or I am not sure")
    beside = ada.page.locator("[data-stop]")
    expect(beside).to_be_visible() if script else expect(beside).to_be_hidden()
    check(ada) if then == "Check the text" else ada.send(then)
    stop = ada.page.get_by_role("main").get_by_role("heading", name="Stop: this is not the place")
    expect(stop).to_have_count(1)
    expect(stop).to_be_in_viewport()
    assert not Case.objects.exists()
    expect(stop.locator("..")).to_be_focused() if script else None
    ada.tick("No, this can wait").send("Save as draft")
    expect(stop).to_have_count(0)
    ada.send("Replace all").send("Save as draft")
    assert Case.objects.count() == 1


def test_an_error_after_a_replacement_is_on_the_screen(cast: Cast, at: Visit, script: bool) -> None:
    ada = started(at(cast.ada, script=script, **PHONE)).press("Replace finding 1").send("Read it and send")
    expect(ada.page.get_by_role("heading", name="There is a problem")).to_be_in_viewport()


def test_a_page_that_saves_itself_says_to_stop(cast: Cast, at: Visit) -> None:
    ada = at(cast.ada, **PHONE)
    ada.open("/cases/new/").tick("Yes, or I am not sure").fill(The_story="They take tablets.")
    expect(ada.page.locator("#kept")).to_contain_text("Call 999", timeout=20_000)
    assert not Case.objects.exists()
