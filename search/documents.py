"""What search keeps of an object, what a results page shows of it, and who provides both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


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

    def load(self, object_ids: Sequence[str], user: Any) -> dict[str, Found]:
        """Return those that `user` may open at this moment."""

    def openable(self, object_ids: Sequence[str], user: Any) -> Iterable[Any]:
        """Return the rows (a queryset) or the ids of those that `load` would return, without their text: for counting."""


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
