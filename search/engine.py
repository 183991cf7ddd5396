"""The engine contract (design 5.12). One contract test runs against every engine: tests/search/engine_contract.py."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple, Protocol

from django.conf import settings

from search.documents import Document, Kind
from search.query_language import Query

# What this network publishes as its advice stands before a discussion that says the words as well as it does.
GUIDANCE_WEIGHT = 2.0
DEMOTED_WEIGHT = 0.33  # what is superseded, over or withdrawn keeps a third of its score


class EngineUnavailable(Exception):
    """The engine did not answer, or refused. Carries the kind of failure only."""


class DocumentsRefused(Exception):
    """The engine answers, and refused these documents; every other of the same write is stored. Carries keys only."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = frozenset(keys)
        super().__init__(f"{len(self.keys)} refused")


@dataclass(frozen=True, slots=True)
class Request:
    """One search: a parsed query, the tokens its viewer holds, and which slice of the results."""

    query: Query
    audience: frozenset[str]
    kinds: tuple[str, ...] = ()
    newest_first: bool = False
    offset: int = 0
    size: int = 20


class Key(NamedTuple):
    """One hit, as the index remembers it."""

    source: str
    object_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits in order, how many there are, and how many of each kind (all inside the audience)."""

    hits: list[Key]
    total: int
    kinds: dict[str, int] = field(default_factory=dict)


class Engine(Protocol):
    """What an index can do. Every method raises EngineUnavailable when it cannot."""

    name: str

    def search(self, request: Request) -> Answer:
        """Return the hits that `request.audience` may see. An empty audience matches nothing."""

    def write(self, documents: Iterable[Document], delete: Iterable[str] = (), generation: str = "") -> None:
        """Upsert documents and delete keys, in the live generation or in the one named; seen by the next search.

        Raises DocumentsRefused where the engine refuses some of them for what they are.
        """

    def create(self) -> str:
        """Make an empty generation beside the live one and return its name."""

    def activate(self, generation: str) -> None:
        """Make `generation` live in one step and drop every other."""

    def drop(self, generation: str) -> None:
        """Remove a generation that is not live."""

    def versions(self) -> Iterator[tuple[str, str]]:
        """Yield (key, version) of every live document, for reconciling."""

    def expunge(self) -> None:
        """Remove the words of deleted documents from the files as well."""

    def holds(self, text: str) -> int:
        """Count the documents of every generation in which the words of `text` stand, one after the other."""

    def remnants(self, text: str) -> int:
        """Count the places in which the rarest word of `text` is kept although it stands in no document any more.

        A deleted document's words stay in blocks and segments for a while, each for itself. A word that any document uses says
        nothing: it is kept for that one.
        """


@cache
def _engine(kind: str, where: str) -> Engine:
    if kind == "elasticsearch":
        from search.engines.elasticsearch import ElasticsearchEngine  # noqa: PLC0415  (only the chosen client is loaded)

        return ElasticsearchEngine(where, settings.ELASTICSEARCH_INDEX_PREFIX, settings.ELASTICSEARCH_API_KEY)
    from search.engines.sqlite_fts5 import SqliteEngine  # noqa: PLC0415  (as above)

    return SqliteEngine(where)


def get_engine() -> Engine:
    """Return the engine that the settings name: Elasticsearch where ELASTICSEARCH_URL is set, else SQLite FTS5."""
    if settings.ELASTICSEARCH_URL:
        return _engine("elasticsearch", settings.ELASTICSEARCH_URL)
    return _engine("fts5", str(settings.SEARCH_FTS5_PATH))


def weight_of(kind: str, *, demoted: bool) -> float:
    """Return what the score of a hit is multiplied by, the same in every engine."""
    if demoted:
        return DEMOTED_WEIGHT
    return GUIDANCE_WEIGHT if kind == Kind.GUIDANCE else 1.0


def version_of(document: Document) -> str:
    """Return a short version of everything an engine keeps of `document`, to tell a stale entry from a true one."""
    import hashlib  # noqa: PLC0415  (only reconciling needs it)

    parts = (
        document.title,
        document.body,
        ",".join(sorted(document.audience)),
        document.status,
        ",".join(document.topics),
        str(document.demoted),
        document.updated.isoformat(),
        document.kind,
    )
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:16]
