"""Fill an empty network with invented people and content."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from network.demo.loader import load


class Command(BaseCommand):
    """Idempotent. Refuses to run beside production settings."""

    help = "Load the demonstration's invented people, boards, threads, cases and guidance."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what stands."""
        if settings.PRODUCTION:
            raise CommandError("The demonstration is never loaded in production: set CASEROUND_MODE=demo.")
        load(lambda line: self.stdout.write(line))
