"""Rebuild beside, swap at once, clean up on error; and drift is found and mended (design 5.4, 5.5)."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search import indexer
from search.documents import Document
from search.engine import DocumentsRefused, Engine, EngineUnavailable, Request, get_engine
from search.indexer import drain
from search.models import Outbox
from search.outbox import enqueue
from search.query_language import parse
from search.rebuild import Drift, rebuild, reconcile
from tests.search.conftest import FakeSource

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "test.thing"


def found(text: str) -> set[str]:
    return {key.object_id for key in get_engine().search(Request(parse(text), frozenset({"public"}), size=100)).hits}


def test_a_rebuild_holds_what_is_true_and_nothing_else(source: FakeSource) -> None:
    source.put("1", "Methadone")
    enqueue(NAME, 1)
    source.things = {}
    source.put("2", "Methadone")
    assert rebuild() == 1
    assert found("methadone") == {"2"}


def test_a_rebuild_that_fails_leaves_the_live_generation_and_no_rubbish(
    source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.put("1", "Methadone")
    enqueue(NAME, 1)
    engine, made, dropped = get_engine(), [], []
    create, drop = type(engine).create, type(engine).drop
    monkeypatch.setattr(type(engine), "create", lambda self: made.append(create(self)) or made[-1])
    monkeypatch.setattr(type(engine), "drop", lambda self, name: (dropped.append(name), drop(self, name)))

    def ids() -> Iterator[str]:
        yield "1"
        raise RuntimeError

    monkeypatch.setattr(source, "ids", ids)
    with pytest.raises(RuntimeError):
        rebuild()
    assert made == dropped
    assert len(made) == 1
    assert found("methadone") == {"1"}


def test_what_changes_during_a_rebuild_is_in_the_new_generation(source: FakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    source.put("1", "Methadone")
    source.put("2", "Methadone")
    real = source.ids

    def ids() -> Iterator[str]:
        yield from real()
        # Written, and deleted, after the rebuild has read everything and before the swap.
        source.put("3", "Methadone")
        del source.things["1"]
        enqueue(NAME, 3)
        enqueue(NAME, 1)

    truth, turns = source.documents, []

    def documents(object_ids: Sequence[str]) -> dict[str, Document]:
        turns.append(1)
        return truth(object_ids)

    monkeypatch.setattr(source, "ids", ids)
    monkeypatch.setattr(source, "documents", documents)
    rebuild()
    assert found("methadone") == {"2", "3"}
    assert not Outbox.objects.exists()


def test_a_rebuild_that_loses_its_lock_does_not_swap(source: FakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    source.put("1", "Methadone")
    enqueue(NAME, 1)
    real = source.ids

    def ids() -> Iterator[str]:
        source.put("2", "Methadone")
        yield from real()
        indexer.Lock.objects.update(holder="another")

    monkeypatch.setattr(source, "ids", ids)
    with pytest.raises(EngineUnavailable):
        rebuild()
    assert found("methadone") == {"1"}


def test_readers_see_one_whole_generation_while_others_are_swapped_in() -> None:
    """Each generation says the same of the same things; no search may fail, halve or double them."""
    from tests.search.engine_contract import document  # noqa: PLC0415

    engine = get_engine()
    things = [document(str(n), "methadone") for n in range(20)]
    engine.write(things)
    answers: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                answers.append(engine.search(Request(parse("methadone"), frozenset({"public"}))).total)
            except EngineUnavailable as error:
                answers.append(repr(error.__cause__))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for thread in readers:
        thread.start()
    for _ in range(4):
        generation = engine.create()
        engine.write(things, generation=generation)
        engine.activate(generation)
    done.set()
    for thread in readers:
        thread.join()
    assert len(answers) > 4
    assert set(answers) == {20}


class Refusing:
    """Passes everything to the real engine, and refuses one document for what it is."""

    def __init__(self, engine: Engine, key: str) -> None:
        self.engine, self.key = engine, key

    def __getattr__(self, name: str) -> object:
        return getattr(self.engine, name)

    def write(self, documents: list[Document], delete: Sequence[str] = (), generation: str = "") -> None:
        self.engine.write([d for d in documents if d.key != self.key], delete, generation)
        if any(d.key == self.key for d in documents):
            raise DocumentsRefused([self.key])


def test_a_refused_document_waits_alone(source: FakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    for pk in "123":
        source.put(pk, "Methadone")
    refusing = Refusing(get_engine(), "test.thing:2")
    monkeypatch.setattr("search.indexer.get_engine", lambda: refusing)
    monkeypatch.setattr("search.rebuild.get_engine", lambda: refusing)
    for pk in "213":
        enqueue(NAME, pk)
    assert found("methadone") == {"1", "3"}
    assert list(Outbox.objects.values_list("object_id", flat=True)) == ["2"]
    assert rebuild() == 2
    assert found("methadone") == {"1", "3"}
    assert list(Outbox.objects.values_list("object_id", flat=True)) == ["2"]


def test_reconciling_counts_and_mends_each_kind_of_drift(source: FakeSource) -> None:
    for pk in "123":
        source.put(pk, f"Methadone {pk}")
        enqueue(NAME, pk)
    assert reconcile() == Drift(0, 0, 0)
    source.put("4", "Methadone")  # as if three writes had forgotten to say so
    source.put("1", "Methadone", "", "board:1")
    del source.things["3"]
    assert reconcile(repair=False) == Drift(missing=1, stale=1, ghosts=1)
    assert found("methadone") == {"1", "2", "3"}
    assert reconcile().total == 3
    assert found("methadone") == {"2", "4"}
    assert reconcile().total == 0


def run(command: str, *options: str) -> str:
    out = StringIO()
    call_command(command, *options, stdout=out)
    return out.getvalue()


def test_commands_say_what_they_did(source: FakeSource) -> None:
    source.put("1", "Methadone")
    assert run("search_rebuild") == "1 documents\n"
    source.put("2", "Methadone")
    assert run("search_reconcile", "--dry-run").startswith("1 differences: 1 missing")
    assert run("search_reconcile").startswith("1 differences")
    assert run("search_drain") == "0 written, 0 deleted, 0 waiting\n"
    assert "2 documents" in run("search_status")


def test_status_names_what_waits_and_fails_when_the_engine_does(source: FakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    source.put("1", "Methadone")

    def refuse() -> Engine:
        raise EngineUnavailable("down")

    monkeypatch.setattr("search.indexer.get_engine", refuse)
    monkeypatch.setattr("search.management.commands.search_status.get_engine", refuse)
    enqueue(NAME, 1)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("search_status", stdout=out)
    assert "1 change waits" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("search_drain", stdout=out)
    assert drain().kept == 1
