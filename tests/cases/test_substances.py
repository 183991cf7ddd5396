"""Rows of substances speak the vocabulary: it is offered while writing, and a case is found by what its rows say."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from cases.models import Case
from cms.tree import ensure_tree
from network.membership.models import User
from search.models import Term
from tests.cases.making import form, published
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]


def test_the_vocabulary_and_bands_are_offered_beside_the_fields(cast: Cast, as_: As) -> None:
    Term.objects.create(slug="etizolam", name="Etizolam", kind=Term.Kind.DRUG)
    Term.objects.create(slug="sleep", name="Sleeping badly", kind=Term.Kind.TOPIC)
    page = as_(cast.ada).get("/cases/new/").content.decode()
    assert '<option value="Etizolam">' in page.partition('id="substances"')[2].partition("</datalist>")[0]
    assert "Sleeping badly" not in page.partition('id="substances"')[2].partition("</datalist>")[0]
    assert 'list="substances"' in page
    assert "In the usual range" in page.partition('id="dose-bands"')[2]


@pytest.mark.parametrize(("typed", "found"), [("Etizolam", True), (" etties ", True), ("etiz", False), ("something else", False)])
def test_the_library_finds_a_case_by_its_rows_though_no_topic_was_ticked(cast: Cast, as_: As, typed: str, found: bool) -> None:
    ensure_tree()
    Term.objects.create(slug="etizolam", name="Etizolam", kind=Term.Kind.DRUG, synonyms=["etties"])
    row = {"name": typed, "amount": "In the usual range", "route": "oral", "duration": "Some weeks", "source": "illicit"}
    case = published(cast, rows=[row])
    assert case.topics.filter(slug="etizolam").exists() == found
    if found:
        other = published(cast, headline="Something else altogether")
        page = as_(cast.ben).get("/cases/?substance=etizolam").content.decode()
        assert case.get_absolute_url() in page
        assert other.get_absolute_url() not in page


def test_the_same_form_sent_twice_is_one_draft_and_one_version(cast: Cast, as_: As) -> None:
    Term.objects.create(slug="etizolam", name="Etizolam", kind=Term.Kind.DRUG)
    posted = {
        **form(cast),
        "save": "1",
        "substance-0-name": "Etizolam",
        "substance-0-route": "oral",
        "substance-0-source": "illicit",
    }
    for _ in range(2):
        as_(cast.ada).post("/cases/new/", posted)
    assert Case.objects.get().version == 1
