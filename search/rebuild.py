"""Rebuild beside, swap at once, clean up on error (design 5.5); and find and repair what drifted (5.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from search.documents import Document, Source, sources
from search.engine import Engine, EngineUnavailable, get_engine, version_of
from search.indexer import drain, writer_lock
from search.outbox import enqueue_all

BATCH = 300


def _batches(source: Source) -> Iterator[list[Document]]:
    ids = source.ids()
    while chunk := list(islice(ids, BATCH)):
        yield list(source.documents(chunk).values())


def rebuild() -> int:
    """Fill a new generation from the database and make it live. Return how many documents it holds.

    Raises EngineUnavailable; the live generation then stands untouched.
    """
    engine, count = get_engine(), 0
    with writer_lock() as mine:
        if not mine:
            raise EngineUnavailable("another process is writing")
        generation = engine.create()
        try:
            for source in sources().values():
                for documents in _batches(source):
                    engine.write(documents, generation=generation)
                    count += len(documents)
            engine.activate(generation)
        except BaseException:
            engine.drop(generation)
            raise
    drain()  # what changed while the new generation was filled
    return count


@dataclass(frozen=True, slots=True)
class Drift:
    """How far the index is from the database."""

    missing: int
    stale: int
    ghosts: int

    @property
    def total(self) -> int:
        """Return the health figure: 0 is well."""
        return self.missing + self.stale + self.ghosts


def reconcile(*, repair: bool = True) -> Drift:
    """Compare every document with the index; with `repair`, note each difference in the outbox and drain."""
    engine: Engine = get_engine()
    indexed = dict(engine.versions())
    missing, stale, truth = [], [], set()
    for source in sources().values():
        for documents in _batches(source):
            for document in documents:
                truth.add(document.key)
                if document.key not in indexed:
                    missing.append(document.key)
                elif indexed[document.key] != version_of(document):
                    stale.append(document.key)
    ghosts = [key for key in indexed if key not in truth]
    if repair:
        for key in (*missing, *stale, *ghosts):
            name, _, pk = key.partition(":")
            enqueue_all(name, [pk])
        drain()
    return Drift(len(missing), len(stale), len(ghosts))
