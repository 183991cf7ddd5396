"""`python manage.py membership_housekeeping`: run once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from network.membership.housekeeping import purge_unconfirmed, remind_of_missed_promises


class Command(BaseCommand):
    """Delete unconfirmed accounts after seven days and remind stewards of missed promises."""

    help = "Delete accounts whose address nobody confirmed in seven days, and remind stewards of missed promises. Run it daily."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the two counts."""
        self.stdout.write(f"deleted {purge_unconfirmed()} unconfirmed, reminded of {remind_of_missed_promises()}")
