"""`python manage.py incident_resume`: carry out what is left of every disclosure incident that was stopped half-way."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from network.forum.incidents import run
from network.forum.models import Incident


class Command(BaseCommand):
    """Safe to run at any time and from cron; ends with 1 where an incident could not be finished."""

    help = "Carry out the steps that are left of every disclosure incident. Ends with 1 where one could not be finished."

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the unfinished ones, oldest first; one that fails does not keep the others waiting."""
        stuck = 0
        for incident in Incident.objects.filter(finished_at=None).order_by("pk"):
            try:
                self.stdout.write(f"{incident.reference}: {run(incident)} steps done")
            except Exception as error:
                stuck += 1
                # The kind of the error alone: its message may quote the text.
                self.stderr.write(f"{incident.reference}: stopped ({type(error).__name__})")
        if stuck:
            raise CommandError(f"{stuck} not finished. Is the search index up, and nobody holding the database?", returncode=1)
