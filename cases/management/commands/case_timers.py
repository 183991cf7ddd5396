"""``manage.py case_timers``: what time does to cases. Run it from a timer, every quarter of an hour."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cases import clock, reading_record
from network.forum import budget


class Command(BaseCommand):
    """Escalates what nobody looked at in time, asks for outcomes, withdraws what consent no longer covers. Prints counts."""

    help = "Escalate unanswered cases and withdraw those whose consent has run out."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every timer once; a second run at once changes nothing."""
        counts = {
            "consent expired": clock.expire_consents(),
            "public versions expired": clock.expire_renderings(),
            "old readings deleted": reading_record.purge() + budget.purge(),
            "escalated": clock.escalate(),
            "outcomes asked for": clock.ask_outcomes(),
        }
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in counts.items()))
