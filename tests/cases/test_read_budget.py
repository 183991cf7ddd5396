"""Every page that shows a case spends the read budget, also one that answers a refused form; deeds are never held up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases.models import Case, FeaturedCase
from network.forum import budget, moderation
from network.forum.models import Report
from network.membership.models import User
from tests.cases.making import ANSWERS, declared, published, submitted
from tests.cases.test_featured import TEXTS, agreed, prepared
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
ORIGIN = {"HTTP_ORIGIN": "http://testserver"}
TYPED = "What I was writing about it."
WORDS = "The patient takes street tablets daily"


def spend_all(user: User) -> None:
    """Spend what is left of the hour."""
    while budget.spend(user) is None:
        pass


@pytest.fixture(autouse=True)
def _small_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "PER_HOUR", 3)


def thread_report(cast: Cast) -> tuple[User, str, dict[str, Any]]:
    case = published(cast)
    assert case.thread is not None
    return cast.ben, f"/discussions/thread/{case.thread.public_id}/report/", {"kind": "", "note": TYPED}


def incident(cast: Cast) -> tuple[User, str, dict[str, Any]]:
    case = published(cast)
    assert case.thread is not None
    return cast.mia, f"/discussions/thread/{case.thread.public_id}/incident/", {"severity": "", "note": TYPED}


def incident_of_report(cast: Cast) -> tuple[User, str, dict[str, Any]]:
    user, _, data = incident(cast)
    moderation.report(Case.objects.get().thread, actor=cast.ben, kind="identifies")  # type: ignore[arg-type]
    return user, f"/discussions/reports/{Report.objects.get().public_id}/incident/", data


def decision(cast: Cast) -> tuple[User, str, dict[str, Any]]:
    incident_of_report(cast)
    return cast.mia, f"/discussions/reports/{Report.objects.get().public_id}/", {"decision": "", "note": TYPED}


def words(cast: Cast) -> tuple[User, str, dict[str, Any]]:
    return cast.dee, f"/cases/{published(cast).public_id}/feature/", {**TEXTS, "title": "", "outcome": TYPED}


def other_words(cast: Cast) -> tuple[User, str, dict[str, Any]]:
    return cast.dee, f"{prepared(cast).get_absolute_url()}words/", {**TEXTS, "title": "", "outcome": TYPED}


def authors_word(cast: Cast) -> tuple[User, str, dict[str, Any]]:
    return cast.ada, f"{prepared(cast).get_absolute_url()}agree/", {"version": 1, "consent_held": TYPED}


def readers_word(cast: Cast) -> tuple[User, str, dict[str, Any]]:
    return cast.ben, f"{agreed(cast).get_absolute_url()}read/", {"version": 1, "family": TYPED}


def review(cast: Cast) -> tuple[User, str, dict[str, Any]]:
    case = declared(submitted(cast), cast.ben)
    return cast.ben, f"/cases/review/{case.public_id}/", {**ANSWERS, "decision": "", "note": TYPED}


REFUSED = [thread_report, incident, incident_of_report, decision, words, other_words, authors_word, readers_word, review]


@pytest.mark.parametrize("make", REFUSED, ids=lambda make: make.__name__)
def test_a_refused_form_that_shows_the_case_counts_as_a_page_and_gives_the_text_back(
    cast: Cast, as_: As, make: Callable[[Cast], tuple[User, str, dict[str, Any]]]
) -> None:
    user, url, data = make(cast)
    browser = as_(user)
    shown = [browser.post(url, data, **ORIGIN) for _ in range(4)]
    assert [answer.status_code for answer in shown] == [422, 422, 422, 429]
    assert all(WORDS in answer.content.decode() for answer in shown[:3])
    last = shown[3].content.decode()
    assert WORDS not in last
    assert TYPED in last
    assert f'action="{url}"' in last, "it can be sent again"


@pytest.mark.parametrize("make", [review, incident, incident_of_report, decision], ids=lambda make: make.__name__)
def test_its_page_counts_too(cast: Cast, as_: As, make: Callable[[Cast], tuple[User, str, dict[str, Any]]]) -> None:
    user, url, _ = make(cast)
    browser = as_(user)
    assert [browser.get(url).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_whoever_has_spent_it_can_still_do_everything(cast: Cast, as_: As) -> None:
    _, report, _ = thread_report(cast)
    for user in (cast.ben, cast.mia, cast.dee, cast.ada):
        spend_all(user)
    assert as_(cast.ben).post(report, {"kind": "identifies", "note": ""}).status_code == 302
    found = Report.objects.get()
    assert (
        as_(cast.mia).post(f"/discussions/reports/{found.public_id}/", {"decision": "keep", "version": found.version}).status_code
        == 302
    )
    case = declared(submitted(cast), cast.ben)
    answers = {**ANSWERS, "decision": "approve", "version": case.version, "marks_seen": "on"}
    assert as_(cast.ben).post(f"/cases/review/{case.public_id}/", answers).status_code == 302
    case.refresh_from_db()
    assert case.state == "published"
    assert as_(cast.dee).post(f"/cases/{case.public_id}/feature/", TEXTS).status_code == 302
    assert FeaturedCase.objects.exists()
