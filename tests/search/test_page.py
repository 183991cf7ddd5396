"""The search page on both engines: honest numbers, and a plain word about everything that was not searched for."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from network.forum import posting
from network.forum.models import Thread
from network.membership.models import User
from search.documents import Kind
from search.engine import EngineUnavailable, get_engine
from search.indexer import drain
from search.models import Outbox, Term
from search.outbox import enqueue_all
from search.results import MAX_RESULTS, find
from tests.cast import Cast
from tests.search.conftest import FakeSource, reader
from tests.servers import elasticsearch_url

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
Count = Callable[[Callable[[], object]], int]


@pytest.fixture(params=["fts5", "elasticsearch"], autouse=True)
def engine(request: pytest.FixtureRequest, settings: object, tmp_path: object) -> Iterator[str]:
    """Run every test of this file on each engine."""
    wanted = request.param
    settings.ELASTICSEARCH_URL = elasticsearch_url() if wanted == "elasticsearch" else ""  # type: ignore[attr-defined]
    settings.ELASTICSEARCH_INDEX_PREFIX = f"page-{os.getpid()}-{abs(hash(str(tmp_path))) % 10**9}-"  # type: ignore[attr-defined]
    get_engine.__globals__["_engine"].cache_clear()
    yield wanted
    if wanted == "elasticsearch":
        chosen = get_engine()
        client = chosen.client.options(request_timeout=20)  # type: ignore[attr-defined]
        for index in client.indices.get(index=f"{chosen.alias}-*"):  # type: ignore[attr-defined]
            client.indices.delete(index=index)
    get_engine.__globals__["_engine"].cache_clear()


def threads(cast: Cast, many: int, word: str = "zopiclone") -> list[Thread]:
    made = [
        posting.start_thread(cast.open_board, actor=cast.ada, title=f"{word} {n}", text=f"About {word}.") for n in range(many)
    ]
    drain()
    return made


def shown(page: str) -> list[str]:
    """Return the titles of the hits on a page."""
    return [re.sub(r"<[^>]+>", "", title) for title in re.findall(r'<h3><a href="/discussions[^>]*>(.*?)</a></h3>', page)]


def total(page: str) -> int:
    found = re.search(r'<h2 id="res">(?:The best )?(\d+) result', page)
    assert found
    return int(found[1])


def test_the_number_of_results_is_the_number_one_can_page_to(as_: As, cast: Cast) -> None:
    # The index still says that Ben may read all of them: the second lock knows better, and so do the counts.
    made = threads(cast, 20)
    Thread.objects.filter(pk__in=[thread.pk for thread in made[:7]]).update(hidden=True)
    browser, titles = as_(cast.ben), []
    for number in (1, 2):
        page = browser.get("/search/", {"q": "zopiclone", "page": number}).content.decode()
        titles += shown(page)
        if number == 1:
            assert (total(page), page.count("Discussions <span")) == (13, 1)
            assert "(13)" in page
    assert len(titles) == len(set(titles)) == 13


def test_what_the_second_lock_dropped_is_looked_at_again(source: FakeSource) -> None:
    for n in range(3):
        source.put(str(n), "Methadone", "", "board:1")
    enqueue_all(source.name, "012")
    drain()
    source.things["1"].audience = frozenset({"board:2"})
    for _ in range(2):
        assert find("methadone", reader("board:1")).total == 2
    assert list(Outbox.objects.values_list("object_id", flat=True)) == ["1"]
    drain()
    assert find("methadone", reader("board:2")).total == 1


def test_more_than_can_be_paged_to_is_said_and_never_counted(source: FakeSource) -> None:
    for n in range(MAX_RESULTS + 20):
        source.put(str(n), "Methadone", "", kind=Kind.CASE if n < 5 else Kind.DISCUSSION)
    enqueue_all(source.name, source.things)
    drain()
    everything, cases = find("methadone", reader()), find("methadone", reader(), kinds=("case",))
    assert (everything.total, everything.more) == (MAX_RESULTS, True)
    assert sum(everything.kinds.values()) == MAX_RESULTS
    assert (cases.total, len(cases.hits)) == (5, 5)
    last = MAX_RESULTS // 15
    assert len(find("methadone", reader(), page=last).hits) == 15
    assert find("methadone", reader(), page=last + 1).hits == []


def test_a_page_past_the_last_says_so_and_leads_back(as_: As, cast: Cast) -> None:
    threads(cast, 16)
    page = as_(cast.ada).get("/search/", {"q": "zopiclone", "page": 9, "sort": "new"}).content.decode()
    assert "There is no page 9" in page
    assert "Nothing you may read matches" not in page
    assert 'href="?q=zopiclone&amp;page=2&amp;sort=new"' in page
    assert "There is no page" not in as_(cast.ada).get("/search/", {"q": "zopiclone", "page": 2}).content.decode()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("what is the", "Nearly every text has “what”, “is”, “the”"),
        ("-alcohol", "only words to leave out"),
        ("?!", "There is no word in this text"),
        ("kind:nonsense", "Left out, because it filters nothing here"),
    ],
)
def test_a_query_without_a_word_to_look_for_says_why(as_: As, cast: Cast, text: str, words: str) -> None:
    page = as_(cast.ada).get("/search/", {"q": text}).content.decode()
    assert words in page
    assert '<h2 id="res">' not in page


def test_a_long_text_is_searched_up_to_a_whole_word_and_the_page_says_where(as_: As, cast: Cast) -> None:
    threads(cast, 1)
    text = "zopiclone " + "filler " * 26 + "metha" + "done " * 60
    page = as_(cast.ada).get("/search/", {"q": text}).content.decode()
    assert "Only the first 200 characters were searched for" in page
    assert "filler filler”" in page
    assert text.strip() in page  # nothing typed is lost
    assert total(page) == 1
    assert "Only the first" not in as_(cast.ada).get("/search/", {"q": "zopiclone " * 20}).content.decode()


def test_kinds_and_order_stay_in_every_link(as_: As, cast: Cast) -> None:
    threads(cast, 31)
    address = {"q": "zopiclone", "kind": "discussion", "sort": "new"}
    page = as_(cast.ada).get("/search/", address).content.decode()
    assert shown(page) == [f"zopiclone {n}" for n in range(30, 15, -1)]
    for link in re.findall(r'href="\?([^"]*page=\d+)"', page):
        assert {"q=zopiclone", "kind=discussion", "sort=new"} <= set(link.replace("&amp;", "&").split("&"))
    assert 'value="discussion" id="k-discussion" checked' in page
    assert 'value="new" id="s-new" checked' in page


def test_matches_are_marked_and_a_hostile_title_stays_text(as_: As, cast: Cast) -> None:
    posting.start_thread(cast.open_board, actor=cast.ada, title="<img src=x> zopiclone", text="Stopping *zopiclone* slowly.")
    drain()
    page = as_(cast.ada).get("/search/", {"q": "zopiclone"}).content.decode()
    assert "Stopping <mark>zopiclone</mark> slowly" in page
    assert "&lt;img src=x&gt; <mark>zopiclone</mark>" in page


def test_an_empty_result_offers_a_way_on_and_no_spelling_is_changed(as_: As, cast: Cast) -> None:
    Term.objects.create(slug="zopiclone", name="Zopiclone")
    threads(cast, 1)
    page = as_(cast.ada).get("/search/", {"q": "zopiclane tablets", "kind": "case"}).content.decode()
    assert "Nothing you may read matches" in page
    assert '<a href="?q=Zopiclone">Zopiclone</a>' in page
    for way_on in ("Search all kinds", '?q=tablets">tablets', "Ask about a case", "Ask on a board"):
        assert way_on in page
    assert shown(page) == []


def test_an_identifier_is_not_searched_for_nor_logged_nor_given_back(
    as_: As, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = as_(cast.ada).get("/search/", {"q": "taper for 999 000 0018"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "not searched for" in page
    assert "000 0018" not in page + caplog.text


def test_while_the_engine_is_down_only_search_says_so(as_: As, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    class Down:
        name = "down"

        def __getattr__(self, name: str) -> Callable[..., object]:
            def fail(*args: object, **more: object) -> object:
                raise EngineUnavailable("down")

            return fail

    browser, down = as_(cast.ada), Down()
    with monkeypatch.context() as patch:
        for module in ("search.results", "search.indexer"):
            patch.setattr(f"{module}.get_engine", lambda: down)
        thread = threads(cast, 1)[0]
        answer = browser.get("/search/", {"q": "zopiclone"})
        assert answer.status_code == 503
        assert "Search is not answering" in answer.content.decode()
        assert 'value="zopiclone"' in answer.content.decode()
        for url in ("/discussions/", thread.get_absolute_url(), cast.open_board.get_absolute_url(), "/search/"):
            assert browser.get(url).status_code == 200, url
    assert drain().written == 1
    assert shown(browser.get("/search/", {"q": "zopiclone"}).content.decode()) == ["zopiclone 0"]


# Session, person, groups; the first lock; the vocabulary; the second lock, which counts; what the page shows of all kinds.
SEARCH_QUERIES = 7


def test_ten_results_and_a_hundred_cost_the_same(as_: As, cast: Cast, count_queries: Count) -> None:
    browser = as_(cast.ben)
    threads(cast, 10)
    browser.get("/search/", {"q": "zopiclone"})
    ten = count_queries(lambda: browser.get("/search/", {"q": "zopiclone"}))
    threads(cast, 90)
    hundred = count_queries(lambda: browser.get("/search/", {"q": "zopiclone"}))
    assert (ten, hundred) == (SEARCH_QUERIES, SEARCH_QUERIES)
