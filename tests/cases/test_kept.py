"""The composer saves itself while somebody writes: into one draft, never what identifies, and it always says what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases import actions
from cases.models import Case
from network.membership.models import User
from search.indexer import drain
from search.models import Term
from tests.cases.making import database_text, draft, form, published
from tests.cases.test_nothing_kept import LEAK, MARKER
from tests.cast import Cast

As = Callable[[User | None], Client]
NEW = "/cases/draft/"


def line(answer: Any) -> str:
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return str(answer.content.decode())


def version_in(answer: Any) -> str:
    return str(answer.content.decode().split('name="version" id="version" value="')[1].split('"')[0])


def test_one_page_makes_one_draft_however_often_it_saves(cast: Cast, as_: As) -> None:
    browser, posted = as_(cast.ada), form(cast, version="", story="First words.")
    first = browser.post(NEW, posted)
    assert "Draft saved at" in line(first)
    for words in ("First words, and more.", "First words, and more, and more.", "First words, and more, and more."):
        posted |= {"story": words, "version": version_in(first)}
        first = browser.post(NEW, posted)
        assert "Draft saved at" in line(first)
    case = Case.objects.get()
    assert (case.story, case.version, case.state) == (words, 3, "draft")


def test_the_button_goes_on_with_the_draft_that_the_page_saved(cast: Cast, as_: As) -> None:
    browser, posted = as_(cast.ada), form(cast, version="", story="First words.")
    posted["version"] = version_in(browser.post(NEW, posted))
    answer = browser.post("/cases/new/", posted | {"do": "save", "story": "Last words."})
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/cases/{case.public_id}/edit/"
    assert case.story == "Last words."


def test_topics_and_reasons_are_saved_though_no_word_changed(cast: Cast, as_: As) -> None:
    browser, posted = as_(cast.ada), form(cast, version="", story="Dr Smith saw them.")
    posted["version"] = version_in(browser.post(NEW, posted))
    mark = browser.post("/cases/new/", posted | {"do": "keep:1", "why-1": "word"}).context["kept"]
    assert mark
    posted["version"] = version_in(browser.post(NEW, posted | {"kept": mark}))
    assert Case.objects.get().decisions.exists()


def test_what_identifies_is_kept_nowhere_and_the_line_says_so(cast: Cast, as_: As) -> None:
    answer = as_(cast.ada).post(NEW, form(cast, version="", story=LEAK))
    assert "Not saved yet: something in the text identifies someone" in line(answer)
    assert MARKER not in answer.content.decode()
    assert not Case.objects.exists()
    assert MARKER not in database_text()


@pytest.mark.parametrize("bad", [{"headline": "x" * 121}, {"board": "nowhere"}, {"story": "a\x00b"}, {"version": "x"}])
def test_what_needs_mending_is_not_saved(cast: Cast, as_: As, bad: dict[str, str]) -> None:
    assert "Not saved yet: something needs mending" in line(as_(cast.ada).post(NEW, form(cast) | bad))
    assert not Case.objects.exists()


def test_two_tabs_never_write_over_each_other(cast: Cast, as_: As) -> None:
    case = draft(cast)
    browser, door = as_(cast.ada), f"/cases/{case.public_id}/draft/"
    assert "Draft saved" in line(browser.post(door, form(cast, version=case.version, story="Tab one.")))
    assert "changed elsewhere" in line(browser.post(door, form(cast, version=case.version, story="Tab two.")))
    case.refresh_from_db()
    assert case.story == "Tab one."


def test_a_case_that_was_sent_is_not_changed_by_a_page_left_open(cast: Cast, as_: As) -> None:
    case = draft(cast)
    actions.submit(case, actor=cast.ada)
    answer = as_(cast.ada).post(f"/cases/{case.public_id}/draft/", form(cast, version=case.version, story="Later words."))
    assert "Not saved" in line(answer)
    case.refresh_from_db()
    assert "Later words" not in case.story


def test_a_signed_out_page_is_told_and_a_stranger_reaches_nothing(cast: Cast, as_: As) -> None:
    case = draft(cast)
    assert "you are signed out" in line(Client().post(NEW, form(cast, version="")))
    assert "you are signed out" in line(as_(cast.sam).post(NEW, form(cast, version="")))
    assert as_(cast.ben).post(f"/cases/{case.public_id}/draft/", form(cast, story="Not mine.")).status_code == 404
    assert as_(cast.ada).get(NEW).status_code == 405
    assert Case.objects.count() == 1


def test_while_somebody_writes_other_words_and_similar_cases_are_offered_saved_or_not(cast: Cast, as_: As) -> None:
    Term.objects.create(slug="diazepam", name="Diazepam", kind="drug")
    seen, hidden = (
        published(cast, headline="Diazepam before a journey: how fast?"),
        published(cast, headline="Diazepam, for few eyes", restricted=True, invited=[cast.ben]),
    )
    drain()
    browser = as_(cast.mia)
    for story, saved in (
        ("A known addict on diazepam.", "Draft saved"),
        (f"A known addict on diazepam. {LEAK}", "Not saved yet"),
    ):
        answer = line(browser.post(NEW, form(cast, version="", story=story)))
        assert saved in answer
        for words in ('id="meanwhile"', 'hx-swap-oob="true"', "person who uses drugs", seen.headline):
            assert words in answer
        assert hidden.headline not in answer
        assert MARKER not in answer
    assert "meanwhile" not in line(Client().post(NEW, form(cast, version="", story=story)))


def test_a_stored_draft_opens_with_what_is_offered_and_so_does_the_last_page(cast: Cast, as_: As) -> None:
    case = draft(cast, story="A known addict.")
    for door in ("edit", "send"):
        page = as_(cast.ada).get(f"/cases/{case.public_id}/{door}/").content.decode()
        assert "person who uses drugs" in page, door
    assert as_(cast.ada).post(f"/cases/{case.public_id}/send/", {"read": "on"}).status_code == 302, "it stops nothing"
