"""Both engines keep the contract: the same tests on each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.engine import EngineUnavailable, Request
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.sqlite_fts5 import SqliteEngine
from search.query_language import parse
from tests.search.engine_contract import EngineContract, document
from tests.servers import elasticsearch_url


class TestSqlite(EngineContract):
    @pytest.fixture
    def engine(self, tmp_path: Path) -> SqliteEngine:
        return SqliteEngine(str(tmp_path / "search.sqlite3"))

    def test_expunging_takes_deleted_words_out_of_the_file(self, engine: SqliteEngine) -> None:
        engine.write([document("1", "zyzzogeton"), document("2", "other")])
        engine.write([], delete=["test.thing:1"])
        engine.expunge()
        files = engine.path.parent.glob("search.sqlite3*")
        assert not any(b"zyzzogeton" in file.read_bytes() for file in files)

    def test_a_folder_that_cannot_be_written_is_unavailable_not_an_error(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(EngineUnavailable):
            SqliteEngine(str(tmp_path / "file" / "search.sqlite3")).search(Request(parse("x"), frozenset({"public"})))


class TestElasticsearch(EngineContract):
    @pytest.fixture
    def engine(self) -> Iterator[ElasticsearchEngine]:
        engine = ElasticsearchEngine(elasticsearch_url(), f"contract-{os.getpid()}-")
        client = engine.client.options(request_timeout=20)
        yield engine
        for index in client.indices.get(index=f"{engine.alias}-*"):
            client.indices.delete(index=index)
