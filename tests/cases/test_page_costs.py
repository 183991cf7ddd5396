"""Pages of review, incidents, outcomes, readings and public versions ask the database a few times, and no more for longer lists."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from cases import outcomes
from cases.models import Case, CaseSubstance, State
from network.forum import incidents
from network.forum.models import Incident
from network.membership.models import User
from search.models import Term
from tests.cases.making import declared, published, submitted
from tests.cases.test_ceilings import make
from tests.cases.test_featured import prepared, public
from tests.cases.test_featured_parts import many
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
CountQueries = Callable[[Callable[[], object]], int]


def waiting(cast: Cast) -> Case:
    return declared(submitted(cast), cast.ben)


def sad(cast: Cast) -> Case:
    case = published(cast)
    outcomes.record(case, actor=cast.ada, outcome="It ended worse than we hoped.", ended="death")
    return case


def incident(cast: Cast) -> Case:
    case = published(cast)
    assert case.thread is not None
    incidents.open_incident(case.thread, actor=cast.mia, severity="high", kind="name")
    return case


def add(case: Case, count: int) -> None:
    """Give the case this many more substances and topics."""
    CaseSubstance.objects.bulk_create(CaseSubstance(case=case, name="Methadone") for _ in range(count))
    case.topics.add(*[Term.objects.create(slug=f"more-{count}-{n}", name=f"More {count}-{n}") for n in range(count)])


# how the case came about, the page about it, who reads it, most queries
PAGES = [
    (waiting, "/cases/review/{case.public_id}/", "ben", 12),
    (waiting, "/cases/review/{case.public_id}/remove/", "mia", 8),
    (published, "/cases/{case.public_id}/outcome/", "ada", 10),
    (sad, "/cases/{case.public_id}/outcome/look/", "mia", 8),
    (published, "/cases/{case.public_id}/feature/", "dee", 14),
    (lambda cast: prepared(cast).case, "/cases/featured/{rendering.public_id}/work/", "ada", 14),
    (lambda cast: prepared(cast).case, "/cases/featured/{rendering.public_id}/words/", "dee", 14),
    (lambda cast: public(cast).case, "/cases/featured/{rendering.public_id}/", "cy", 6),
    (published, "/discussions/thread/{case.thread.public_id}/incident/", "mia", 14),
    (incident, "/discussions/incidents/{incident.public_id}/", "mia", 10),
]


@pytest.mark.parametrize(
    ("start", "url", "who", "most"), PAGES, ids=[f"{url.rsplit('}', 1)[-1]}-{who}" for _, url, who, _ in PAGES]
)
def test_a_page_about_a_case_asks_as_much_with_many_substances_and_topics(
    cast: Cast, as_: As, count_queries: CountQueries, start: Callable[[Cast], Case], url: str, who: str, most: int
) -> None:
    case = start(cast)
    browser = as_(getattr(cast, who))
    url = url.format(case=case, rendering=case.renderings.first(), incident=Incident.objects.first())
    add(case, 1)  # a prefetch of nothing asks nothing
    assert browser.get(url).status_code == 200
    few = count_queries(lambda: browser.get(url))
    add(case, 10)
    browser.get(url)  # the check reads the vocabulary's new words once
    assert count_queries(lambda: browser.get(url)) == few <= most


def test_the_list_of_incidents_and_of_public_versions_ask_as_much_for_thirty_as_for_three(
    cast: Cast, as_: As, count_queries: CountQueries
) -> None:
    moderator, editor = as_(cast.mia), as_(cast.dee)

    def asked(more: int) -> tuple[int, int]:
        many(cast, more)
        made = Case.objects.filter(state=State.PUBLISHED).exclude(thread__incidents__isnull=False)
        Incident.objects.bulk_create(
            Incident(thread=case.thread, board=case.board, severity="high", kind="name", opened_by=cast.mia)
            for case in made
            if case.thread
        )
        pages = [(moderator, "/discussions/incidents/"), (editor, "/cases/featured/")]
        for browser, url in pages:
            assert browser.get(url).status_code == 200
        first, second = (count_queries(lambda browser=browser, url=url: browser.get(url)) for browser, url in pages)
        return first, second

    few = asked(3)
    assert asked(16) == few
    assert few[0] <= 8
    assert few[1] <= 8


def test_who_opened_a_case_asks_as_much_for_many_readers(cast: Cast, as_: As, count_queries: CountQueries) -> None:
    make(cast, 1, State.PUBLISHED)
    case = Case.objects.get()
    Case.objects.filter(pk=case.pk).update(special=["child"])
    moderator = as_(cast.mia)
    ask = {"number": case.pk}

    def asked() -> int:
        return count_queries(lambda: moderator.post("/cases/readings/", ask))

    assert moderator.post("/cases/readings/", ask).status_code in (200, 302)
    few = asked()
    for reader in (cast.ben, cast.dee):
        as_(reader).get(case.get_absolute_url())
    assert asked() <= max(few, 14)
