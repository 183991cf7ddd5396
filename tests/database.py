"""A migrated SQLite database, made once and copied for every later run: Wagtail's migrations take longer than most tests.

The copy is named after everything that decides its content, so a changed migration or package makes a new one.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
MEMORY = "file:memorydb_default?mode=memory&cache=shared"  # the name under which Django's test database lives


def template() -> Path:
    """Return where the copy for these migrations and packages lies, whether it was made already or not."""
    files = [
        ROOT / "requirements.txt",
        *(p for app in ("network", "cms", "cases", "search") for p in (ROOT / app).rglob("migrations/*.py")),
    ]
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return Path(tempfile.gettempdir()) / f"caseround-migrated-{digest.hexdigest()[:20]}.sqlite3"


def is_memory() -> bool:
    """Say whether the suite runs on SQLite in memory."""
    return connection.vendor == "sqlite" and not connection.settings_dict["TEST"].get("NAME")


def pour() -> sqlite3.Connection | None:
    """Fill Django's test database from the copy, where one was made; the connection returned keeps it alive."""
    if not is_memory() or not template().exists():
        return None
    held = sqlite3.connect(MEMORY, uri=True)
    with sqlite3.connect(template()) as copy:
        copy.backup(held)
    return held


def keep() -> None:
    """Keep a copy of the database that has just been migrated. Two workers at once make the same file."""
    if not is_memory() or template().exists():
        return
    connection.ensure_connection()
    unfinished = template().with_suffix(f".{os.getpid()}")
    with sqlite3.connect(unfinished) as copy:
        connection.connection.backup(copy)
    unfinished.replace(template())
