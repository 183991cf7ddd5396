"""One running set-up for every test of this folder, with people and boards in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.stack import Stack
from tests.servers import elasticsearch_server, postgres_bin

SEED = "from tests.processes.seed import seed; seed()"


@pytest.fixture(autouse=True)
def _own_index() -> None:
    """These tests touch no index of their own process: the suite's fixture of this name is not needed."""


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """gunicorn, a worker, PostgreSQL and Elasticsearch, started as compose.yaml says; stopped at the end."""
    postgres_bin()
    elasticsearch_server()
    # Not one of pytest's folders: those are closed to the users as whom the two servers run.
    running = Stack(Path(tempfile.mkdtemp(prefix="caseround-stack-")))
    try:
        running.start()
        running.run("web", ["python", "manage.py", "shell", "-c", SEED])
        yield running
    finally:
        running.stop()
