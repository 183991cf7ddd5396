"""Search over everything there is: as many queries for six kinds as for one, for ten of each as for one of each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases import featuring
from cases.models import FeaturedCase
from cms.models import AlertPage
from cms.tree import Tree
from network.forum import posting
from network.membership.models import User
from search.documents import sources
from search.indexer import drain
from search.models import Term
from search.results import find
from tests.cases.making import published
from tests.cases.test_featured import SAID
from tests.cast import Cast
from tests.cms.conftest import Publish
from tests.cms.test_events_and_resources import event, resource
from tests.search.test_page import SEARCH_QUERIES

TEXTS = {
    "title": "What zopiclone taught us",
    "story": "Somebody could not sleep without it.",
    "learning": "Go slowly.",
    "outcome": "",
}
pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
Count = Callable[[Callable[[], object]], int]


def one_of_each(cast: Cast, tree: Tree, publish: Publish, rows: range) -> None:
    """Add a thread, a case with its thread and its public version, guidance with two editions, an alert, an event, a resource."""
    for n in rows:
        posting.start_thread(cast.open_board, actor=cast.ada, title=f"zopiclone {n}", text="About **zopiclone** at night.")
        shared = featuring.prepare(published(cast, headline=f"zopiclone case {n}"), actor=cast.dee, texts=TEXTS)
        featuring.agree(shared, actor=cast.ada, version=1, credit="kept", said=SAID)
        featuring.read(FeaturedCase.objects.get(pk=shared.pk), actor=cast.ben, version=1)
        publish(f"zopiclone-{n}", summary="zopiclone, first edition", kind="new")
        publish(f"zopiclone-{n}", summary="zopiclone, second edition")
        event(tree, f"e{n}", 3, place="zopiclone hall")
        resource(tree, f"r{n}", audience="whoever takes zopiclone")
        alert = AlertPage(title=f"zopiclone alert {n}", slug=f"a{n}", grade="local_checking", summary="Seen.", body="Take care.")
        alert.originator, alert.expires = "Here", timezone.localdate().replace(year=2099)
        tree.alerts.add_child(instance=alert)
        alert.save_revision().publish()
    drain()


def test_six_kinds_cost_what_one_does(cast: Cast, tree: Tree, publish: Publish, as_: As, count_queries: Count) -> None:
    """Mutant: a source loaded by itself in `search.results._load` is one query more for its kind."""
    Term.objects.create(slug="z-drugs", name="Z-drugs", synonyms=["zopiclone"])
    one_of_each(cast, tree, publish, range(1))
    browser = as_(cast.ben)
    text = browser.get("/search/", {"q": "zopiclone"}).content.decode()
    for shown in (
        "Discussion", "About <mark>zopiclone</mark> at night.", "<mark>zopiclone</mark> case 0", "Case 0", "second edition",
        "first edition", "Guidance, earlier edition", "<mark>zopiclone</mark> alert 0", "Local, being checked",
        "What <mark>zopiclone</mark> taught us", "Featured case, public", "<mark>zopiclone</mark> hall", "whoever takes <mark>zopiclone</mark>", "Edition 2, ",
    ):  # fmt: skip
        assert shown in text, shown
    few = count_queries(lambda: browser.get("/search/", {"q": "zopiclone"}))
    one_of_each(cast, tree, publish, range(1, 15))
    many = count_queries(lambda: browser.get("/search/", {"q": "zopiclone"}))
    assert (few, many) == (SEARCH_QUERIES, SEARCH_QUERIES)
    assert len(find("zopiclone", cast.ben).kinds) == 6


def test_an_outsider_is_shown_the_public_kinds_alone(cast: Cast, tree: Tree, publish: Publish) -> None:
    one_of_each(cast, tree, publish, range(1))
    assert set(find("zopiclone", cast.ben).kinds) == {"guidance", "case", "discussion", "alert", "event", "resource"}
    assert set(find("zopiclone", cast.eve).kinds) == {"guidance", "case", "alert", "event", "resource"}
    hits = find("zopiclone", cast.eve).hits
    assert {hit.found.kind for hit in hits} == {"guidance", "case", "alert", "event", "resource"}
    assert {hit.found.label for hit in hits if hit.found.kind == "case"} == {"Featured case, public"}


def test_what_a_source_loads_is_what_its_reader_may_open(cast: Cast, tree: Tree, publish: Publish) -> None:
    """The second lock of each source by itself. Mutant: `visible_to` left out of `rows`, which the count before it would hide."""
    one_of_each(cast, tree, publish, range(1))
    for reader, closed in ((cast.ben, False), (cast.eve, True)):
        for name, source in sources().items():
            ids = list(source.ids())
            assert ids, name
            loaded = {str(row[0]) for row in source.rows(ids, reader)}
            assert loaded == {str(getattr(found, "pk", found)) for found in source.openable(ids, reader)}, name
            assert loaded == (set() if closed and name in ("forum.thread", "cases.case") else set(ids)), name
