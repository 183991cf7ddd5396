"""Where the real servers are. What is not found is a skip that says how to get it; with CI=true it is a failure."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

IN_CI = os.environ.get("CI") == "true"


def _missing(what: str, how: str) -> None:
    sentence = f"{what} was not found: {how}."
    if IN_CI:
        pytest.fail(sentence)
    pytest.skip(sentence)


def elasticsearch_url() -> str:
    """Return the address of a real node, or skip (fail in CI)."""
    url = os.environ.get("TEST_ELASTICSEARCH_URL") or os.environ.get("ELASTICSEARCH_URL", "")
    if not url:
        _missing("Elasticsearch", "run `make elasticsearch` and set TEST_ELASTICSEARCH_URL to the address it prints")
    return url


def chromium() -> str:
    """Return the path of a system Chromium, or skip (fail in CI)."""
    path = os.environ.get("CHROMIUM") or next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
    )
    if not path:
        _missing("Chromium", "install it (on Debian: apt-get install chromium fonts-liberation), or set CHROMIUM")
    return path


def postgres_bin() -> Path:
    """Return the folder that holds PostgreSQL's server programs, or skip (fail in CI)."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = next((folder for folder in folders if (folder / "initdb").exists()), None)
    if found is None:
        _missing("PostgreSQL", "install it (on Debian: apt-get install postgresql)")
    assert found is not None
    return found


def elasticsearch_server() -> None:
    """Say that a node of our own can be started, or skip (fail in CI): tests that freeze and kill one need their own."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "caseround"
    if not any(cache.glob("elasticsearch-*/bin")):
        _missing("An Elasticsearch that may be stopped and killed", "run `make elasticsearch` once, which downloads it")
