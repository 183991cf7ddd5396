"""The library: what a reader can choose, what editors put on top, and the outcome that is asked for and told."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cases import actions, clock, outcomes
from cases.models import Case, CaseCollection, CaseReading
from cms.tree import ensure_tree
from network.forum import moderation, posting, reading
from network.forum.models import ReadBudget, Thread
from network.membership.models import User
from search.models import Term
from tests.cases.making import published
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]


@pytest.fixture
def shelf(cast: Cast) -> dict[str, Case]:
    """Four cases: a taper that is answered, one in prison with an outcome, one without a reply, one for Ben alone."""
    ensure_tree()
    drug = Term.objects.create(slug="diazepam", name="Diazepam", kind="drug")
    topic = Term.objects.create(slug="taper", name="Taper", kind="topic")
    made = {
        "taper": published(cast, headline="Taper", topics=[drug, topic]),
        "prison": published(cast, headline="Prison", setting="prison", clinicians_only=True, topics=[topic]),
        "silent": published(cast, headline="Silent"),
        "hidden": published(cast, headline="Hidden", restricted=True, invited=[cast.ben], topics=[drug], setting="pharmacy"),
    }
    Thread.objects.filter(case=made["taper"]).update(status="answered", reply_count=2)
    Case.objects.filter(pk=made["prison"].pk).update(outcome="It went well.", status="outcome")
    return made


def listed(browser: Client, query: str = "") -> list[str]:
    return [case.headline for case in browser.get(f"/cases/?{query}").context["shelf"].page.object_list]


def test_what_is_in_discussion_and_what_a_moderator_closed_are_told_apart(cast: Cast, as_: As, shelf: dict[str, Case]) -> None:
    mia = as_(cast.mia)
    posting.reply(Thread.objects.get(case=shelf["silent"]), actor=cast.ben, text="Hold the dose.")
    for name in ("taper", "prison"):
        moderation.set_locked(Thread.objects.get(case=shelf[name]), actor=cast.mia, locked=True)
    by_status = {status: listed(mia, f"status={status}") for status in ("open", "closed", "outcome")}
    assert by_status == {"open": ["Silent"], "closed": ["Taper"], "outcome": ["Prison"]}, "an outcome outranks a lock"
    moderation.set_locked(Thread.objects.get(case=shelf["taper"]), actor=cast.mia, locked=False)
    assert set(listed(mia, "status=open")) == {"Taper", "Silent"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Taper", "Prison", "Silent"}),
        ("substance=diazepam", {"Taper"}),
        ("topic=taper", {"Taper", "Prison"}),
        ("setting=prison", {"Prison"}),
        ("status=answered", {"Taper"}),
        ("status=waiting", {"Silent"}),
        ("status=outcome", {"Prison"}),
        ("outcome=yes", {"Prison"}),
        ("topic=taper&substance=diazepam", {"Taper"}),
        ("topic=taper&status=waiting", set()),
        ("topic=nonsense&setting=%00&page=zzz&sort=drop", {"Taper", "Prison", "Silent"}),
    ],
)
def test_a_reader_narrows_the_list(cast: Cast, as_: As, shelf: dict[str, Case], query: str, found: set[str]) -> None:
    assert set(listed(as_(cast.mia), query)) == found


def test_counts_and_choices_come_from_what_the_reader_may_open(cast: Cast, as_: As, shelf: dict[str, Case]) -> None:
    def choices(user: User) -> dict[str, dict[str, int]]:
        shown = as_(user).get("/cases/").context["shelf"].filters
        return {each.name: {value: count for value, _, count in each.choices} for each in shown}

    assert choices(cast.ben)["substance"] == {"diazepam": 2}
    assert choices(cast.mia)["substance"] == {"diazepam": 1}
    assert "pharmacy" not in choices(cast.mia)["setting"]
    assert choices(cast.eve) == {name: {} for name in ("substance", "topic", "setting", "status", "outcome")}


def test_every_order_holds_and_pages_keep_the_filter(cast: Cast, as_: As, shelf: dict[str, Case]) -> None:
    browser = as_(cast.mia)
    assert listed(browser)[0] == "Silent"
    assert listed(browser, "sort=discussed")[0] == "Taper"
    posting.reply(Thread.objects.get(case=shelf["prison"]), actor=cast.ben, text="Well done.")
    assert listed(browser, "sort=latest")[0] == "Prison"
    for n in range(13):
        published(cast, headline=f"Outside {n}", setting="outreach")
    first = browser.get("/cases/?setting=outreach&sort=discussed")
    assert 'href="?setting=outreach&amp;sort=discussed&amp;page=2"' in first.content.decode()
    second = browser.get("/cases/?setting=outreach&sort=discussed&page=2")
    headlines = [case.headline for page in (first, second) for case in page.context["shelf"].page.object_list]
    assert len(headlines) == len(set(headlines)) == 13
    assert all(headline.startswith("Outside") for headline in headlines)
    assert selected(second, "setting") == ["outreach"]


def selected(page: Any, name: str) -> list[str]:
    """Return what a select of the form shows as chosen."""
    select = re.search(rf'<select[^>]*name="{name}".*?</select>', page.content.decode(), re.DOTALL)
    return re.findall(r'value="([^"]*)" selected', select[0]) if select else []


@pytest.mark.parametrize("word", ["hospital", "outreach", "prison"])
def test_a_word_that_is_both_topic_and_setting_is_chosen_once(cast: Cast, as_: As, word: str) -> None:
    ensure_tree()
    topic = Term.objects.create(slug=word, name=word.capitalize(), kind="topic")
    published(cast, headline="Talk of it", topics=[topic])
    published(cast, headline="There", topics=[topic], setting=word)
    published(cast, headline="There alone", setting=word)
    by_topic = as_(cast.mia).get(f"/cases/?topic={word}")
    assert (selected(by_topic, "topic"), selected(by_topic, "setting")) == ([word], [])
    assert by_topic.context["shelf"].page.paginator.count == 2
    by_setting = as_(cast.mia).get(f"/cases/?setting={word}")
    assert (selected(by_setting, "topic"), selected(by_setting, "setting")) == ([], [word])


def test_members_and_visitors_read_what_editors_wrote_and_an_empty_library_asks_nothing(cast: Cast, as_: As) -> None:
    library = ensure_tree().library
    library.introduction, library.house_rules = "<p>Read and be kind.</p>", "<p>Nobody is named here.</p>"
    library.save()
    for browser in (as_(cast.mia), as_(cast.eve), Client()):
        text = browser.get("/cases/").content.decode()
        assert "Read and be kind." in text
        assert "Nobody is named here." in text
        assert 'id="f-sort"' not in text
    published(cast)
    assert 'id="f-sort"' in as_(cast.mia).get("/cases/").content.decode()


def test_a_card_and_a_page_tell_the_month_and_a_withdrawn_case_is_no_dead_link(cast: Cast, as_: As) -> None:
    ensure_tree()
    case = published(cast, headline="Dated")
    Case.objects.filter(pk=case.pk).update(published_at=datetime(2026, 5, 14, tzinfo=UTC))
    browser = as_(cast.ada)
    for url in ("/cases/", "/cases/mine/", case.get_absolute_url()):
        text = browser.get(url).content.decode()
        assert "May 2026" in text
        assert "14" not in re.sub(r"<[^>]+>", " ", text).split()
    assert case.get_absolute_url() in browser.get("/cases/mine/").content.decode()
    actions.withdraw(case, actor=cast.ada)
    gone = browser.get("/cases/mine/").content.decode()
    assert case.reference in gone
    assert case.get_absolute_url() not in gone
    assert browser.get(case.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("kind", "question", "heading"),
    [
        ("ask", "How would you start?", "The question."),
        ("learning", "Slow tapers hold.", "The learning."),
        ("learning", "What do you say to that?", "The question."),
    ],
)
def test_a_question_stands_under_its_name(cast: Cast, as_: As, kind: str, question: str, heading: str) -> None:
    case = published(cast, kind=kind, question=question)
    assert f"<strong>{heading}</strong> {question}" in as_(cast.ben).get(case.get_absolute_url()).content.decode()


def test_editors_pin_and_collect_by_number_and_each_reader_sees_their_own_part(
    cast: Cast, as_: As, shelf: dict[str, Case]
) -> None:
    page = ensure_tree().library
    page.pinned.set([shelf["silent"], shelf["hidden"]])
    page.save()
    both = CaseCollection.objects.create(title="Tapers that failed, and why")
    both.cases.set([shelf["taper"], shelf["hidden"]])
    secret = CaseCollection.objects.create(title="For few eyes")
    secret.cases.set([shelf["hidden"]])
    mia, ben = as_(cast.mia), as_(cast.ben)
    assert [c.headline for c in mia.get("/cases/").context["shelf"].pinned] == ["Silent"]
    text = mia.get("/cases/").content.decode()
    assert "Tapers that failed" in text
    assert "For few eyes" not in text
    assert "For few eyes" in ben.get("/cases/").content.decode()
    assert listed(mia, "collection=tapers-that-failed-and-why") == ["Taper"]
    assert "Tapers that failed" not in Client().get("/cases/").content.decode()


def test_a_case_is_named_by_its_number_and_topics(cast: Cast, as_: As, shelf: dict[str, Case]) -> None:
    case = shelf["taper"]
    assert case.name == f"Case {case.pk:04d}: diazepam, taper"
    assert case.name in as_(cast.ben).get(case.get_absolute_url()).content.decode()


def test_the_author_is_asked_after_thirty_and_ninety_days_without_a_word_of_the_case(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    case = published(cast)
    asked = []
    with django_capture_on_commit_callbacks(execute=True):
        for days in (29, 30, 31, 90, 120):
            asked.append(clock.ask_outcomes(case.published_at + timedelta(days=days)))  # type: ignore[operator]
    assert asked == [0, 1, 0, 1, 0]
    asking = [m for m in mail.outbox if "what happened" in m.subject]
    assert [m.to for m in asking] == [[cast.ada.email]] * 2
    assert not any(text and text in asking[0].body for text in case.texts().values())


def test_an_outcome_ends_the_asking_and_reaches_those_who_follow_and_may_still_read(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    case = published(cast, clinicians_only=False)
    assert case.thread
    for follower in (cast.ben, cast.mia, cast.sam):
        reading.set_follow(case.thread, actor=follower, follow=True)
    cast.mia.groups.clear()
    before = case.thread.last_post_at
    with django_capture_on_commit_callbacks(execute=True):
        assert outcomes.record(case, actor=cast.ada, outcome="Stable after six weeks.")
    assert not outcomes.record(case, actor=cast.ada, outcome="Stable after six weeks."), "twice is once"
    told = [m for m in mail.outbox if "has an outcome" in m.subject]
    assert sorted(m.to[0] for m in told) == sorted([cast.ben.email, cast.sam.email])
    assert "Stable" not in told[0].body
    thread = Thread.objects.get()
    assert (thread.status, thread.last_post_at > before) == ("outcome", True)
    assert clock.ask_outcomes(timezone.now() + timedelta(days=400)) == 0


def test_the_replies_stand_on_the_page_of_the_case_by_the_threads_own_door(cast: Cast, as_: As) -> None:
    case = published(cast)
    thread = Thread.objects.get(case=case)
    replies = [posting.reply(thread, actor=cast.ben, text=f"Reply number {n}.") for n in range(31)]
    url, browser = case.get_absolute_url(), as_(cast.mia)
    first, second = (browser.get(address).content.decode() for address in (url, f"{url}?page=2"))
    assert ("Reply number 0." in first, "Reply number 30." in first) == (True, False)
    assert ("Reply number 0." in second, "Reply number 30." in second) == (False, True)
    assert f'action="/discussions/thread/{thread.public_id}/reply/"' in first
    assert Thread.objects.with_unread(cast.mia).get().unread == 0, "what was shown here is read"
    assert ReadBudget.objects.get(user=cast.mia).opened == 2, "one page, one count"
    posting.withdraw_post(replies[0], actor=cast.ben)
    moderation.report_post(replies[1], actor=cast.dee, kind="identifies")
    again = browser.get(url).content.decode()
    assert "Reply number 0." not in again
    assert "Reply number 1." not in again
    assert "Hidden while a moderator looks" in again
    Thread.objects.filter(pk=thread.pk).update(status="locked")
    assert "This thread is locked" in browser.get(url).content.decode()


def test_an_author_whose_case_is_hidden_does_not_read_what_is_said_about_it(cast: Cast, as_: As) -> None:
    case = published(cast)
    posting.reply(Thread.objects.get(case=case), actor=cast.ben, text="Is that my neighbour?")
    url = case.get_absolute_url()
    assert "Is that my neighbour?" in as_(cast.ada).get(url).content.decode()
    Thread.objects.update(hidden=True)
    page = as_(cast.ada).get(url).content.decode()
    assert "Hidden while a moderator looks" in page
    assert "Is that my neighbour?" not in page
    assert as_(cast.ben).get(url).status_code == 404


def test_a_sensitive_case_is_recorded_once_though_its_thread_stands_beside_it(cast: Cast, as_: As) -> None:
    case = published(cast, setting="prison", clinicians_only=True)
    as_(cast.ben).get(case.get_absolute_url())
    assert CaseReading.objects.get().times == 1


def test_pins_keep_the_editors_order_and_a_newer_case_does_not_jump_it(cast: Cast, as_: As, shelf: dict[str, Case]) -> None:
    page = ensure_tree().library
    page.pinned.set([shelf["taper"], shelf["prison"], shelf["silent"]])
    page.pin_order = f"{shelf['prison'].pk:04d}, {shelf['taper'].pk}, 99999"
    page.full_clean()
    page.save()
    shown = as_(cast.mia).get("/cases/").context["shelf"].pinned
    assert [case.headline for case in shown] == ["Prison", "Taper", "Silent"]
    page.pin_order = "Mrs Tamsel first"
    with pytest.raises(ValidationError, match="numbers with commas"):
        page.full_clean()


def test_an_editor_chooses_by_topic_what_they_may_open_and_by_number_the_rest(
    cast: Cast, as_: As, shelf: dict[str, Case]
) -> None:
    library = ensure_tree().library
    for url in (f"/admin/pages/{library.pk}/edit/", "/admin/snippets/cases/casecollection/add/"):
        text = as_(cast.dee).get(url).content.decode()
        taper, hidden = shelf["taper"], shelf["hidden"]
        assert taper.name in text
        assert hidden.reference in text
        assert hidden.name != hidden.reference
        assert hidden.name not in text
        assert text.index(hidden.reference) < text.index(taper.reference), "newest first"
        assert taper.headline not in re.findall(r"Case \d+[^<]*", text)
