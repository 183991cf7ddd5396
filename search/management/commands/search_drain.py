"""Write what waits in the outbox to the index."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.indexer import drain


class Command(BaseCommand):
    """Run it from a timer as well as after each write: it is what brings back what was written during an outage."""

    help = "Write waiting changes to the search index."

    def handle(self, *args: Any, **options: Any) -> None:
        """Drain; exit 1 while anything still waits."""
        report = drain()
        self.stdout.write(f"{report.written} written, {report.deleted} deleted, {report.kept} waiting")
        if report.kept:
            raise CommandError("The index did not answer; the changes wait in the outbox.")
