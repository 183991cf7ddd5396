"""A reviewer's interest is asked for before a word of the case is shown; whoever has one never gets the case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from cases import actions, interests
from cases.models import Case, CaseInterest, State
from cms.tree import ensure_tree
from network.membership.models import AuditEntry, User
from tests.cases.making import ANSWERS, approve, send_back, submitted
from tests.cases.test_pictures import add, address
from tests.cases.test_review import ADDS_UP, works_at
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]


def test_the_text_is_shown_to_nobody_who_has_not_said_that_they_have_no_interest(cast: Cast, as_: As) -> None:
    case, ben = submitted(cast), as_(cast.ben)
    url = f"/cases/review/{case.public_id}/"
    page = ben.get(url).content.decode()
    assert "Before you read" in page
    assert "Ada" not in page
    assert not any(text in page for text in case.texts().values() if text), "neither story nor title"
    answer = ben.post(url, {**ANSWERS, "decision": "approve"}, follow=True)
    assert "Before you read" in answer.content.decode()
    assert Case.objects.get().state == State.SUBMITTED
    shown = ben.post(f"{url}interest/", {"interest": "no"}, follow=True)
    assert case.story in shown.content.decode()
    assert "Before you read" in as_(cast.mia).get(url).content.decode(), "each says it for themselves"
    assert ben.post(url, {**ANSWERS, "decision": "approve"}).status_code == 302
    assert Case.objects.get().state == State.PUBLISHED


def test_whoever_has_an_interest_never_gets_the_case_and_somebody_else_does(cast: Cast, as_: As) -> None:
    case, ben = submitted(cast), as_(cast.ben)
    url = f"/cases/review/{case.public_id}/"
    answer = ben.post(f"{url}interest/", {"interest": "yes"}, follow=True)
    assert "goes to somebody else" in answer.content.decode()
    assert case.reference not in ben.get("/cases/review/").content.decode()
    assert ben.get(url).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.approve(case, actor=cast.ben)
    with pytest.raises(PermissionDenied):
        interests.declare_no_interest(case, actor=cast.ben)
    assert "Somebody else decided" in ben.post(f"{url}interest/", {"interest": "no"}, follow=True).content.decode()
    send_back(case, cast.mia, "Say less of the job")
    case.refresh_from_db()
    actions.save_draft(
        actor=cast.ada, case=case, fields={**{n: getattr(case, n) for n in (*Case.NEEDED, "kind", "board")}, "tried": "x"}
    )
    case.refresh_from_db()
    actions.submit(case, actor=cast.ada)
    assert ben.get(url).status_code == 404, "for good: a new version is the same person"
    assert case.reference in as_(cast.mia).get("/cases/review/").content.decode()
    assert AuditEntry.objects.get(verb="stepped aside from case").reason == ""


def test_title_and_reason_for_two_readers_wait_for_the_declaration_in_the_queue_and_on_the_start_page(
    cast: Cast, as_: As
) -> None:
    ensure_tree()
    case, ben = submitted(cast, special=["death"], who_died="person"), as_(cast.ben)
    assert case.agreement().why
    for page in ("/", "/cases/review/"):
        text = ben.get(page).content.decode()
        assert case.reference in text
        assert case.headline not in text, page
        assert case.agreement().why not in text, page
    interests.declare_no_interest(case, actor=cast.ben)
    for page in ("/", "/cases/review/"):
        assert case.headline in ben.get(page).content.decode(), page
    assert case.agreement().why in ben.get("/cases/review/").content.decode()


def test_the_verbs_themselves_want_the_declaration(cast: Cast) -> None:
    case = submitted(cast)
    with pytest.raises(PermissionDenied):
        actions.approve(case, actor=cast.ben)
    with pytest.raises(PermissionDenied):
        actions.return_to_author(case, actor=cast.ben, note="Say less of the job")
    assert Case.objects.get().state == State.SUBMITTED
    interests.declare_no_interest(case, actor=cast.ben)
    assert actions.approve(case, actor=cast.ben)


def test_an_interest_found_while_reading_ends_it_there(cast: Cast, as_: As) -> None:
    case, ben = submitted(cast), as_(cast.ben)
    url = f"/cases/review/{case.public_id}/"
    ben.post(f"{url}interest/", {"interest": "no"})
    assert "If the text tells you otherwise" in ben.get(url).content.decode()
    ben.post(f"{url}interest/", {"interest": "yes"})
    assert ben.get(url).status_code == 404
    assert CaseInterest.objects.get().has_interest
    late = ben.post(url, {**ANSWERS, "decision": "approve"}, follow=True)
    assert "Nothing of yours was recorded" in late.content.decode()


def test_a_picture_waits_for_the_declaration_too(cast: Cast, as_: As) -> None:
    case = submitted(cast)
    Case.objects.update(state=State.DRAFT)
    case.refresh_from_db()
    picture = add(case, cast.ada)
    Case.objects.update(state=State.SUBMITTED)
    ben = as_(cast.ben)
    assert ben.get(address(case, picture)).status_code == 404
    ben.post(f"/cases/review/{case.public_id}/interest/", {"interest": "no"})
    assert ben.get(address(case, picture)).status_code == 200


@pytest.mark.parametrize("data", [{}, {"interest": ""}, {"interest": "maybe"}])
def test_an_answer_that_is_none_asks_again(cast: Cast, as_: As, data: dict[str, str]) -> None:
    case = submitted(cast)
    answer = as_(cast.ben).post(f"/cases/review/{case.public_id}/interest/", data, follow=True)
    assert "Before you read" in answer.content.decode()
    assert not CaseInterest.objects.exists()


def test_two_reviewers_of_one_case_do_not_stand_in_each_other_s_way(cast: Cast) -> None:
    case = submitted(cast, story=ADDS_UP)
    for person in (cast.ben, cast.mia, cast.dee):
        assert interests.declare_no_interest(case, actor=person)
        assert not interests.declare_no_interest(case, actor=person), "a double click"
    interests.step_aside(case, actor=cast.ben)
    assert approve(case, cast.mia) is None
    assert approve(case, cast.dee)


def told(capture: Callable[..., Any], do: Callable[[], object]) -> list[str]:
    mail.outbox.clear()
    with capture(execute=True):
        do()
    return sorted(address for message in mail.outbox for address in message.to)


def test_the_invited_who_may_review_are_told_and_after_a_first_approval_the_others(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    works_at(cast.ada, "Harbour")
    works_at(cast.dee, "Harbour")
    capture = django_capture_on_commit_callbacks
    invited = {"restricted": True, "invited": [cast.ben, cast.dee], "age_band": "<18"}
    assert told(capture, lambda: submitted(cast, **invited)) == sorted([cast.ben.email, cast.mia.email]), "Dee works with Ada"
    case = Case.objects.get()
    assert told(capture, lambda: approve(case, cast.mia)) == [cast.ben.email]
    assert case.reference in mail.outbox[0].subject
    assert not any(text and text in mail.outbox[0].body for text in case.texts().values())
    assert cast.ada.email in told(capture, lambda: approve(case, cast.ben)), "published"


def test_where_nobody_who_is_asked_may_take_it_the_stewards_learn_the_number(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    capture = django_capture_on_commit_callbacks
    case = submitted(cast)
    assert told(capture, lambda: interests.step_aside(case, actor=cast.ben)) == [], "Mia is asked still"
    assert told(capture, lambda: interests.step_aside(case, actor=cast.mia)) == [cast.stew.email]
    assert "/cases/" not in mail.outbox[0].body
