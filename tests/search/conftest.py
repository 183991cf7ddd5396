"""Search on its own: a source without a domain model, readers who are nothing but their tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from search.documents import Document, Found, Kind

NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Reader:
    """Somebody who holds these tokens now."""

    tokens: frozenset[str] = frozenset()


def reader(*tokens: str) -> Reader:
    return Reader(frozenset({"public", *tokens}))


@dataclass
class Thing:
    title: str
    body: str = ""
    audience: frozenset[str] = frozenset({"public"})
    kind: Kind = Kind.DISCUSSION


@dataclass
class FakeSource:
    """Keeps its truth in a dict; `asked` counts how often it was asked for documents."""

    name: str = "test.thing"
    things: dict[str, Thing] = field(default_factory=dict)
    asked: int = 0

    def put(self, pk: str, title: str, body: str = "", *audience: str, kind: Kind = Kind.DISCUSSION) -> None:
        self.things[pk] = Thing(title, body, frozenset(audience or {"public"}), kind)

    def documents(self, object_ids: Sequence[str]) -> dict[str, Document]:
        self.asked += 1
        return {
            pk: Document(
                source=self.name,
                object_id=pk,
                kind=thing.kind,
                title=thing.title,
                body=thing.body,
                audience=thing.audience,
                created=NOW,
                updated=NOW,
            )
            for pk in object_ids
            if (thing := self.things.get(pk))
        }

    def ids(self) -> Iterator[str]:
        yield from self.things

    def rows(self, object_ids: Sequence[str], user: Any) -> list[tuple[str, dict[str, Any]]]:
        held = getattr(user, "tokens", frozenset({"public"}))
        return [(pk, vars(thing)) for pk in object_ids if (thing := self.things.get(pk)) and thing.audience & held]

    def found(self, object_id: str, parts: list[dict[str, Any]]) -> Found:
        thing = Thing(**parts[0])
        return Found(kind=thing.kind, title=thing.title, url=f"/thing/{object_id}/", text=thing.body)

    def openable(self, object_ids: Sequence[str], user: Any) -> list[str]:
        return [pk for pk, _ in self.rows(object_ids, user)]


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> FakeSource:
    """The only source, and readers whose tokens are their own."""
    fake = FakeSource()
    monkeypatch.setattr("search.documents._SOURCES", {fake.name: fake})
    monkeypatch.setattr("search.audience._PROVIDERS", [lambda user: getattr(user, "tokens", ())])
    return fake
