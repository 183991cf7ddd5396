"""The members' directory: who is found, by whom, and that nobody is who did not ask to be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from network.membership.models import Profile, User
from search.models import Term
from tests.cast import Cast, person
from tests.membership.test_profile import keep

As = Callable[[User | None], Client]
Count = Callable[[Callable[[], object]], int]
URL = "/people/"


def named(browser: Client, **query: str) -> list[str]:
    """Return the names that the directory shows for `query`."""
    return [row.person.display_name for row in browser.get(URL, query).context["directory"].rows]


@pytest.fixture
def listed(cast: Cast) -> Cast:
    """Ada works in Wales, for clinicians' eyes; Sam in London, for everybody's. Ben kept a profile and is not listed."""
    topic = Term.objects.create(slug="tapering", name="Tapering")
    Term.objects.create(slug="ketamine", name="Ketamine")
    User.objects.filter(pk=cast.sam.pk).update(profession="Key worker")
    cast.sam.refresh_from_db()
    keep(cast.ada, listed=True, interests=[topic])
    keep(cast.sam, listed=True, region="london", service="Harbour outreach", work_shown_to="members")
    keep(cast.ben, listed=False, interests=[Term.objects.get(slug="ketamine")], service="Secret clinic", region="scotland")
    User.objects.filter(pk=cast.ben.pk).update(profession="Lighthouse doctor")
    return cast


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Ada", "Sam"]),
        ({"q": "ádA"}, ["Ada"]),
        ({"q": "Testing key"}, ["Sam"]),
        ({"q": "quarrybank"}, ["Ada"]),
        ({"q": "Dr Sam Testing"}, ["Sam"]),
        ({"profession": "Key worker"}, ["Sam"]),
        ({"interest": "tapering"}, ["Ada"]),
        ({"region": "london"}, ["Sam"]),
        ({"region": "london", "profession": "GP"}, []),
        ({"q": "nobody"}, []),
        ({"q": "%"}, []),
        ({"q": "\x00"}, ["Ada", "Sam"]),
        ({"page": "999"}, ["Ada", "Sam"]),
        ({"region": "atlantis"}, []),
    ],
)
def test_search_and_filters(listed: Cast, as_: As, query: dict[str, str], found: list[str]) -> None:
    assert named(as_(listed.eve), **query) == [f"Dr {name} Testing" for name in found]


def test_who_did_not_opt_in_is_not_found_counted_or_hinted_at(listed: Cast, as_: As) -> None:
    browser = as_(listed.eve)
    for query in (
        {"q": "Ben"},
        {"q": "secret"},
        {"interest": "ketamine"},
        {"region": "scotland"},
        {"profession": "Lighthouse doctor"},
    ):
        assert named(browser, **query) == [], query
    page = browser.get(URL)
    assert page.context["directory"].page.paginator.count == 2
    for told in ("Lighthouse", "Ketamine", "Secret", listed.ben.public_id):
        assert told not in page.content.decode()


def test_a_filter_tells_no_associate_where_a_clinician_works(listed: Cast, as_: As) -> None:
    associate = as_(listed.sam)
    assert named(associate) == ["Dr Ada Testing", "Dr Sam Testing"]
    assert "Quarrybank" not in associate.get(URL).content.decode()
    assert named(associate, region="wales") == named(associate, q="quarrybank") == []
    assert named(as_(listed.eve), region="wales") == named(as_(listed.eve), q="quarrybank") == ["Dr Ada Testing"]


def test_whoever_is_not_a_member_any_more_is_gone_at_the_next_request(listed: Cast, as_: As) -> None:
    browser = as_(listed.eve)
    assert "Dr Ada Testing" in named(browser)
    for gone in ({"is_active": False}, {"role": "registrant"}):
        User.objects.filter(pk=listed.ada.pk).update(**gone)
        assert (named(browser), named(browser, region="wales")) == (["Dr Sam Testing"], [])
        assert "Tapering" not in browser.get(URL).content.decode(), "nor does a filter remember them"
        User.objects.filter(pk=listed.ada.pk).update(is_active=True, role="member")
    assert "Dr Ada Testing" in named(browser)


def test_an_empty_directory_and_an_empty_search_say_what_to_do(cast: Cast, as_: As) -> None:
    assert "Nobody is listed yet" in as_(cast.ada).get(URL).content.decode()
    assert "Nobody who chose to be listed fits" in as_(cast.ada).get(URL, {"q": "x"}).content.decode()


def test_ten_people_cost_as_much_as_a_hundred(cast: Cast, as_: As, count_queries: Count) -> None:
    topic = Term.objects.create(slug="tapering", name="Tapering")
    browser, costs = as_(cast.ada), []
    for upto in (3, 45):
        for number in range(Profile.objects.count(), upto):
            keep(person(f"P{number:03}", "member"), listed=True, interests=[topic])  # type: ignore[arg-type]
        browser.get(URL)
        costs.append(count_queries(lambda: browser.get(URL)))
    assert costs[0] == costs[1] <= 8
    pages = [browser.get(URL, {"page": str(n)}).context["directory"].rows for n in (1, 2, 3)]
    assert [len(rows) for rows in pages] == [20, 20, 5]
    assert len({row.person.pk for rows in pages for row in rows}) == 45
    assert "?q=test&amp;page=2" in browser.get(URL, {"q": "test"}).content.decode()
