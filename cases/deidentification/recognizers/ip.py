"""Network addresses."""

from __future__ import annotations

import re

from ..model import Level
from .base import PatternRecognizer, rx


def _accept(text: str, match: re.Match[str]) -> bool:
    """Clock times with seconds are not addresses."""
    value = match.group()
    return ":" in value or all(int(part) < 256 for part in value.split("."))


RECOGNIZER = PatternRecognizer(
    "IP",
    Level.BLOCK,
    "[network address removed]",
    "A network address points to a household or a ward.",
    (
        rx(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]\d)"),
        rx(r"(?<![\w:])(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}(?![\w:])"),
        rx(r"(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}:?[0-9a-f]{1,4}(?![\w:])"),
    ),
    _accept,
)
