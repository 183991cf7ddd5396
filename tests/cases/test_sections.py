"""What the composer asks beside the story: what happened, whose interests, who has died, who cannot decide or is known in public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases import actions
from cases.models import Case
from network.forum.models import Thread
from network.membership.models import User
from tests.cases.making import approve, draft, form, published
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
AGREED = {"consent_basis": "signed", "consent_covers": "members", "consent_saw": "text", "consent_held": "service"}


def page(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("kind", ["ask", "learning"])
def test_what_happened_can_be_told_from_the_start_and_is_shown(cast: Cast, as_: As, kind: str) -> None:
    browser, posted = as_(cast.ada), form(cast, kind=kind, outcome="Stable after six weeks.", competing="A talk for a company.")
    assert browser.post("/cases/new/", {**posted, "do": "save"}).status_code == 302
    case = Case.objects.get()
    assert (case.outcome, case.competing) == ("Stable after six weeks.", "A talk for a company.")
    actions.submit(case, actor=cast.ada)
    approve(case, cast.ben)
    read = page(as_(cast.ben).get(case.get_absolute_url()))
    assert "Stable after six weeks." in read
    assert "A talk for a company." in read
    assert (Case.objects.get().status, Thread.objects.get().status) == ("outcome", "outcome")
    assert published(cast).status == "open"


@pytest.mark.parametrize("name", ["outcome", "competing"])
def test_both_are_checked_like_every_text(cast: Cast, as_: As, name: str) -> None:
    refused = as_(cast.ada).post("/cases/new/", form(cast, do="save", **{name: "Ring 07700 900123"}))
    assert refused.status_code == 422
    assert [mark.name for mark in refused.context["checked"].marks] == [name]
    assert not Case.objects.exists()


def test_a_death_and_an_agreement_of_the_person_ask_which(cast: Cast, as_: As) -> None:
    browser = as_(cast.ada)
    posted = form(cast, **AGREED, special=["death"], clinicians_only="on", do="send")
    asked = browser.post("/cases/new/", posted)
    assert "who_died" in asked.context["form"].errors
    assert "Who has died?" in page(asked)
    died = browser.post("/cases/new/", {**posted, "who_died": "person"})
    assert "can no longer change their mind" in page(died)
    assert "consent_basis" in died.context["form"].errors
    assert browser.post("/cases/new/", {**posted, "who_died": "other"}).status_code == 302
    assert browser.post("/cases/new/", {**posted, "consent_basis": "relative"}).status_code == 302
    with pytest.raises(actions.NotReady, match="who has died"):
        actions.submit(draft(cast, **AGREED, special=["death"]), actor=cast.ada)


@pytest.mark.parametrize(
    ("story", "prompt"),
    [("She lacks capacity for this.", "cannot decide for themselves"), ("A campaigner, on television often.", "known in public")],
)
def test_capacity_and_renown_prompt_and_stop_nothing(cast: Cast, as_: As, story: str, prompt: str) -> None:
    browser, case = as_(cast.ada), draft(cast, story=story)
    for door in ("edit", "send"):
        assert "<strong>If the person" in page(browser.get(f"/cases/{case.public_id}/{door}/"))
        assert prompt in page(browser.get(f"/cases/{case.public_id}/{door}/"))
    assert "<strong>If the person" not in page(browser.get(f"/cases/{draft(cast).public_id}/send/"))
    assert browser.post(f"/cases/{case.public_id}/send/", {"read": "on"}).status_code == 302
