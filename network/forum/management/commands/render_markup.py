"""Render Markdown exactly as a post would be shown: JSON lines {"id","text"} in, {"id","html"} out."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from network.forum.markup import render


class Command(BaseCommand):
    """Read standard input line by line; nothing is stored."""

    help = 'Read JSON lines {"id","text"} on standard input, write {"id","html"} as a post would be shown.'
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Render each line; say which line is not JSON of that shape."""
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")  # whatever the terminal's own encoding is
        for number, line in enumerate(sys.stdin, 1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
                answer = {"id": entry["id"], "html": str(render(entry["text"]))}
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise CommandError(f'Line {number} is not {{"id": …, "text": "…"}}.') from error
            self.stdout.write(json.dumps(answer, ensure_ascii=True))
