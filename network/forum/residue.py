"""Where a text still stands: every table, the search index, and every file the product writes. Shows kinds and counts, never text.

Used after a disclosure incident, and by the test that plants a marker in each field and walks it through its whole life.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core import mail
from django.db import connection

from search.engine import get_engine

CHUNK = 4_000_000  # bytes read at once


@dataclass(frozen=True, slots=True)
class Residue:
    """One place that still holds the text: a column, the index, or a file; and how often (rows, documents, or 1 for a file)."""

    place: str
    count: int


def scan(marker: str) -> list[Residue]:
    """Return every place that holds `marker` (any case), an empty list where nothing does.

    `marker` has at least three characters. Raises ValueError for a shorter one, EngineUnavailable where the index
    cannot be asked: an answer that leaves a store out would be a false comfort.
    """
    if len(marker.strip()) < 3:
        raise ValueError("A marker needs at least three characters.")
    found = [*_tables(marker), Residue("search index", get_engine().holds(marker)), *_files(marker), *_sent(marker)]
    return [residue for residue in found if residue.count]


def _tables(marker: str) -> Iterator[Residue]:
    """Look into every column of every table of the database, those of libraries and of the queue included."""
    quote = connection.ops.quote_name
    pattern = "%" + marker.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            counts = ", ".join(
                f"SUM(CASE WHEN LOWER(CAST({quote(c)} AS TEXT)) LIKE %s ESCAPE '!' THEN 1 ELSE 0 END)" for c in columns
            )
            cursor.execute(f"SELECT {counts} FROM {quote(table)}", [pattern] * len(columns))
            for column, count in zip(columns, cursor.fetchone() or (), strict=False):
                yield Residue(f"{table}.{column}", int(count or 0))


def folders() -> list[Path]:
    """Return the folders and files into which the product writes: database, index, media, mail spool, logs."""
    places = [settings.VAR_DIR, settings.MEDIA_ROOT, settings.SEARCH_FTS5_PATH.parent]
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():  # type: ignore[attr-defined]
        places.append(Path(connection.settings_dict["NAME"]).parent)
    spool = getattr(settings, "EMAIL_FILE_PATH", None)
    return [Path(place) for place in [*places, *([spool] if spool else [])]]


def _files(marker: str) -> Iterator[Residue]:
    """Read every file once, whatever it is: a raw database keeps the bytes of deleted rows, a log is never cleaned."""
    seen: set[Path] = set()
    static = Path(settings.STATIC_ROOT).resolve()
    for folder in folders():
        for path in _walk(folder):
            real = path.resolve()
            if real not in seen and static not in real.parents:
                seen.add(real)
                yield Residue(str(path), int(_contains(path, marker)))


def _walk(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else ()


def _contains(path: Path, marker: str) -> bool:
    """Say whether the bytes of `marker`, in any case of its ASCII letters, stand in the file."""
    wanted = marker.lower().encode()
    tail = b""
    try:
        with path.open("rb") as file:
            while block := file.read(CHUNK):
                if wanted in (tail + block).lower():
                    return True
                tail = block[-len(wanted) :]
    except FileNotFoundError:
        return False  # a lock or a write-ahead file that went while we looked
    return False


def _sent(marker: str) -> Iterator[Residue]:
    """Look into mails that a test keeps in memory."""
    for message in getattr(mail, "outbox", []):
        text = f"{message.subject}\n{message.body}".lower()
        yield Residue("mail", int(marker.lower() in text))
