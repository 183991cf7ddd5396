"""Where a text still stands: every table, the search index, and every file the product writes. Shows kinds and counts, never text.

Used after a disclosure incident, and by the test that plants a marker in each field and walks it through its whole life.
"""

from __future__ import annotations

import email
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import policy
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.db import connection

from network.forum.needle import Needle
from search.engine import get_engine

CHUNK = 4_000_000  # bytes read at once
ROWS = 500  # rows read at once
BETWEEN_MAILS = b"\n" + b"-" * 79 + b"\n"  # what Django's file backend writes after each


@dataclass(frozen=True, slots=True)
class Residue:
    """One place that still holds the text: a column, the index, or a file; and how often (rows, documents, or 1 for a file)."""

    place: str
    count: int


def scan(marker: str) -> list[Residue]:
    """Return every place that holds `marker` in any form (`needle`), an empty list where nothing does.

    `marker` has at least three characters. Raises ValueError for a shorter one, EngineUnavailable where the index
    cannot be asked: an answer that leaves a store out would be a false comfort.
    """
    needle, engine = Needle(marker), get_engine()
    found = [
        *_tables(needle),
        Residue("search index", engine.holds(marker)),
        Residue("search index: its rarest word, which no document has any more", engine.remnants(marker)),
        *_files(needle),
        *_sent(needle),
    ]
    return [residue for residue in found if residue.count]


def _tables(needle: Needle) -> Iterator[Residue]:
    """Look into every column of every table of the database, those of libraries and of the queue included."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        columns = {t: [c.name for c in connection.introspection.get_table_description(cursor, t)] for t in tables}
    for table, names in columns.items():
        counts = dict.fromkeys(names, 0)
        with connection.chunked_cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(map(quote, names))} FROM {quote(table)}")
            while rows := cursor.fetchmany(ROWS):
                for row in rows:
                    for name, value in zip(names, row, strict=True):
                        counts[name] += needle.holds(_opened(table, name, value))
        yield from (Residue(f"{table}.{name}", count) for name, count in counts.items())


def _opened(table: str, column: str, value: Any) -> object:
    """Return the value, that of a session unpacked."""
    return SessionStore().decode(value) if (table, column) == ("django_session", "session_data") else value


def folders() -> list[Path]:
    """Return the folders and files into which the product writes: database, index, media, mail spool, logs."""
    places = [settings.VAR_DIR, settings.MEDIA_ROOT, settings.SEARCH_FTS5_PATH.parent]
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():  # type: ignore[attr-defined]
        places.append(Path(connection.settings_dict["NAME"]).parent)
    return [Path(place) for place in [*places, *_spool()]]


def _spool() -> list[Path]:
    """Return the folder into which mails are written, where they are."""
    spool = getattr(settings, "EMAIL_FILE_PATH", None)
    return [Path(spool)] if spool else []


def _files(needle: Needle) -> Iterator[Residue]:
    """Read every file once, whatever it is: a raw database keeps the bytes of deleted rows, a log is never cleaned."""
    seen: set[Path] = set()
    static = Path(settings.STATIC_ROOT).resolve()
    spool = [folder.resolve() for folder in _spool()]
    for folder in folders():
        for path in _walk(folder):
            real = path.resolve()
            if real in seen or static in real.parents:
                continue
            seen.add(real)
            if needle.holds(path.name):  # a place is printed, and the text never
                yield Residue(f"{path.parent}, a file by its name", 1)
                continue
            mails = any(folder in real.parents for folder in spool)
            try:
                yield Residue(str(path), int(_contains(path, needle) or (mails and _in_mails(path, needle))))
            except FileNotFoundError:
                continue  # a lock or a write-ahead file that went while we looked


def _walk(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else ()


def _contains(path: Path, needle: Needle) -> bool:
    """Say whether the marker stands in the file's bytes. Two pieces share as much as the marker's longest form takes."""
    window = b""
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            window = window[-needle.reach :] + block
            if needle.holds(window):
                return True
    return False


def _in_mails(path: Path, needle: Needle) -> bool:
    """Say whether the marker stands in a kept mail, its headers and parts decoded: base64 shows no word of it."""
    return any(needle.holds(text) for raw in path.read_bytes().split(BETWEEN_MAILS) for text in _parts(raw))


def _parts(raw: bytes) -> Iterator[str]:
    message = email.message_from_bytes(raw, policy=policy.default)
    yield from map(str, message.values())
    for part in message.walk():
        body = part.get_payload(decode=True)
        yield body.decode(errors="replace") if isinstance(body, bytes) else ""


def _sent(needle: Needle) -> Iterator[Residue]:
    """Look into mails that a test keeps in memory."""
    for message in getattr(mail, "outbox", []):
        yield Residue("mail", int(any(needle.holds(text) for text in _parts(message.message().as_bytes()))))
