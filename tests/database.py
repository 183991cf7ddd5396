"""A migrated SQLite database, made once and copied for every later run: Wagtail's migrations take longer than most tests.

The copy is named after everything that decides its content, so a changed migration or package makes a new one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


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


def pour() -> bool:
    """Put the copy where Django's test database is expected; say whether there was one."""
    if connection.vendor != "sqlite" or not template().exists():
        return False
    shutil.copyfile(template(), connection.settings_dict["TEST"]["NAME"])
    return True


def keep() -> None:
    """Keep a copy of the database that has just been migrated. Two workers at once make the same file."""
    if connection.vendor != "sqlite" or template().exists():
        return
    connection.ensure_connection()
    unfinished = template().with_suffix(f".{os.getpid()}")
    with sqlite3.connect(unfinished) as copy:
        connection.connection.backup(copy)
    unfinished.replace(template())
