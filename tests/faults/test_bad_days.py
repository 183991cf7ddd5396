"""Bad days of the machinery: each page says so, keeps what was typed, and works again afterwards."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from network.forum import posting
from network.forum.models import Follow, Post
from network.membership.models import User
from search.engine import get_engine
from search.engines import elasticsearch
from search.indexer import drain
from search.models import Outbox
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]


class Hole:
    """A server that takes every connection and never answers."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.taken: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        while True:
            try:
                self.taken.append(self.socket.accept()[0])
            except OSError:
                return

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def close(self) -> None:
        for held in [self.socket, *self.taken]:
            held.close()


@pytest.fixture
def hole(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hole]:
    """Elasticsearch is a black hole. The time it is given is shortened: what is tested is that it is kept."""
    dark = Hole()
    settings.ELASTICSEARCH_URL = dark.url
    engine_of = get_engine.__globals__["_engine"]
    engine_of.cache_clear()
    monkeypatch.setattr(elasticsearch, "TIMEOUT", 0.2)
    monkeypatch.setattr(elasticsearch, "WRITE_TIMEOUT", 0.2)
    yield dark
    dark.close()
    engine_of.cache_clear()


def test_a_black_hole_for_a_search_engine_is_left_alone_after_one_try(cast: Cast, as_: As, hole: Hole) -> None:
    """Mutants: no `request_timeout` hangs here; no breaker makes a second connection; a retry makes one as well."""
    browser = as_(cast.ada)
    for _ in range(3):
        answer = browser.get("/search/", {"q": "diazepam"})
        assert answer.status_code == 503
        assert "Search is not answering" in answer.content.decode()
    assert len(hole.taken) == 1
    assert browser.get("/discussions/").status_code == 200
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="Pregabalin", text="Written meanwhile.")
    assert drain().written == 0
    assert Outbox.objects.filter(object_id=str(thread.pk)).exists()


def test_the_time_that_a_reader_waits_for_search_is_under_three_seconds() -> None:
    assert elasticsearch.TIMEOUT < 3


def test_mail_that_cannot_be_sent_costs_the_writer_nothing(
    cast: Cast,
    as_: As,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="Pregabalin", text="How slowly?")
    Follow.objects.get_or_create(thread=thread, user=cast.ada)

    def refused(*arguments: object, **options: object) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refused)
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_(cast.ben).post(
            f"{thread.get_absolute_url()}reply/", {"text": "A tenth every fortnight, marzipanly.", "basis": "experience"}
        )
    assert answer.status_code == 302
    assert Post.objects.filter(thread=thread, author=cast.ben).exists()
    assert "marzipanly" not in caplog.text


@pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="the lock of one file is SQLite's; PostgreSQL's restart is in tests/processes"
)
@pytest.mark.django_db(transaction=True)
def test_a_database_that_another_process_holds_gives_the_text_back(cast: Cast, as_: As) -> None:
    """A real lock, not a raised error: a second connection has begun to write and does not end."""
    import sqlite3  # noqa: PLC0415  (only where it is the database)

    name = str(connection.settings_dict["NAME"])
    if "mode=memory" in name or name == ":memory:":
        pytest.fail("the suite's database must be a file for this test")
    browser = as_(cast.ada)
    url = f"{cast.open_board.get_absolute_url()}new/"
    assert browser.get(url).status_code == 200
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(Path(name), isolation_level=None, timeout=1)
    try:
        other.execute("BEGIN IMMEDIATE")
        answer = browser.post(
            url,
            HTTP_ORIGIN="http://testserver",
            data={"title": "Taper", "text": "A tenth every fortnight, marzipanly.", "basis": "experience"},
        )
        assert answer.status_code == 503
        assert "A tenth every fortnight, marzipanly." in answer.content.decode()
    finally:
        other.execute("ROLLBACK")
        other.close()
    again = browser.post(url, {"title": "Taper", "text": "A tenth every fortnight, marzipanly.", "basis": "experience"})
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("utc", "shown"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25T01:30:00+01:00"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25T01:30:00+00:00"),
        (datetime(2026, 7, 1, 23, 15, tzinfo=UTC), "2026-07-02T00:15:00+01:00"),
    ],
)
def test_moments_are_kept_in_utc_and_shown_as_clocks_here_show_them(cast: Cast, as_: As, utc: datetime, shown: str) -> None:
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="Clocks", text="They go back tonight.")
    Post.objects.filter(thread=thread).update(created_at=utc)
    with connection.cursor() as cursor:
        cursor.execute("SELECT created_at FROM forum_post WHERE thread_id = %s", [thread.pk])
        stored = cursor.fetchone()[0]
    assert datetime.fromisoformat(str(stored)).replace(tzinfo=UTC) == utc
    times = re.findall(r'<time datetime="([^"]+)">', as_(cast.ada).get(thread.get_absolute_url()).content.decode())
    assert shown in times
