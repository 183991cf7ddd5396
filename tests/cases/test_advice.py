"""What a reader may recognise somebody by is shown where it stands, and stops nothing; what was decided is not asked twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases import actions, composer
from cases.models import Case, CaseDecision
from network.membership.models import User
from tests.cases.making import draft, form
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
TOLD = "They are the only survivor of the mill fire."


def page(answer: Any) -> str:
    return str(answer.content.decode())


def test_advice_is_marked_where_it_stands_with_its_ways_out(cast: Cast, as_: As) -> None:
    answer = as_(cast.ada).post("/cases/new/", form(cast, story=TOLD, do="check"))
    text = page(answer)
    assert 'class="id id-a" href="#find-1">the only survivor' in text
    for way in ('value="replace:1"', 'value="leave:1"', "One thing a reader may recognise them by", "worth another look"):
        assert way in text
    assert "Error:" not in text, "advice is no mistake"
    assert "No listed patterns found" in text


def test_advice_can_be_replaced_once_or_everywhere(cast: Cast, as_: As) -> None:
    posted = form(cast, story=TOLD, risks=TOLD)
    once = as_(cast.ada).post("/cases/new/", {**posted, "do": "replace:1", "by-1": "affected"}).context["form"]
    everywhere = as_(cast.ada).post("/cases/new/", {**posted, "do": "replace-all:1", "by-1": "affected"}).context["form"]
    assert [
        TOLD in (once["story"].value(), once["risks"].value()),
        TOLD in (everywhere["story"].value(), everywhere["risks"].value()),
    ] == [
        True,
        False,
    ]


def test_advice_is_left_without_a_reason_and_goes_when_everything_else_is_replaced(cast: Cast, as_: As) -> None:
    posted = form(cast, story=f"{TOLD} Ring 07700 900123.")
    left = as_(cast.ada).post("/cases/new/", {**posted, "do": "leave:1"})
    assert [mark.advises for mark in left.context["checked"].marks] == [False]
    replaced = as_(cast.ada).post("/cases/new/", {**posted, "do": "replace-everything"})
    assert "the only survivor" in replaced.context["form"]["story"].value(), "the author's own choice"
    assert "07700" not in replaced.context["form"]["story"].value()


def test_advice_alone_stops_neither_saving_nor_sending_and_stands_on_the_last_page(cast: Cast, as_: As) -> None:
    browser, posted = as_(cast.ada), form(cast, story=TOLD, do="send")
    reading = page(browser.post("/cases/new/", posted, follow=True))
    assert "One thing a reader may recognise them by" in reading
    assert "“the only survivor" in reading
    plain = draft(cast)
    assert "a reader may recognise them by" not in page(browser.get(f"/cases/{plain.public_id}/send/"))


def test_to_leave_is_no_reason_for_what_has_to_be_decided(cast: Cast, as_: As) -> None:
    posted = form(cast, story="Dr Smith saw them.", do="send", kept="NAME_CLINICIAN|left|Smith")
    label, words = next(iter(composer.keep_all([posted["story"]])))
    assert as_(cast.ada).post("/cases/new/", {**posted, "kept": f"{label}|left|{words}"}).status_code == 422
    assert as_(cast.ada).post("/cases/new/", {**posted, "do": "leave:1"}).context["checked"].to_decide
    assert as_(cast.ada).post("/cases/new/", {**posted, "kept": f"{label}|word|{words}"}).status_code == 302


def test_a_decision_outlives_the_saving_of_the_draft_and_holds_no_word(cast: Cast, as_: As) -> None:
    browser, posted = as_(cast.ada), form(cast, story="Then Dr Smith saw them.", do="keep:1") | {"why-1": "eponym"}
    kept = browser.post("/cases/new/", posted).context["kept"]
    browser.post("/cases/new/", {**posted, "do": "save", "kept": kept})
    case = Case.objects.get()
    opened = browser.get(f"/cases/{case.public_id}/edit/")
    assert opened.context["checked"].to_decide == []
    assert opened.context["kept"] == kept
    assert "Smith" not in repr([vars(decision) for decision in CaseDecision.objects.all()])
    # Saved again from the page as it was opened, it can be sent.
    again = {**posted, "version": 1, "kept": opened.context["kept"], "risks": "None known.", "do": "save"}
    assert browser.post(f"/cases/{case.public_id}/edit/", again).status_code == 302
    actions.submit(Case.objects.get(), actor=cast.ada)


def test_a_draft_with_marks_that_nobody_decided_opens_with_them(cast: Cast, as_: As) -> None:
    case = draft(cast, story="Dr Smith saw them.")
    opened = page(as_(cast.ada).get(f"/cases/{case.public_id}/edit/"))
    assert 'class="id" href="#find-1"' in opened
    assert "0 must go, 1 to decide" in opened
    assert "data-focus" not in opened, "nobody asked yet"


def test_after_each_step_the_next_mark_has_the_focus(cast: Cast, as_: As) -> None:
    browser, posted = as_(cast.ada), form(cast, story="Dr Smith left. Ring 07700 900123. Dr Patel came.")
    for do, focus in (("replace:1", 1), ("replace:2", 2), ("replace:3", 2), ("check", None)):
        text = page(browser.post("/cases/new/", {**posted, "do": do}))
        assert text.count("data-focus") == 1, do
        if focus:
            assert "data-focus>" in text.split(f'id="find-{focus}"')[1].split("</li>")[0][:60], do
    assert 'formaction="#find-1"' in page(browser.post("/cases/new/", {**posted, "do": "check"})), "without script too"


def test_a_case_for_invited_colleagues_shows_its_error_in_an_open_section(cast: Cast, as_: As) -> None:
    refused = as_(cast.ada).post("/cases/new/", form(cast, age_band="<18", do="send", clinicians_only="on"))
    text = page(refused)
    assert "restricted" in refused.context["form"].errors
    assert "<details open>\n          <summary>Narrower" in text


def test_a_clear_check_says_that_it_does_not_make_a_case_anonymous_and_nowhere_that_it_is(cast: Cast, as_: As) -> None:
    browser = as_(cast.ada)
    clear = page(browser.post("/cases/new/", form(cast, do="check")))
    assert "That does not make it anonymous" in clear
    assert "as the patient’s sister would" in clear
    last = page(browser.post("/cases/new/", form(cast, do="send"), follow=True))
    assert "The check finds patterns, not people" in last
    for text in (clear, last, page(browser.get("/cases/new/"))):
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text)).lower()
        assert not re.search(
            r"(is|are|now|fully|text|case) (now )?anonymous\b|no identifiers|nothing identif|safe to (send|share)", words
        )
