"""Sensitive cases keep a record of their readers; nobody can read the library out in bulk."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cases import actions, reading_record
from cases.models import Case, CaseReading
from cms.tree import ensure_tree
from network.forum import budget, posting
from network.forum.models import ReadBudget
from network.membership.models import AuditEntry, User
from tests.cases.making import published
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
NOON = timezone.make_aware(datetime(2030, 5, 6, 12, 10))


def sensitive(cast: Cast) -> Case:
    return published(cast, setting="prison", clinicians_only=True)


def test_each_reader_of_a_sensitive_case_is_recorded_once_a_day(cast: Cast, as_: As) -> None:
    case, plain = sensitive(cast), published(cast)
    page = as_(cast.ben).get(case.get_absolute_url()).content.decode()
    assert "we record who opens this case" in page
    assert case.thread is not None
    as_(cast.ben).get(case.thread.get_absolute_url())
    as_(cast.ada).get(case.get_absolute_url())
    as_(cast.eve).get(case.get_absolute_url())
    assert "we record" not in as_(cast.ben).get(plain.get_absolute_url()).content.decode()
    row = CaseReading.objects.get()
    assert (row.case, row.reader, row.times) == (case, cast.ben, 2)
    reading_record.note(case, cast.ben, row.last_at + timedelta(days=1))
    assert CaseReading.objects.count() == 2


@pytest.mark.parametrize(("name", "allowed"), [("stew", True), ("mia", True), ("ada", False), ("ben", False), ("dee", False)])
def test_stewards_and_moderators_see_the_record_and_each_look_is_recorded(cast: Cast, as_: As, name: str, allowed: bool) -> None:
    case = sensitive(cast)
    reading_record.note(case, cast.eve)
    actor, number = getattr(cast, name), {"number": case.reference}
    answer = as_(actor).post("/cases/readings/", number)
    assert answer.status_code == (200 if allowed else 404)
    assert (cast.eve.display_name in answer.content.decode()) == allowed
    assert case.headline not in answer.content.decode()
    assert AuditEntry.objects.filter(verb="read a reading record", actor=actor).count() == allowed
    if not allowed:
        with pytest.raises(PermissionDenied):
            reading_record.read_record(case, actor=actor)


def test_no_such_case_and_not_yours_to_ask_are_one_answer(cast: Cast, as_: As) -> None:
    mine = sensitive(cast)
    Case.objects.filter(pk=mine.pk).update(author=cast.mia)
    elsewhere = sensitive(cast)
    Case.objects.filter(pk=elsewhere.pk).update(board=cast.closed_board)
    for number in (str(mine.pk), str(elsewhere.pk), "999999", "0x10", "٣", ""):
        answer = as_(cast.mia).post("/cases/readings/", {"number": number})
        assert answer.status_code == 422, number
    assert not AuditEntry.objects.filter(verb="read a reading record").exists()
    assert f'value="{mine.pk}"' in as_(cast.mia).get("/cases/readings/", {"number": mine.pk}).content.decode()


def test_the_page_of_a_case_asks_for_its_record_by_one_press(cast: Cast, as_: As) -> None:
    case = sensitive(cast)
    page = as_(cast.mia).get(case.get_absolute_url()).content.decode()
    assert 'action="/cases/readings/"' in page
    assert f'<input type="hidden" name="number" value="{case.pk}">' in page
    assert "/cases/readings/" not in as_(cast.ben).get(case.get_absolute_url()).content.decode()


def test_the_record_outlives_a_withdrawal_and_goes_after_half_a_year(cast: Cast, as_: As) -> None:
    case = sensitive(cast)
    reading_record.note(case, cast.ben)
    actions.withdraw(case, actor=cast.ada)
    answer = as_(cast.stew).post("/cases/readings/", {"number": str(case.pk)})
    assert cast.ben.display_name in answer.content.decode()
    CaseReading.objects.update(last_at=timezone.now() - reading_record.KEPT + timedelta(hours=1))
    call_command("case_timers", stdout=io.StringIO())
    assert CaseReading.objects.count() == 1
    CaseReading.objects.update(last_at=timezone.now() - reading_record.KEPT - timedelta(hours=1))
    call_command("case_timers", stdout=io.StringIO())
    assert CaseReading.objects.count() == 0


@pytest.fixture
def small_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "PER_HOUR", 2)
    monkeypatch.setattr(budget, "PER_DAY", 4)


@pytest.mark.usefixtures("small_budget")
def test_who_opens_too_many_waits_and_the_stewards_hear_of_it_once(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    ensure_tree()
    case = published(cast)
    assert case.thread is not None
    browser = as_(cast.ben)
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.get(case.get_absolute_url()).status_code == 200
        assert browser.get(case.thread.get_absolute_url()).status_code == 200
        for url in (case.get_absolute_url(), case.thread.get_absolute_url()):
            answer = browser.get(url)
            assert answer.status_code == 429
            assert case.headline not in answer.content.decode()
            assert 0 < int(answer.headers["Retry-After"]) <= 3601
    alerts = [m for m in mail.outbox if "more than anybody can" in m.subject]
    assert [m.to for m in alerts] == [[cast.stew.email]]
    assert cast.ben.display_name not in alerts[0].body
    assert AuditEntry.objects.get(verb="spent the read budget").actor == cast.ben
    assert browser.get("/cases/").status_code == 200
    assert as_(cast.mia).get(case.get_absolute_url()).status_code == 200
    reply = {"text": "What I was writing.", "basis": "opinion"}
    assert browser.post(f"{case.thread.get_absolute_url()}reply/", reply).status_code == 302


@pytest.mark.usefixtures("small_budget")
def test_a_report_form_shows_the_case_and_counts_as_a_page(cast: Cast, as_: As) -> None:
    case = published(cast)
    assert case.thread is not None
    browser, door = as_(cast.ben), f"/discussions/thread/{case.thread.public_id}/report/"
    assert [browser.get(door).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.usefixtures("small_budget")
def test_the_budget_comes_back_with_the_hour_and_with_the_day(cast: Cast) -> None:
    waits = [budget.spend(cast.ben, NOON + timedelta(minutes=n)) for n in range(3)]
    assert waits == [None, None, timedelta(minutes=48)]
    assert budget.spend(cast.ben, NOON + timedelta(hours=1)) is None, "the fourth page of the day, the first of this hour"
    assert budget.spend(cast.ben, NOON + timedelta(hours=2)) == timedelta(hours=9, minutes=50)
    assert budget.spend(cast.ben, NOON + timedelta(days=1)) is None
    assert budget.spend(cast.mia, NOON) is None
    assert AuditEntry.objects.filter(verb="spent the read budget").count() == 1
    assert budget.purge(NOON + timedelta(days=31)) == 2
    assert ReadBudget.objects.count() == 1


def test_what_a_reader_may_read_in_a_day_is_more_than_anybody_does() -> None:
    assert budget.PER_HOUR >= 100
    assert budget.PER_DAY >= 2 * budget.PER_HOUR


def test_a_thread_costs_the_same_few_queries_however_often_it_is_opened(
    cast: Cast, as_: As, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="Tapering", text="Opening words.")
    browser = as_(cast.ben)
    browser.get(thread.get_absolute_url())
    early = count_queries(lambda: browser.get(thread.get_absolute_url()))
    for _ in range(10):
        budget.spend(cast.ben)
    assert count_queries(lambda: browser.get(thread.get_absolute_url())) == early
