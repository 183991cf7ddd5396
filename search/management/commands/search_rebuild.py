"""Fill a new generation of the index and make it live."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engine import EngineUnavailable
from search.rebuild import rebuild


class Command(BaseCommand):
    """Readers keep searching the old generation until the new one is complete."""

    help = "Rebuild the search index beside the live one, then swap."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild; say how many documents it holds."""
        try:
            self.stdout.write(f"{rebuild()} documents")
        except EngineUnavailable as error:
            raise CommandError(f"The index did not answer ({error}). The live index stands as it was.") from error
