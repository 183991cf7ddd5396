"""Events and resources: what readers see of them, and that search finds them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cms.models import EventPage, ResourcePage
from cms.tree import Tree
from network.membership.models import User
from search.documents import Kind
from search.indexer import drain
from search.rebuild import rebuild
from search.results import find
from tests.cast import Cast

As = Callable[[User | None], Client]


def event(tree: Tree, slug: str, days: float, **fields: object) -> EventPage:
    """Publish an event that starts `days` from now and lasts two hours."""
    starts = timezone.now() + timedelta(days=days)
    page = EventPage(
        title=f"Event {slug}",
        slug=slug,
        summary=f"About {slug}.",
        **{"starts": starts, "ends": starts + timedelta(hours=2), **fields},
    )
    tree.events.add_child(instance=page)
    page.save_revision().publish()
    return page


def resource(tree: Tree, slug: str, **fields: object) -> ResourcePage:
    """Publish a resource."""
    page = ResourcePage(title=f"Sheet {slug}", slug=slug, summary=f"About {slug}.", **{"checked": timezone.localdate(), **fields})
    tree.resources.add_child(instance=page)
    page.save_revision().publish()
    return page


def test_upcoming_events_stand_first_soonest_first_and_past_ones_below_latest_first(tree: Tree) -> None:
    for slug, days in (("far", 30), ("old", -30), ("soon", 3), ("recent", -3)):
        event(tree, slug, days)
    text = Client().get("/events/").content.decode()
    places = [text.index(f"Event {slug}<") for slug in ("soon", "far", "recent", "old")]
    assert places == sorted(places)
    assert places[1] < text.index(">Past<") < places[2]


def test_an_event_under_way_is_still_upcoming_and_one_that_ended_is_over(tree: Tree) -> None:
    now = event(tree, "now", -0.04)
    ended = event(tree, "ended", -0.04, ends=timezone.now() - timedelta(minutes=1))
    assert list(EventPage.objects.upcoming()) == [now]
    assert (now.is_over, ended.is_over) == (False, True)


def test_booking_is_offered_until_the_event_is_over(tree: Tree) -> None:
    link = "https://booking.caseround.example/round"
    event(tree, "next", 2, booking_link=link, place_kind="in_person", place="A teaching hospital", cpd_hours="1.5")
    event(tree, "gone", -2, booking_link=link)
    coming, over = (Client().get(f"/events/{slug}/").content.decode() for slug in ("next", "gone"))
    assert f'<a class="btn" href="{link}"' in coming
    assert "In person, A teaching hospital" in coming
    assert "1.5 hours" in coming
    assert link not in over
    assert "This event is over" in over


def test_an_empty_calendar_says_so(tree: Tree) -> None:
    assert "Nothing is planned at the moment" in Client().get("/events/").content.decode()


def test_a_resource_names_its_keeper_to_members_and_to_nobody_else(tree: Tree, cast: Cast, as_: As) -> None:
    resource(tree, "release", keeper=cast.ben)
    assert "Dr Ben Testing" in as_(cast.ada).get("/resources/release/").content.decode()
    for outsider in (None, cast.cy):
        assert "Dr Ben Testing" not in as_(outsider).get("/resources/release/").content.decode()


def test_an_overdue_resource_says_so(tree: Tree) -> None:
    resource(tree, "stale", next_review=timezone.localdate() - timedelta(days=1))
    resource(tree, "fresh", next_review=timezone.localdate() + timedelta(days=1))
    assert "Overdue for review" in Client().get("/resources/stale/").content.decode()
    assert "Overdue for review" not in Client().get("/resources/fresh/").content.decode()


def test_resources_are_filtered_by_kind(tree: Tree) -> None:
    resource(tree, "one", kind="letter")
    resource(tree, "two", kind="worksheet")
    text = Client().get("/resources/?kind=letter").content.decode()
    assert "Sheet one" in text
    assert "Sheet two" not in text
    assert "Sheet two" in Client().get("/resources/?kind=nonsense").content.decode()


@pytest.mark.parametrize("days", [5, -5])
def test_search_finds_events_and_resources_and_loses_them_when_unpublished(tree: Tree, days: float) -> None:
    rebuild()
    meeting = event(tree, "xylazine-round", days, body="We look at **xylazine** together.")
    sheet = resource(tree, "xylazine-sheet", body="A sheet on xylazine.")
    drain()
    found = find("xylazine", None)
    assert {hit.found.kind for hit in found.hits} == {Kind.EVENT, Kind.RESOURCE}
    assert [hit.found.url for hit in find("kind:event xylazine", None).hits] == ["/events/xylazine-round/"]
    assert [hit.found.past for hit in find("kind:event xylazine", None).hits] == [days < 0]
    assert [hit.found.url for hit in find("kind:resource xylazine", None).hits] == ["/resources/xylazine-sheet/"]
    meeting.unpublish()
    sheet.delete()
    drain()
    assert find("xylazine", None).total == 0


@pytest.mark.parametrize("url", ["/events/", "/resources/", "/alerts/", "/guidance/"])
def test_lists_cost_the_same_for_few_and_many(tree: Tree, count_queries: Callable[[Callable[[], object]], int], url: str) -> None:
    browser = Client()
    browser.get(url)

    def fill(numbers: range) -> None:
        for n in numbers:
            event(tree, f"e{n}", n - 8)
            resource(tree, f"r{n}")

    fill(range(3))
    few = count_queries(lambda: browser.get(url))
    fill(range(3, 15))
    assert count_queries(lambda: browser.get(url)) == few <= 10
