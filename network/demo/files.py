"""The demonstration's files: where they lie, how they are read, and how their days are counted."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from network.forum.models import Board
from network.membership.models import User

CONTENT = Path(__file__).parent / "content"
People = dict[str, User]
Boards = dict[str, Board]


def read(name: str) -> dict[str, Any]:
    """Return the content of one TOML file."""
    with (CONTENT / name).open("rb") as file:
        return tomllib.load(file)


def days_ago(days: float) -> datetime:
    """Return the moment that lies `days` before now."""
    return timezone.now() - timedelta(days=days)
