"""Say how search is: which engine, whether it answers, and what waits for it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Max, Min
from django.utils import timezone

from search.engine import EngineUnavailable, get_engine
from search.models import Outbox


class Command(BaseCommand):
    """For operators and monitors: exit 1 where the engine does not answer."""

    help = "Say whether search answers, how many documents it holds and what waits to be written."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for the outbox and one for the engine."""
        waiting = Outbox.objects.aggregate(rows=Count("pk"), oldest=Min("enqueued_at"), attempts=Max("attempts"))
        if waiting["rows"]:
            minutes = int((timezone.now() - waiting["oldest"]).total_seconds() // 60)
            changes = "1 change waits" if waiting["rows"] == 1 else f"{waiting['rows']} changes wait"
            self.stdout.write(f"{changes}, the oldest for {minutes} min, tried up to {waiting['attempts']} times")
        else:
            self.stdout.write("nothing waits")
        try:
            engine = get_engine()
            self.stdout.write(f"{engine.name}: {sum(1 for _ in engine.versions())} documents")
        except EngineUnavailable as error:
            raise CommandError(f"The index does not answer ({error}).") from error
