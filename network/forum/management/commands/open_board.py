"""`python manage.py open_board "Prison health" --about "…" --group Clinicians`: make a board and grant it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError

from network.forum.opening import open_board
from network.membership.grouping import Refused


class Command(BaseCommand):
    """Make a board, or grant one that stands to further groups."""

    help = "Make a board and grant it to groups (Clinicians, Associates, or another that exists)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take name, line about it, and groups."""
        parser.add_argument("name")
        parser.add_argument("--about", required=True, help="one line for the list of boards")
        parser.add_argument("--group", action="append", default=[], help="a group that may read it; may be given again")

    def handle(self, *args: Any, name: str, about: str, group: list[str], **options: Any) -> None:
        """Make it and print its address."""
        try:
            board = open_board(name, about=about, groups=group, actor=None)
        except Group.DoesNotExist as error:
            names = ", ".join(Group.objects.order_by("name").values_list("name", flat=True))
            raise CommandError(f"There is no such group. These exist: {names}.") from error
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{board.name}: {board.get_absolute_url()}")
