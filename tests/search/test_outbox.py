"""Nothing is lost, nothing is invented: what the outbox promises (design 5.4)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from search import indexer
from search.documents import Document
from search.engine import EngineUnavailable
from search.indexer import drain, writer_lock
from search.models import Lock, Outbox
from search.outbox import enqueue, enqueue_all
from search.results import find
from tests.search.conftest import FakeSource, reader

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "test.thing"


def titles(text: str, *tokens: str) -> list[str]:
    return [hit.found.title for hit in find(text, reader(*tokens)).hits]


class Broken:
    """An engine that is out of reach; `asked` counts the calls."""

    def __init__(self) -> None:
        self.asked = 0

    def write(self, *args: object, **more: object) -> None:
        self.asked += 1
        raise EngineUnavailable("down")


def test_a_committed_write_is_found_without_further_ado(source: FakeSource) -> None:
    source.put("1", "Methadone and the heart")
    with transaction.atomic():
        enqueue(NAME, 1)
        assert titles("methadone") == []
    assert titles("methadone") == ["Methadone and the heart"]
    assert not Outbox.objects.exists()


def test_a_rollback_leaves_nothing(source: FakeSource) -> None:
    source.put("1", "Methadone")
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue(NAME, 1)
        raise RuntimeError
    assert not Outbox.objects.exists()
    assert titles("methadone") == []


def test_a_rolled_back_savepoint_does_not_swallow_the_drain_of_the_next_write(source: FakeSource) -> None:
    source.put("1", "Methadone")
    with transaction.atomic():
        transaction.on_commit(lambda: None)
        with pytest.raises(RuntimeError), transaction.atomic():
            enqueue(NAME, 2)
            raise RuntimeError
        enqueue(NAME, 1)
    assert titles("methadone") == ["Methadone"]


def test_a_rolled_back_transaction_does_not_swallow_the_drain_of_the_next(source: FakeSource) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue(NAME, 2)
        raise RuntimeError
    source.put("1", "Methadone")
    with transaction.atomic():
        transaction.on_commit(lambda: None)
        enqueue(NAME, 1)
    assert titles("methadone") == ["Methadone"]


def test_many_writes_in_one_transaction_drain_once(source: FakeSource) -> None:
    for pk in "123":
        source.put(pk, f"Methadone {pk}")
    with transaction.atomic():
        for pk in "123":
            enqueue(NAME, pk)
    assert (source.asked, len(titles("methadone"))) == (1, 3)


def test_noting_an_object_twice_keeps_one_row(source: FakeSource) -> None:
    with transaction.atomic():
        assert enqueue_all(NAME, [1, "2", 2, 1]) == 2
        enqueue(NAME, "1")
        assert Outbox.objects.count() == 2


def test_while_the_engine_is_down_rows_stay_and_are_written_when_it_is_back(
    source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.put("1", "Methadone")
    with monkeypatch.context() as outage:
        outage.setattr(indexer, "get_engine", lambda engine=Broken(): engine)
        enqueue(NAME, 1)
        assert drain().kept == 1
        assert Outbox.objects.get().attempts == 2
    assert drain().written == 1
    assert titles("methadone") == ["Methadone"]


def test_an_outage_makes_one_attempt_per_drain_however_much_waits(source: FakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Broken()
    monkeypatch.setattr(indexer, "get_engine", lambda: broken)
    monkeypatch.setattr(indexer, "BATCH", 10)
    enqueue_all(NAME, range(50))
    assert broken.asked == 1
    assert not Lock.objects.exclude(holder="").exists()


def test_an_object_changed_while_it_is_written_is_written_again(source: FakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    source.put("1", "Methadone")
    real, turns = source.documents, []

    def documents(ids: Sequence[str]) -> dict[str, Document]:
        answer = real(ids)
        if not turns:
            turns.append(1)
            source.put("1", "Buprenorphine")
            enqueue(NAME, 1)
        return answer

    monkeypatch.setattr(source, "documents", documents)
    enqueue(NAME, 1)
    assert (titles("methadone"), titles("buprenorphine")) == ([], ["Buprenorphine"])


def test_a_deleted_object_leaves_the_index(source: FakeSource) -> None:
    source.put("1", "Methadone")
    enqueue(NAME, 1)
    del source.things["1"]
    enqueue(NAME, 1)
    source.put("1", "Methadone")  # only the index can now say that it is not there
    assert titles("methadone") == []


def test_a_source_that_breaks_keeps_its_own_rows_and_nobody_elses(
    source: FakeSource, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Bad(FakeSource):
        def documents(self, object_ids: Sequence[str]) -> dict[str, Document]:
            raise ValueError("Mr Invented, 999 123 4567")

    monkeypatch.setattr("search.documents._SOURCES", {NAME: source, "test.bad": Bad("test.bad")})
    source.put("1", "Methadone")
    with caplog.at_level(logging.DEBUG), transaction.atomic():
        enqueue("test.bad", 1)
        enqueue(NAME, 1)
    assert titles("methadone") == ["Methadone"]
    assert list(Outbox.objects.values_list("source", "attempts")) == [("test.bad", 1)]
    assert "Invented" not in caplog.text


def test_rows_of_an_app_that_is_gone_are_settled(source: FakeSource) -> None:
    enqueue("old.app", 1)
    assert not Outbox.objects.exists()


def test_only_one_process_writes_and_what_it_finds_taken_it_leaves(source: FakeSource) -> None:
    source.put("1", "Methadone")
    with writer_lock() as first:
        assert first
        with writer_lock() as second:
            assert not second
        enqueue(NAME, 1)
        assert Outbox.objects.count() == 1
    assert drain().written == 1


def test_a_change_that_found_the_lock_taken_at_the_last_moment_is_not_left_behind(
    source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pk in "12":
        source.put(pk, f"Methadone {pk}")
    real, turns = indexer._next_rows, []

    def next_rows(tried: set[int], limit: int) -> list[Outbox]:
        rows = real(tried, limit)
        if not rows and not turns:
            turns.append(1)
            enqueue(NAME, 2)  # another process commits between the last look and the release
        return rows

    monkeypatch.setattr(indexer, "_next_rows", next_rows)
    enqueue(NAME, 1)
    assert turns
    assert not Outbox.objects.exists()
    assert len(titles("methadone")) == 2


def test_the_lock_of_a_process_that_died_expires(source: FakeSource) -> None:
    Lock.objects.create(name="writer", holder="dead", until=timezone.now() - timedelta(seconds=1))
    with writer_lock() as lock:
        assert lock


def test_who_lost_the_lock_stops_writing(source: FakeSource) -> None:
    with writer_lock() as lock:
        Lock.objects.update(holder="another")
        with pytest.raises(EngineUnavailable):
            lock.renew()
    assert Lock.objects.get(name="writer").holder == "another"


def test_an_outage_plans_one_later_drain_however_many_writes_fail(
    source: FakeSource, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    planned = []
    settings.TASKS_MODE = "database"  # type: ignore[attr-defined]
    monkeypatch.setattr(indexer, "get_engine", lambda engine=Broken(): engine)
    monkeypatch.setattr("search.outbox.on_commit_enqueue", lambda job: None)

    class Later:
        def enqueue(self) -> None:
            planned.append(1)

    monkeypatch.setattr(type(indexer.drain_task), "using", lambda self, **more: Later())
    for pk in range(3):
        enqueue(NAME, pk)
        indexer.drain_task.func()
    assert planned == [1]
    Lock.objects.filter(name="retry").update(until=timezone.now() - timedelta(seconds=1))
    indexer.drain_task.func()
    assert planned == [1, 1]
