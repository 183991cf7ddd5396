"""A reviewer who comes too late, twice, or back: nothing typed is lost, and nobody is told what is not so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from cases import actions
from cases.models import Case, CaseReview
from network.forum import moderation
from network.membership.models import User
from tests.cases.making import ANSWERS, approve, declared, published, submitted
from tests.cases.test_review import ADDS_UP
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
NOTE = "Say less of the marzipan factory."
RETURNED = {**ANSWERS, "decision": "return", "note": NOTE}
APPROVED = {**ANSWERS, "decision": "approve"}


def address(case: Case) -> str:
    return f"/cases/review/{case.public_id}/"


@pytest.mark.parametrize("meanwhile", ["withdrawn", "approved"])
def test_a_note_that_came_too_late_is_given_back(cast: Cast, as_: As, meanwhile: str) -> None:
    case = declared(submitted(cast), cast.ben)
    if meanwhile == "withdrawn":
        actions.withdraw(case, actor=cast.ada)
    else:
        approve(case, cast.mia)
    answer = as_(cast.ben).post(address(case), RETURNED)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert NOTE in page
    assert "Nothing of yours was recorded" in page
    assert "no-store" in answer["Cache-Control"]
    assert not CaseReview.objects.filter(reviewer=cast.ben).exists()


def test_the_same_answer_to_a_case_that_is_there_and_one_that_is_not(cast: Cast, as_: As) -> None:
    case, outsider = submitted(cast), as_(cast.sam)
    pages = [outsider.post(url, RETURNED) for url in (address(case), "/cases/review/qqqqqqqqqqqq/")]
    assert pages[0].status_code == pages[1].status_code == 409
    assert case.reference not in pages[0].content.decode()
    assert [outsider.get(url).status_code for url in (address(case), "/cases/review/qqqqqqqqqqqq/")] == [404, 404]


@pytest.mark.parametrize("posted", [APPROVED, RETURNED])
@pytest.mark.parametrize("story", ["The patient takes street tablets daily.", ADDS_UP])
def test_a_second_press_says_that_the_first_was_recorded(cast: Cast, as_: As, posted: dict[str, str], story: str) -> None:
    case, browser = declared(submitted(cast, story=story), cast.ben), as_(cast.ben)
    assert browser.post(address(case), posted).status_code == 302
    browser.get("/cases/review/")
    page = browser.post(address(case), posted, follow=True).content.decode()
    assert "Recorded already" in page
    assert case.reference in page
    assert "Nothing of yours" not in page
    assert CaseReview.objects.count() == 1


def test_another_decision_than_the_first_is_not_recorded_and_its_note_is_given_back(cast: Cast, as_: As) -> None:
    case, browser = declared(submitted(cast, story=ADDS_UP), cast.ben), as_(cast.ben)
    browser.post(address(case), APPROVED)
    answer = browser.post(address(case), RETURNED)
    assert answer.status_code == 409
    assert NOTE in answer.content.decode()
    assert CaseReview.objects.get().decision == "approved"


def test_nobody_sends_back_a_text_that_they_have_not_read(cast: Cast) -> None:
    case = declared(submitted(cast), cast.ben)
    Case.objects.update(version=2)  # sent back by somebody else, mended and sent again
    assert not actions.return_to_author(case, actor=cast.ben, note=NOTE)
    assert (Case.objects.get().review_note, CaseReview.objects.count()) == ("", 0)
    case.refresh_from_db()
    assert actions.return_to_author(case, actor=cast.ben, note=NOTE)


def test_whoever_goes_back_to_a_case_they_decided_learns_what_became_of_it(cast: Cast, as_: As) -> None:
    case, browser = declared(submitted(cast, story=ADDS_UP), cast.ben), as_(cast.ben)
    browser.post(address(case), APPROVED)
    page = browser.get(address(case))
    assert page.status_code == 200
    assert "You approved it. One more clinician reads it." in page.content.decode()
    assert case.headline not in page.content.decode()
    approve(case, cast.mia)
    assert "It is published." in browser.get(address(case)).content.decode()
    assert as_(cast.dee).get(address(case)).status_code == 404


def test_whoever_flagged_a_case_and_goes_back_comes_to_their_report(cast: Cast, as_: As) -> None:
    case = published(cast)
    assert case.thread
    moderation.report(case.thread, actor=cast.ben, kind="identifies")
    answer = as_(cast.ben).get(case.get_absolute_url())
    assert answer.status_code == 302
    assert "/reports/" in answer["Location"]
    assert as_(cast.dee).get(case.get_absolute_url()).status_code == 404


def test_the_author_reads_the_promise_and_its_escalation_on_the_page_of_the_case(cast: Cast, as_: As) -> None:
    case = submitted(cast)
    page = as_(cast.ada).get(case.get_absolute_url()).content.decode()
    assert "left of the 24 promised" in page
    assert "Passed on" not in page
    Case.objects.update(escalated_at=case.submitted_at)
    assert "Passed on to the duty experts" in as_(cast.ada).get(case.get_absolute_url()).content.decode()
