"""No page of cases asks the database more because there are more cases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Case, CaseSubstance, State
from cms.tree import ensure_tree
from network.forum.models import Post, Thread
from network.membership.models import User
from search.models import Term
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
CountQueries = Callable[[Callable[[], object]], int]


def make(cast: Cast, how_many: int, state: str) -> None:
    """Make this many of Ada's cases, each with its thread, topics and substances."""
    topics = [Term.objects.get_or_create(slug=f"topic-{n}", defaults={"name": f"Topic {n}"})[0] for n in range(3)]
    threads = Thread.objects.bulk_create(
        Thread(board=cast.open_board, author=cast.ada, title=f"Case {n}") for n in range(how_many)
    )
    made = Case.objects.bulk_create(
        Case(
            author=cast.ada,
            board=cast.open_board,
            headline=f"Case {n}",
            story="A story.",
            question="And now?",
            setting="community",
            age_band="30s",
            consent_basis="anonymised",
            state=state,
            thread=thread if state == State.PUBLISHED else None,
            reviewer=cast.ben if state == State.PUBLISHED else None,
            submitted_at=timezone.now(),
            published_at=timezone.now(),
        )
        for n, thread in enumerate(threads)
    )
    Case.topics.through.objects.bulk_create(Case.topics.through(case=case, term=term) for case in made for term in topics)
    CaseSubstance.objects.bulk_create(CaseSubstance(case=case, name="Diazepam") for case in made for _ in range(2))


PAGES = [
    # address, who reads it, state of the cases, most queries
    ("/cases/", "ben", State.PUBLISHED, 17),
    ("/cases/mine/", "ada", State.DRAFT, 8),
    ("/cases/review/", "ben", State.SUBMITTED, 10),
]


@pytest.mark.parametrize(("url", "who", "state", "most"), PAGES)
def test_a_list_asks_as_much_for_a_hundred_as_for_ten(
    cast: Cast, as_: As, count_queries: CountQueries, url: str, who: str, state: str, most: int
) -> None:
    ensure_tree()
    browser = as_(getattr(cast, who))
    browser.get(url)
    make(cast, 10, state)
    ten = count_queries(lambda: browser.get(url))
    make(cast, 90, state)
    hundred = count_queries(lambda: browser.get(url))
    assert ten == hundred <= most


@pytest.mark.parametrize(("who", "most"), [("ben", 15), ("ada", 15), ("mia", 15)])
def test_a_case_asks_as_much_with_ten_substances_and_topics_as_with_two(
    cast: Cast, as_: As, count_queries: CountQueries, who: str, most: int
) -> None:
    make(cast, 1, State.PUBLISHED)
    case, browser = Case.objects.get(), as_(getattr(cast, who))
    browser.get(case.get_absolute_url())
    few = count_queries(lambda: browser.get(case.get_absolute_url()))
    CaseSubstance.objects.bulk_create(CaseSubstance(case=case, name="Methadone") for _ in range(10))
    case.topics.add(*[Term.objects.create(slug=f"more-{n}", name=f"More {n}") for n in range(10)])
    many = count_queries(lambda: browser.get(case.get_absolute_url()))
    assert few == many <= most


def test_a_case_asks_as_much_beside_ten_replies_as_beside_two(cast: Cast, as_: As, count_queries: CountQueries) -> None:
    make(cast, 1, State.PUBLISHED)
    case, browser = Case.objects.get(), as_(cast.mia)

    def say(times: int) -> int:
        for n in range(times):
            Post.objects.create(thread=case.thread, author=[cast.ben, cast.dee][n % 2], source="Hold.", html="<p>Hold.</p>")
        browser.get(case.get_absolute_url())
        return count_queries(lambda: browser.get(case.get_absolute_url()))

    assert say(2) == say(10) <= 16
