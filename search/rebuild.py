"""Rebuild beside, swap at once, clean up on error (design 5.5); and find and repair what drifted (5.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from search.documents import Document, Source, sources
from search.engine import DocumentsRefused, Engine, EngineUnavailable, get_engine, version_of
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
    with writer_lock() as lock:
        if not lock:
            raise EngineUnavailable("another process is writing")
        generation = engine.create()
        try:
            for source in sources().values():
                for documents in _batches(source):
                    # Not ours any more: another process may have drained into the old generation. Start again.
                    lock.renew()
                    count += len(documents) - _fill(engine, documents, generation)
            lock.renew()
            engine.activate(generation)
        except BaseException:
            # The engine may be what failed; then the unfinished generation goes with the next rebuild.
            with suppress(EngineUnavailable):
                engine.drop(generation)
            raise
    drain()  # what changed while the new generation was filled
    return count


def purge() -> int:
    """Take the words of everything deleted out of the index's files, and return how many documents the new generation holds.

    A new generation replaces the old one whole: Elasticsearch keeps deleted words in its segments for half a minute or
    longer whatever is merged (measured), and FTS5 in its blocks. Raises EngineUnavailable; calling again is safe.
    """
    count = rebuild()
    get_engine().expunge()
    return count


def _fill(engine: Engine, documents: list[Document], generation: str) -> int:
    """Write one batch and return how many documents were refused: those are noted, and do not stop the others."""
    try:
        engine.write(documents, generation=generation)
    except DocumentsRefused as refusal:
        _note(refusal.keys)
        return len(refusal.keys)
    return 0


def _note(keys: Iterable[str]) -> None:
    """Put the objects of `keys` in the outbox."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        name, _, pk = key.partition(":")
        wanted[name].append(pk)
    for name, ids in wanted.items():
        enqueue_all(name, ids)


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
        _note([*missing, *stale, *ghosts])
        drain()
    return Drift(len(missing), len(stale), len(ghosts))
