"""What identifies is never stored, one reviewer decides, and a case is exactly as open as its thread."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import Client

from cases import actions
from cases.models import Case, State
from network.forum.models import Thread
from network.membership.models import User
from tests.cases.making import ANSWERS, approve, database_text, draft, form, published, submitted
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
NUMBER = "999 000 0018"  # an NHS number from the range set aside for tests
MARKER = "quillwortpaddle"


@pytest.mark.parametrize("verb", ["save", "send", "check", "replace:1"])
def test_text_that_blocks_comes_back_and_is_stored_nowhere(cast: Cast, as_: As, verb: str) -> None:
    story = f"{MARKER} NHS number {NUMBER}. Phone 07700 900123."
    answer = as_(cast.ada).post("/cases/new/", form(cast, story=story, do=verb))
    assert answer.status_code == (422 if verb in ("save", "send") else 200)
    assert MARKER in answer.content.decode()
    assert MARKER not in database_text()
    assert not Case.objects.exists()


def test_text_without_identifiers_is_stored(cast: Cast, as_: As) -> None:
    answer = as_(cast.ada).post("/cases/new/", form(cast, story=f"The patient {MARKER} takes tablets.", do="save"))
    assert answer.status_code == 302
    assert MARKER in database_text()


def test_the_check_stores_nothing_and_is_not_cached(cast: Cast, as_: As) -> None:
    answer = as_(cast.ada).post("/cases/new/", {"story": f"{MARKER} {NUMBER}", "do": "check"})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert MARKER not in database_text()


def test_the_gate_stands_in_the_action_too(cast: Cast) -> None:
    with pytest.raises(actions.StillIdentifies) as refused:
        draft(cast, story=f"NHS number {NUMBER}")
    assert NUMBER not in str(refused.value)
    assert not Case.objects.exists()


def test_the_same_form_sent_twice_makes_one_case(cast: Cast, as_: As) -> None:
    posted, client = form(cast, do="save"), as_(cast.ada)
    assert [client.post("/cases/new/", posted).status_code for _ in range(2)] == [302, 302]
    assert Case.objects.count() == 1


def test_a_stale_form_is_refused_and_given_back(cast: Cast, as_: As) -> None:
    case = draft(cast)
    url, client = f"/cases/{case.public_id}/edit/", as_(cast.ada)
    assert client.post(url, form(cast, version=1, do="save", question="What first?")).status_code == 302
    answer = client.post(url, form(cast, version=1, do="save", question=f"And {MARKER}?"))
    assert answer.status_code == 422
    assert MARKER in answer.content.decode()
    case.refresh_from_db()
    assert case.question == "What first?"


def test_of_two_reviewers_one_wins(cast: Cast) -> None:
    case = submitted(cast)
    second = Case.objects.get(pk=case.pk)
    assert approve(case, cast.ben) is not None
    with pytest.raises(PermissionDenied):
        actions.approve(second, actor=cast.mia)
    assert Thread.objects.count() == 1
    assert Case.objects.get().reviewer == cast.ben


def test_the_late_reviewer_is_told(cast: Cast, as_: As) -> None:
    case = published(cast)
    url = f"/cases/review/{case.public_id}/"
    answer = as_(cast.mia).post(url, {**ANSWERS, "decision": "approve"}, follow=True)
    assert "Somebody else decided" in answer.content.decode()
    assert Case.objects.get().reviewer == cast.ben


def test_nobody_reviews_their_own(cast: Cast) -> None:
    case = submitted(cast)
    with pytest.raises(PermissionDenied):
        actions.approve(case, actor=cast.ada)
    assert Case.objects.get().state == State.SUBMITTED


EVERYBODY = ("ada", "ben", "mia", "sam", "eve", "cy", "stew")
OPEN_TO = {
    "draft": {"ada"},
    "submitted": {"ada"},
    "published": {"ada", "ben", "mia", "sam"},
    "clinicians": {"ada", "ben", "mia"},
}
MAKE = {
    "draft": draft,
    "submitted": submitted,
    "published": published,
    "clinicians": lambda cast: published(cast, clinicians_only=True),
}


@pytest.mark.parametrize("state", OPEN_TO)
def test_a_case_is_open_to_these_and_nobody_else(cast: Cast, as_: As, state: str) -> None:
    made = MAKE[state]
    case = made(cast) if state == "clinicians" else made(cast, clinicians_only=False)  # type: ignore[operator]
    listed = {name for name in EVERYBODY if Case.objects.visible_to(getattr(cast, name)).exists()}
    opened = set()
    for name in EVERYBODY:
        answer = as_(getattr(cast, name)).get(f"/cases/{case.public_id}/")
        if answer.status_code == 200:
            opened.add(name)
            assert "no-store" in answer["Cache-Control"]
    assert listed == opened == OPEN_TO[state]
    assert not Case.objects.visible_to(AnonymousUser()).exists()
    assert as_(None).get(f"/cases/{case.public_id}/").status_code == 302


@pytest.mark.parametrize("published", [False, True])
def test_a_save_that_began_before_sending_cannot_change_what_is_reviewed(cast: Cast, published: bool) -> None:
    case = draft(cast)
    loaded_before = Case.objects.get(pk=case.pk)
    actions.submit(case, actor=cast.ada)
    if published:
        case.refresh_from_db()
        approve(case, cast.ben)
    changed = form(cast, board=cast.open_board, story="Changed after it was sent.")
    changed.pop("urgent")
    del changed["form_key"]
    with pytest.raises(actions.StaleForm):
        actions.save_draft(actor=cast.ada, case=loaded_before, version=1, fields=changed)
    assert "Changed" not in Case.objects.get().story
