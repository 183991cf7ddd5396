"""The composer on a phone: the stop for emergencies, the check by keyboard alone, no connection."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from cases.models import Case, CaseDecision
from cases.picturing import add_picture
from network.shell.pictures import pixels
from tests.browser.person import Person
from tests.browser.test_pages import CONTROLS, TOO_SMALL, violations
from tests.cases.making import draft
from tests.cast import Cast
from tests.cms.test_uploads import photo

Visit = Callable[..., Person]
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
NEAR = 5  # presses of the Tab key from one finding to a way out of the next
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


def reach(ada: Person, name: str, most: int = 150) -> None:
    """Go on with the Tab key, `most` times, until the control called `name` has the focus."""
    for _ in range(most):
        ada.page.keyboard.press("Tab")
        found = ada.evaluate("() => { const e = document.activeElement; return e.innerText || e.id }")
        if re.match(name, re.sub(r"\s+", " ", found)):
            return
    raise AssertionError(f"{name} is not reached by the Tab key")


def press(ada: Person, name: str, most: int = 150) -> None:
    reach(ada, name, most)
    with ada.page.expect_navigation():
        ada.page.keyboard.press("Enter")


def test_findings_are_dealt_with_by_keyboard_alone(cast: Cast, at: Visit, script: bool) -> None:
    ada = at(cast.ada, script=script)
    ada.open("/cases/new/")
    reach(ada, "id_story")
    ada.page.keyboard.type("Zilquist rang from 07700 900123. Zilquist was well. Dr Smith saw them. Then Dr Brady came.")
    press(ada, "Check the text")
    press(ada, "Replace all 2 of finding 1")  # both mentions, and the focus is where it was
    expect(ada.page.locator("#id_story")).not_to_have_value(re.compile("Zilquist"))
    press(ada, "Replace finding 1", NEAR)
    expect(ada.page.locator("#id_story")).not_to_have_value(re.compile("07700"))
    reach(ada, "Not an identifier ?, finding 1", NEAR)
    ada.page.keyboard.press("Enter")
    reach(ada, "why-1|Drug or brand", NEAR)
    ada.page.keyboard.press("ArrowDown")
    press(ada, "Keep finding 1", NEAR)
    expect(ada.page.locator("#id_story")).to_have_value(re.compile("Smith"))
    ada.page.locator("h1").evaluate("(heading) => { heading.tabIndex = -1; heading.focus(); }")  # back to the top of the page
    press(ada, "Replace all 1 as proposed")
    expect(ada.page.locator("#id_story")).not_to_have_value(re.compile("Brady"))
    press(ada, "Save as draft")
    assert "Smith" in Case.objects.get().story
    assert CaseDecision.objects.get().reason == "eponym"


@pytest.mark.parametrize("button", ["Check the text", "Replace finding 1", "Save as draft"])
def test_what_is_pressed_without_a_connection_loses_nothing(cast: Cast, at: Visit, button: str) -> None:
    ada = started(at(cast.ada, **PHONE))
    ada.fill(Title="Diazepam taper: how slow?")
    ada.context.set_offline(True)
    pressed = ada.page.get_by_role("button", name=button).last
    pressed.click()
    said = ada.page.get_by_role("alert").filter(has_text="Nothing was sent")
    expect(said).to_be_in_viewport()
    expect(ada.field("Title")).to_have_value("Diazepam taper: how slow?")
    ada.context.set_offline(False)
    expect(said).to_have_count(0)
    with ada.page.expect_navigation():
        pressed.click()
    expect(ada.field("Title")).to_have_value("Diazepam taper: how slow?")
    expect(ada.page.locator(".finds > li").first).to_be_attached()


@pytest.mark.parametrize("size", [(400, 300), (300, 400), (1600, 500), (60, 60)])
def test_a_square_of_a_picture_is_as_large_as_a_finger_on_a_phone(cast: Cast, at: Visit, size: tuple[int, int]) -> None:
    image = pixels(io.BytesIO(photo(size=size)), ("JPEG",), flat=True)[0]
    picture = add_picture(draft(cast), actor=cast.ada, picture=image, caption="A wound")
    ada = at(cast.ada, **PHONE)
    ada.open(f"/cases/{picture.case.public_id}/pictures/{picture.public_id}/")
    for square in (ada.page.get_by_label("Row 1, column 1", exact=True), ada.page.get_by_label("Row 10, column 10", exact=True)):
        square.check()
        box = square.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    assert ada.evaluate("() => document.documentElement.scrollWidth") <= 360, "the picture moves, not the page"
    ada.send("Paint the squares").sees("Painted out")


def test_the_composer_is_accessible_with_findings_with_the_stop_and_with_errors(cast: Cast, at: Visit) -> None:
    ada, faults = at(cast.ada, **PHONE), []

    def look(note: str) -> None:
        for scheme in ("light", "dark"):
            ada.page.emulate_media(color_scheme=scheme)
            faults.extend(violations(ada, f"{note}, {scheme}"))
        faults.extend(
            f"{note} is wider than 360" for _ in range(ada.evaluate("() => document.documentElement.scrollWidth") > 360)
        )
        faults.extend(f"{note}: small: {line}" for line in ada.evaluate(TOO_SMALL, CONTROLS))

    started(ada).choose("Age band", "Under 18")
    check(ada)
    look("findings")
    ada.send("Read it and send")
    look("errors")
    ada.tick("Yes, or I am not sure")
    look("the stop beside the question")
    ada.send("Save as draft")
    look("the stop")
    assert faults == []
