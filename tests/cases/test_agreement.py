"""How many clinicians must agree and why: one sentence, the same number on every page that says it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases.models import Case
from network.membership.models import User
from tests.cases.making import ANSWERS, declared, draft, form, sent
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
ADDS_UP = "A retired teacher from a coastal town, widowed, known from the inquest."
ASKED: dict[str, tuple[dict[str, Any], int, list[str]]] = {
    "nothing special": ({}, 1, []),
    "pregnancy": ({"special": ["pregnancy"], "clinicians_only": True}, 2, ["pregnancy or a newborn"]),
    "under 18": ({"age_band": "<18", "restricted": True}, 2, ["the person is under 18"]),
    "details": ({"story": ADDS_UP}, 2, ["three or more details add up"]),
    "both": (
        {"story": ADDS_UP, "special": ["pregnancy"], "clinicians_only": True},
        2,
        ["pregnancy or a newborn", "three or more details"],
    ),
}


@pytest.mark.parametrize("asked", ASKED)
def test_every_page_says_the_number_that_is_asked_for_and_why(cast: Cast, as_: As, asked: str) -> None:
    changes, number, why = ASKED[asked]
    if changes.get("restricted"):
        changes = {**changes, "invited": [cast.ben, cast.dee]}
    case = draft(cast, **changes)
    sentence = f"{'two second clinicians who do' if number == 2 else 'one second clinician who does'} not work in the author’s service must agree"
    other = "one second clinician" if number == 2 else "two second clinicians"
    author = as_(cast.ada)
    pages = [author.get(f"/cases/{case.public_id}/send/")]
    posted = {key: value for key, value in form(cast, **changes, do="check").items() if value is not True} | {
        key: "on" for key, value in changes.items() if value is True
    }
    posted.pop("invited", None)
    pages.append(author.post("/cases/new/", posted))
    sent(case)
    case.refresh_from_db()
    assert case.reviews_needed == number
    declared(case, cast.ben)
    pages.append(as_(cast.ben).get(f"/cases/review/{case.public_id}/"))
    if number == 2:
        pages += [author.get("/cases/mine/"), as_(cast.ben).get("/cases/review/")]
    for answer in pages:
        page = answer.content.decode()
        assert sentence in page, answer.request["PATH_INFO"]
        assert other not in page
        assert all(reason in page for reason in why)
        if asked == "pregnancy":
            assert "details add up" not in page


def test_after_the_first_approval_the_reason_is_the_true_one(cast: Cast, as_: As) -> None:
    case = draft(cast, special=["pregnancy"], clinicians_only=True)
    sent(case)
    declared(case, cast.ben)
    answer = as_(cast.ben).post(f"/cases/review/{case.public_id}/", {**ANSWERS, "decision": "approve"}, follow=True)
    assert "One more clinician reads it: pregnancy or a newborn." in answer.content.decode()
    assert Case.objects.get().state == "submitted"
