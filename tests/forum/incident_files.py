"""Run by test_incident.py in a process of its own, with a real database file: plant, remove, and say which files hold it.

Prints one JSON object: the names of files that hold the marker before and after, and the places of a whole scan after.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from network.forum.models import Post, Thread
    from tests.cast import Cast

MARKER = "qwyxvortle"
LINE = f"The tablets were called {MARKER} on the street there."


def main(var: Path, what: str) -> None:
    """Walk a thread, its quotation and an edit, or the whole life of a case, through an incident inside the folder `var`."""
    os.environ.update(CASEROUND_MODE="test", VAR_DIR=str(var), DJANGO_SETTINGS_MODULE="network.settings")
    os.environ["EMAIL_URL"] = f"filemail:///{var / 'mail'}"
    for name in ("DATABASE_URL", "ELASTICSEARCH_URL"):
        os.environ.pop(name, None)
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from tests import database  # noqa: PLC0415

    if database.template().exists():
        shutil.copy(database.template(), var / "caseround.sqlite3")
    call_command("migrate", verbosity=0)
    walk(var, what)


def walk(var: Path, what: str) -> None:
    """Plant, open the incident, scan, print."""
    from network.forum import incidents, posting  # noqa: PLC0415
    from network.forum.residue import scan  # noqa: PLC0415
    from search.indexer import drain  # noqa: PLC0415
    from tests.cast import make_cast  # noqa: PLC0415

    cast = make_cast()
    subject = _case(cast) if what == "case" else _post(cast)
    posting.start_thread(cast.open_board, actor=cast.dee, title="Another", text=f"> {LINE}\n\nAnd I?")
    drain()
    before = files(var)
    incidents.open_incident(subject, actor=cast.mia, severity="high", kind="name")
    answer = {"before": before, "after": files(var), "scan": [residue.place for residue in scan(MARKER)]}
    sys.stdout.write(json.dumps(answer) + "\n")


def _post(cast: Cast) -> Post:
    from network.forum import posting  # noqa: PLC0415

    thread = posting.start_thread(cast.open_board, actor=cast.ben, title="A taper", text="Opening words.")
    post = posting.reply(thread, actor=cast.ada, text="\n\n".join([LINE] * 200))
    posting.edit_post(post, actor=cast.ada, text="\n\n".join([LINE] * 150), basis="opinion", version=1)
    posting.reply(thread, actor=cast.dee, text=f"> {LINE}\n\nI agree.")
    return post


def _case(cast: Cast) -> Thread:
    from tests.cases.life import lived  # noqa: PLC0415

    thread = lived(cast).thread
    assert thread is not None
    return thread


def files(var: Path) -> list[str]:
    """Return the names of the files whose bytes hold the marker."""
    return sorted(path.name for path in var.rglob("*") if path.is_file() and MARKER.encode() in path.read_bytes().lower())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
