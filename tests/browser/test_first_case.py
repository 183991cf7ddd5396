"""What a first case asks of somebody who has never written one: presses, typed characters and fields that must be filled.

No time is measured: a machine's says nothing of a person's. `-s` prints the figures that docs/benchmarks.md records.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Locator

from cases.models import Case, State
from tests.browser.person import Person
from tests.cast import Cast

Visit = Callable[..., Person]
NEEDED = {"urgent", "age_band", "setting", "story", "question", "headline", "consent_basis"}
STORY = (
    "Takes ten street tablets a day, bought as diazepam, and has had two seizures when they ran out. Wants to stop. Lives alone, "
    "eats little, no other drugs. We have offered a community start with daily pick-up; our on-call team would rather admit."
)
QUESTION, TITLE = "Is a community start safe after two seizures?", "Street benzos and two seizures: where do I start?"


class Effort:
    """Counts what somebody does on a phone: a press of a finger, a character typed."""

    def __init__(self, person: Person) -> None:
        self.person, self.presses, self.characters, self.pages = person, 0, 0, 0

    def go(self, control: Locator) -> None:
        """Press what leads to another page."""
        with self.person.page.expect_navigation():
            control.click()
        self.person.check_page()
        self.presses, self.pages = self.presses + 1, self.pages + 1

    def tick(self, control: Locator) -> None:
        """Press a box or a choice."""
        control.check()
        self.presses += 1

    def choose(self, control: Locator, option: str) -> None:
        """Open a list, and press a line of it."""
        control.select_option(label=option)
        self.presses += 2

    def type(self, control: Locator, text: str) -> None:
        """Press into a field and type."""
        control.click()
        control.press_sequentially(text)
        self.presses, self.characters = self.presses + 1, self.characters + len(text)


def test_a_first_case_needs_seven_fields_and_one_last_reading(cast: Cast, at: Visit, script: bool) -> None:
    ada = at(cast.ada, script=script, viewport={"width": 360, "height": 740})
    page, effort = ada.open("/").page, Effort(ada)
    effort.go(page.get_by_role("main").get_by_role("link", name="Ask about a case").first)
    empty = {name: page.locator(f"[name={name}]") for name in NEEDED}
    assert ada.sees("7 fields to go")
    height = ada.evaluate("() => document.documentElement.scrollHeight")
    effort.tick(ada.field("No, this can wait"))
    effort.choose(empty["age_band"], "In their 30s")
    effort.choose(empty["setting"], "Community drug service")
    effort.type(empty["story"], STORY)
    effort.type(empty["question"], QUESTION)
    effort.type(empty["headline"], TITLE)
    effort.tick(ada.field("Anonymised, so consent is not needed"))
    effort.go(page.get_by_role("button", name="Read it and send"))
    ada.heading("Read it once more")
    effort.tick(page.locator("#id_read"))
    effort.go(page.get_by_role("button", name="Send to review"))
    ada.sees("is sent")
    case = Case.objects.get()
    assert case.state == State.SUBMITTED
    assert case.story == STORY
    figures = {"fields": len(NEEDED), "presses": effort.presses, "characters": effort.characters, "pages": effort.pages}
    print(json.dumps({"first case": figures, "empty form at 360 px": height, "script": script}))  # noqa: T201


def test_nothing_else_is_needed_and_each_of_them_is(cast: Cast, at: Visit) -> None:
    ada = at(cast.ada, script=False)
    ada.open("/cases/new/").send("Read it and send")
    asked = {link.get_attribute("href") for link in ada.page.locator(".errors a").all()}
    assert asked == {f"#id_{name}" for name in NEEDED}
    assert not Case.objects.exists()
