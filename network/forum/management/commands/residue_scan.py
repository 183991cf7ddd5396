"""`python manage.py residue_scan MARKER`: say where a text still stands, as kinds and counts, and how often in all."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from network.forum.residue import scan
from search.engine import EngineUnavailable


class Command(BaseCommand):
    """Look into every table, the search index and every file; end with 1 where anything is left."""

    help = "Say where MARKER still stands, in any case and spelling: tables, search index, files. Ends with 1 where anything is left."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the text to look for."""
        parser.add_argument("marker", help="the text, three characters or more; never written anywhere")

    def handle(self, *args: Any, marker: str, **options: Any) -> None:
        """Print one line per place, then the sum."""
        try:
            found = scan(marker)
        except EngineUnavailable as error:
            raise CommandError(
                "The search index does not answer, so nothing can be said of it. Try again when it is back."
            ) from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        for residue in found:
            self.stdout.write(f"{residue.count:6} {residue.place}")
        self.stdout.write(f"{sum(residue.count for residue in found)} found")
        if found:
            raise CommandError("The text still stands in the places above.", returncode=1)
