"""`python manage.py membership_housekeeping`: run once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from network.membership.erasing import resume_unfinished
from network.membership.exporting import purge_exports
from network.membership.housekeeping import purge_evidence, purge_unconfirmed, remind_of_missed_promises
from network.membership.invitations import expire
from network.membership.moving import carry_out_due
from network.membership.rechecking import put_due_on_the_desk


class Command(BaseCommand):
    """Delete unconfirmed accounts and copies of data after seven days, and remind stewards of missed promises."""

    help = "Delete accounts whose address nobody confirmed in seven days, and remind stewards of missed promises. Run it daily."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the counts."""
        done = f"deleted {purge_unconfirmed()} unconfirmed and {purge_evidence()} pieces of evidence"
        done += f", moved {carry_out_due()} to new addresses, put {put_due_on_the_desk()} on the desk for a re-check"
        done += f", deleted {purge_exports()} copies of people's data"
        done += f", closed {expire()} invitations that nobody used"
        done += f", completed {resume_unfinished()} erasures that had stopped"
        self.stdout.write(f"{done}, reminded of {remind_of_missed_promises()}")
