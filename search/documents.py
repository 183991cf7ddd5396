"""What search keeps of an object, what a results page shows of it, and who provides both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Protocol

from django.db.models import QuerySet
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_date, parse_datetime


class Kind(StrEnum):
    """The closed set of kinds that a reader can filter by."""

    GUIDANCE = "guidance"
    CASE = "case"
    DISCUSSION = "discussion"
    ALERT = "alert"
    EVENT = "event"
    RESOURCE = "resource"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the index holds. Plain text only, and only what the check has let through."""

    source: str
    object_id: str
    kind: Kind
    title: str
    body: str
    audience: frozenset[str]  # seen by a viewer who holds ANY of these tokens; empty: by nobody
    created: datetime
    updated: datetime
    topics: tuple[str, ...] = ()
    status: str = ""
    demoted: bool = False  # ranks below, for example superseded guidance

    @property
    def key(self) -> str:
        """Return the id under which every engine keeps this document."""
        return f"{self.source}:{self.object_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a page shows of one hit, loaded through `visible_to(user)`: never what the index remembers."""

    kind: Kind
    title: str
    url: str
    text: str
    label: str = ""
    status_label: str = ""
    status_tone: str = ""
    status_ring: str = ""
    meta: str = ""
    past: bool = False


class Source(Protocol):
    """Stands beside its domain model (`search_source.py`) and answers for it."""

    name: str

    def documents(self, object_ids: Sequence[str]) -> dict[str, Document]:
        """Return what is true now; an id that is missing has nothing to index."""

    def ids(self) -> Iterator[str]:
        """Yield every id that should be in the index."""

    def rows(self, object_ids: Sequence[str], user: Any) -> QuerySet[Any, Any] | Iterable[tuple[Any, dict[str, Any]]]:
        """Return what `found` needs of those that `user` may open at this moment: their own `visible_to(user)`, through `as_rows`.

        An object may come in several rows, one per post for example. All sources of a page are asked in one statement.
        """

    def found(self, object_id: str, parts: list[dict[str, Any]]) -> Found:
        """Return what a results page shows of one object, from its `rows`."""

    def openable(self, object_ids: Sequence[str], user: Any) -> Iterable[Any]:
        """Return the objects (a queryset) or the ids of those that `rows` would return, without their text: for counting."""


def as_rows(queryset: QuerySet[Any, Any], **fields: Any) -> QuerySet[Any, Any]:
    """Return `queryset` as rows of (primary key, one JSON object): a shape in which rows of all sources fit one statement."""
    rows: QuerySet[Any, Any] = queryset.order_by().annotate(part=JSONObject(**fields)).values_list("pk", "part")
    return rows


def moment(text: str | None) -> datetime | None:
    """Return the moment that a JSON object holds. SQLite writes it in UTC without saying so, PostgreSQL says so."""
    parsed = parse_datetime(text) if text else None
    return parsed.replace(tzinfo=UTC) if parsed and parsed.tzinfo is None else parsed


def day(text: str | None) -> date | None:
    """Return the day that a JSON object holds."""
    return parse_date(text) if text else None


_SOURCES: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Add a source. Called once per source, when its app starts."""
    _SOURCES[source.name] = source


def sources() -> dict[str, Source]:
    """Return all sources by name."""
    return dict(_SOURCES)


def get_source(name: str) -> Source | None:
    """Return the source of this name, or None where its app is gone."""
    return _SOURCES.get(name)
