"""What a reader of cases finds without scrolling, where they come back to, and what the paper shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from cases.models import Case, CaseCollection
from cms.tree import ensure_tree
from network.forum import posting
from network.membership.models import User
from search.models import Term
from tests.cases.making import published
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]


@pytest.mark.parametrize("query", ["setting=community", "collection=good", "topic=tapering", "page=2"])
def test_a_narrowed_list_comes_before_what_everybody_is_shown(
    cast: Cast, as_: As, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.library.CASES_PER_PAGE", 1)
    ensure_tree()
    case, _ = published(cast), published(cast)
    case.topics.add(Term.objects.create(slug="tapering", name="Tapering"))
    collection = CaseCollection.objects.create(title="Good ones", slug="good")
    collection.cases.add(case)
    browser = as_(cast.ben)

    def order(page: str) -> list[str]:
        marks = {'id="all"': "list", ">Good ones<": "collections", ">Ask about a case<": "ways"}
        return [marks[mark] for mark in sorted(marks, key=page.index)]

    assert order(browser.get("/cases/").content.decode()) == ["ways", "collections", "list"]
    narrowed = browser.get(f"/cases/?{query}").content.decode()
    assert order(narrowed)[0] == "list"
    assert 'class="lede"' not in narrowed[: narrowed.index('id="all"')]


def test_under_its_title_a_case_says_how_many_replied_and_leads_to_them(cast: Cast, as_: As) -> None:
    case = published(cast)
    assert case.thread is not None
    for count, said in ((0, "0 replies"), (1, "1 reply"), (2, "2 replies")):
        if count:
            posting.reply(case.thread, actor=cast.ben, text="A view.", basis="experience")
        page = as_(cast.dee).get(case.get_absolute_url()).content.decode()
        head = page[: page.index("Do you know who it is?")]
        assert f'<a href="#replies">{said}</a>' in head
        assert '<a href="#reply">write a reply</a>' in head
        assert 'id="replies"' in page
        assert 'id="reply"' in page
    posting.Thread.objects.update(status="locked")
    assert "write a reply" not in as_(cast.dee).get(case.get_absolute_url()).content.decode()


def test_paper_has_no_empty_reply(cast: Cast, as_: As) -> None:
    page = as_(cast.ben).get(published(cast).get_absolute_url()).content.decode()
    assert '<section class="sec mt-l no-print" aria-labelledby="reply">' in page


def test_whoever_marks_a_reply_stays_on_the_page_they_did_it_on(cast: Cast, as_: As) -> None:
    case = published(cast)
    assert case.thread is not None
    post = posting.reply(case.thread, actor=cast.ben, text="A view.", basis="experience")
    author, url, mark = as_(cast.ada), case.get_absolute_url(), f"/discussions/post/{post.public_id}/helpful/"
    assert f'name="back" value="{url}"' in author.get(url).content.decode()
    assert 'name="back"' not in author.get(case.thread.get_absolute_url()).content.decode()
    assert author.post(mark, {"back": url}).headers["Location"] == f"{url}#p-{post.public_id}"
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:x", ""):
        assert author.post(mark, {"back": elsewhere}).headers["Location"] == post.get_absolute_url()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("GHB and GBL", "GHB and GBL"),
        ("Pregabalin", "pregabalin"),
        ("Opioid Substitution", "opioid substitution"),
        ("HIV", "HIV"),
    ],
)
def test_a_topic_keeps_its_abbreviations(cast: Cast, name: str, said: str) -> None:
    case = published(cast)
    case.topics.add(Term.objects.create(slug="one-topic", name=name))
    assert Case.objects.get().name == f"{case.reference}: {said}"
