"""Compare the database with the index and repair what drifted."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engine import EngineUnavailable
from search.rebuild import reconcile


class Command(BaseCommand):
    """The printed total is a health figure: 0 is well."""

    help = "Count, and repair, differences between the database and the search index."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer a look without repair."""
        parser.add_argument("--dry-run", action="store_true", help="count only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reconcile and print the counts."""
        try:
            drift = reconcile(repair=not options["dry_run"])
        except EngineUnavailable as error:
            raise CommandError(f"The index did not answer ({error}).") from error
        self.stdout.write(f"{drift.total} differences: {drift.missing} missing, {drift.stale} stale, {drift.ghosts} ghosts")
