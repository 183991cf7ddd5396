"""``manage.py check_text``: run the identifier check on stdin and write its spans as JSON."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.deidentification import Level, check


class Command(BaseCommand):
    """Reads one text, or with ``--jsonl`` one record per line (of which advice is left out, as the scorer expects)."""

    help = "Check text on standard input for identifiers; nothing is stored, and the text is never written."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Add ``--jsonl``."""
        parser.add_argument("--jsonl", action="store_true", help='read lines {"id", "text"}, write lines {"id", "spans"}')

    def handle(self, *args: Any, **options: Any) -> None:
        """Write offsets, labels, levels and suggestions; never the text, in an error neither."""
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="strict", newline="")  # as sent: a translated "\r\n" moves offsets
        try:
            if options["jsonl"]:
                self._lines()
            else:
                self.stdout.write(json.dumps(spans(sys.stdin.read())))
        except UnicodeDecodeError:
            raise CommandError("Standard input is not UTF-8.") from None

    def _lines(self) -> None:
        for number, line in enumerate(sys.stdin, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                key, text = row["id"], row["text"]
            except (ValueError, KeyError, TypeError):
                text = None
            if not isinstance(text, str):
                raise CommandError(f'Line {number} is not {{"id": …, "text": "…"}}.')
            kept = [span for span in spans(text) if span["level"] != Level.ADVISE]
            self.stdout.write(json.dumps({"id": key, "spans": kept}))


def spans(text: str) -> list[dict[str, Any]]:
    """The findings of ``text`` as plain records."""
    keys = ("start", "end", "label", "level", "suggestion")
    return [{key: getattr(finding, key) for key in keys} for finding in check(text)]
