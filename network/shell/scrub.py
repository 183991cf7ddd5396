"""Rewriting the database's files, so that the bytes of deleted rows are gone."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection


class NotFinished(Exception):
    """It cannot be done now and must be tried again later."""


def rewrite(tables: Iterable[str]) -> None:
    """Rewrite `tables` (SQLite: the whole file). Raises NotFinished where others are in the way."""
    if connection.in_atomic_block:
        raise NotFinished("a transaction is open")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Longer than a page may take: a table is rewritten whole. Waits for its lock, but not for ever.
            cursor.execute("SET statement_timeout = 0; SET lock_timeout = '60s'")
            try:
                # The planner's notes last: it copies common values of each column, and ANALYZE leaves the old ones as dead rows.
                for name in (*tables, "pg_statistic"):
                    cursor.execute(f"VACUUM (FULL, ANALYZE) {connection.ops.quote_name(name)}")
            finally:
                cursor.execute("RESET statement_timeout; RESET lock_timeout")
            return
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
    if busy:
        raise NotFinished("somebody is reading the write-ahead log")
