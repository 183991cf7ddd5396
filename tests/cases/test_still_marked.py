"""What an author kept is never taken on trust: the second clinician sees each mark in its place, with its kind and the reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases import actions
from cases.composer import keep_all
from cases.models import Case, State
from network.membership.models import User
from tests.cases.making import ANSWERS, declared, draft, form, sent
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
STORY = "Kevin Braithwaite takes street tablets daily. Kevin walks from Todmorden to us."


def kept(cast: Cast, reason: str = "word", story: str = STORY) -> Case:
    """Send a case of which the author kept every mark as an ordinary word."""
    posted: dict[str, Any] = form(cast, board=cast.open_board, story=story)
    for name in ("urgent", "form_key"):
        posted.pop(name)
    case = actions.save_draft(actor=cast.ada, fields=posted, kept=dict.fromkeys(keep_all([story]), reason))
    sent(case)
    case.refresh_from_db()
    return case


def test_every_kept_mark_stands_in_its_place_with_its_kind_and_the_author_s_reason(cast: Cast, as_: As) -> None:
    case = kept(cast)
    declared(case, cast.ben)
    page = as_(cast.ben).get(f"/cases/review/{case.public_id}/").content.decode()
    assert "Kevin Braithwaite takes street tablets daily. Kevin walks" in page, "one reading with the marks off"
    for number, words in enumerate(("Kevin Braithwaite", "Kevin", "Todmorden"), 1):
        assert re.search(rf'href="#find-{number}">{words}<b><span class="vh">, finding </span>{number}</b>', page), (
            "and one with them on"
        )
        row = re.search(rf'<li id="find-{number}">.*?</li>', page, re.DOTALL)
        assert row
        assert words in row.group()
        assert "Ordinary word" in row.group()
    assert re.search(r"<strong>Name</strong>: “Kevin Braithwaite”", page)
    assert re.search(r"<strong>Place</strong>: “Todmorden”", page)


def test_the_second_copy_of_the_text_is_folded_on_a_phone_and_each_mark_with_its_reason_is_not(cast: Cast, as_: As) -> None:
    case = declared(kept(cast), cast.ben)
    page = as_(cast.ben).get(f"/cases/review/{case.public_id}/").content.decode()
    folded = re.search(r'<details class="fold">.*?</details>', page, re.DOTALL)
    assert folded
    assert 'href="#find-1"' in folded.group()
    assert '<li id="find-1"' not in folded.group()
    assert '<li id="find-1"' in page


def test_nobody_approves_kept_marks_without_saying_that_they_looked(cast: Cast, as_: As) -> None:
    case = kept(cast)
    declared(case, cast.ben)
    browser, url = as_(cast.ben), f"/cases/review/{case.public_id}/"
    answer = browser.post(url, {**ANSWERS, "decision": "approve"})
    assert answer.status_code == 422
    assert "Look at each place that is still marked" in answer.content.decode()
    assert Case.objects.get().state == State.SUBMITTED
    assert browser.post(url, {**ANSWERS, "decision": "approve", "marks_seen": "on"}).status_code == 302
    assert Case.objects.get().state == State.PUBLISHED


def test_sending_back_asks_for_no_tick_and_a_case_without_marks_neither(cast: Cast, as_: As) -> None:
    case = kept(cast)
    declared(case, cast.ben)
    url = f"/cases/review/{case.public_id}/"
    assert as_(cast.ben).post(url, {**ANSWERS, "decision": "return", "note": "Take the names out"}).status_code == 302
    plain = draft(cast)
    sent(plain)
    declared(plain, cast.ben)
    url = f"/cases/review/{plain.public_id}/"
    page = as_(cast.ben).get(url).content.decode()
    assert "still marked" not in page
    assert as_(cast.ben).post(url, {**ANSWERS, "decision": "approve"}).status_code == 302


def test_different_reasons_for_one_kind_are_all_shown(cast: Cast, as_: As) -> None:
    marks = list(keep_all([STORY]))
    posted: dict[str, Any] = form(cast, board=cast.open_board, story=STORY)
    for name in ("urgent", "form_key"):
        posted.pop(name)
    reasons = {mark: "drug" if mark[1] == "Kevin" else "word" for mark in marks}
    case = actions.save_draft(actor=cast.ada, fields=posted, kept=reasons)
    sent(case)
    declared(case, cast.ben)
    page = as_(cast.ben).get(f"/cases/review/{case.public_id}/").content.decode()
    assert "Drug or brand" in page
    assert "Ordinary word" in page


def test_advice_reaches_the_reviewer(cast: Cast, as_: As) -> None:
    case = kept(cast, story="She is a 43-year-old who works as a lighthouse keeper and takes tablets.")
    declared(case, cast.ben)
    page = as_(cast.ben).get(f"/cases/review/{case.public_id}/").content.decode()
    assert "Worth another look" in page
    assert "Exact age" in page


@pytest.mark.parametrize("note", ["Kevin Braithwaite at Todmorden is his real name"])
def test_a_note_that_may_name_somebody_is_looked_at_twice(cast: Cast, as_: As, note: str) -> None:
    case = draft(cast)
    sent(case)
    declared(case, cast.ben)
    browser, url = as_(cast.ben), f"/cases/review/{case.public_id}/"
    posted = {**ANSWERS, "decision": "return", "note": note}
    answer = browser.post(url, posted)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert '<mark class="id">Kevin Braithwaite</mark>' in page
    assert note in page, "the typed note comes back"
    assert Case.objects.get().review_note == ""
    assert browser.post(url, {**posted, "looked": "on"}).status_code == 302
    assert browser.post(url, {**posted, "note": "Call 07700 900123", "looked": "on"}).status_code == 302, "already decided"


def test_a_plain_note_asks_for_nothing(cast: Cast, as_: As) -> None:
    case = draft(cast)
    sent(case)
    declared(case, cast.ben)
    posted = {**ANSWERS, "decision": "return", "note": "Make the job more general"}
    assert as_(cast.ben).post(f"/cases/review/{case.public_id}/", posted).status_code == 302
