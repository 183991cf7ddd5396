"""``manage.py check_text``: run the identifier check on stdin and write its spans as JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cases.deidentification import Level, check


class Command(BaseCommand):
    """Reads one text, or with ``--jsonl`` one record per line (of which advice is left out, as the scorer expects)."""

    help = "Check text on standard input for identifiers."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add ``--jsonl``."""
        parser.add_argument("--jsonl", action="store_true", help='read lines {"id", "text"}')

    def handle(self, *args: Any, **options: Any) -> None:
        """Write offsets, labels, levels and suggestions; never the text."""
        if not options["jsonl"]:
            self.stdout.write(json.dumps(spans(sys.stdin.read())))
            return
        for line in filter(str.strip, sys.stdin):
            row = json.loads(line)
            kept = [span for span in spans(row["text"]) if span["level"] != Level.ADVISE]
            self.stdout.write(json.dumps({"id": row["id"], "spans": kept}))


def spans(text: str) -> list[dict[str, Any]]:
    """The findings of ``text`` as plain records."""
    keys = ("start", "end", "label", "level", "suggestion")
    return [{key: getattr(finding, key) for key in keys} for finding in check(text)]
