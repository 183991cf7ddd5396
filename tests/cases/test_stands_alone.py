"""Tags that no other case of the library shares are pointed out while a case is written and before it is sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cases.models import Case
from network.forum.models import Thread
from search.models import Term
from tests.cases.making import draft, form, published
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ROW = {"name": "Diazepam", "amount": "", "route": "oral", "duration": "", "source": "illicit"}
TOGETHER, BY_ITSELF = "No other case here has this", "No other case here is about: "


@pytest.fixture(autouse=True)
def diazepam(db: None) -> Term:
    return Term.objects.create(slug="diazepam", name="Diazepam", kind="drug", synonyms=["Valium"])


@pytest.mark.parametrize(
    ("other", "alone"),
    [
        (None, True),
        ({"rows": [ROW]}, False),
        ({"rows": [{**ROW, "name": "valium "}]}, False),  # another word for the same
        ({"rows": [ROW], "setting": "prison"}, True),
        ({"rows": [{**ROW, "name": "Ketamine"}]}, True),
        ({"rows": [ROW], "special": ["prison"]}, True),
        ({"rows": [ROW], "restricted": True}, True),  # nobody learns of a case that is closed to them
    ],
)
def test_a_case_without_a_like_is_pointed_out(cast: Cast, as_: Any, other: dict[str, Any] | None, alone: bool) -> None:
    if other is not None:
        like = published(cast, **{**other, "invited": [cast.ben]})
        Case.objects.filter(pk=like.pk).update(author=cast.mia)
        Thread.objects.filter(pk=like.thread_id).update(author=cast.mia)
    mine = draft(cast, rows=[ROW])
    browser = as_(cast.ada)
    last = browser.get(reverse("cases:send", args=[mine.public_id])).content.decode()
    writing = browser.post("/cases/new/", form(cast, do="check", **{"substance-0-name": "Diazepam"})).content.decode()
    assert [TOGETHER in last, TOGETHER in writing] == [alone, alone]


def test_a_topic_that_no_other_case_has_is_named(cast: Cast, as_: Any) -> None:
    rare, common = (Term.objects.create(slug=slug, name=slug.title(), kind="topic") for slug in ("walrus", "sleep"))
    published(cast, topics=[common])
    mine, browser = draft(cast, topics=[rare, common], rows=[ROW]), as_(cast.ada)
    last = browser.get(reverse("cases:send", args=[mine.public_id])).content.decode()
    row = {"substance-0-name": "Valium", "topics": [rare.pk, common.pk]}
    writing = browser.post("/cases/new/", form(cast, do="check", **row)).content.decode()
    for page in (last, writing):
        assert f"{BY_ITSELF}Diazepam, Walrus." in page
    published(cast, topics=[rare], rows=[ROW])
    assert BY_ITSELF not in browser.get(reverse("cases:send", args=[mine.public_id])).content.decode()


def test_a_case_without_substances_is_not_measured(cast: Cast, as_: Any) -> None:
    mine = draft(cast)
    assert TOGETHER not in as_(cast.ada).get(reverse("cases:send", args=[mine.public_id])).content.decode()
