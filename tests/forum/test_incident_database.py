"""On PostgreSQL the bytes of what an incident removed are in no file of the database: rows, indexes, and what the planner remembers."""

from __future__ import annotations

import pytest
from django.db import connection

from network.forum import incidents, posting
from network.forum.models import Thread
from tests.cases.life import LINE, MARKER, lived
from tests.cast import Cast

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="set DATABASE_URL=postgres://… to run this"),
]


def holding() -> set[str]:
    """Return the names of the relations whose files hold the marker. Asks the server to write out what it has in memory first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            pytest.skip("only a superuser may read the server's files")
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT relname FROM pg_class WHERE pg_relation_filepath(oid) IS NOT NULL AND pg_relation_size(oid) > 0 "
            "AND position(%s::bytea in pg_read_binary_file(pg_relation_filepath(oid))) > 0",
            [MARKER.encode()],
        )
        return {name for (name,) in cursor.fetchall()}


def test_no_file_of_the_database_holds_a_byte_of_it(cast: Cast) -> None:
    thread = Thread.objects.get(pk=lived(cast).thread_id)
    for title in ("One", "Two", "Three"):
        posting.start_thread(cast.open_board, actor=cast.dee, title=title, text=f"> {LINE}\n\nAnd I?")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the server does by itself: it writes down common values of each column
    planted = {"cases_case", "cases_featuredcase", "cases_casepicture", "forum_post", "forum_thread", "pg_statistic"}
    assert planted <= holding()
    incidents.open_incident(thread, actor=cast.mia, severity="high", kind="name")
    assert holding() == set()
