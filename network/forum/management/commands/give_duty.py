"""`python manage.py give_duty ADDRESS steward`: give a duty to somebody who has an account. The first steward is made so."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from network.forum.models import Board
from network.forum.moderators import MODERATOR, make_moderator
from network.membership.duties import DUTIES, give_duty
from network.membership.models import User


class Command(BaseCommand):
    """Make somebody editor, steward, or moderator of a board."""

    help = "Give a duty to a person. They set up a second factor at their next log-in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the person's address, the duty, and for a moderator the board."""
        parser.add_argument("email")
        parser.add_argument("duty", choices=[*DUTIES, MODERATOR])
        parser.add_argument("--board", default="", help="for a moderator: the board's name")

    def handle(self, *args: Any, email: str, duty: str, board: str, **options: Any) -> None:
        """Give it, or say in one sentence why not."""
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError("Nobody has an account with this address. They sign up first.")
        room = Board.objects.filter(name=board).first() if board else None
        if board and room is None:
            raise CommandError(f"There is no board {board!r}.")
        if duty == MODERATOR and room is None:
            raise CommandError("A moderator needs a board.")
        try:
            given = make_moderator(room, user, actor=None) if duty == MODERATOR and room else give_duty(user, duty, actor=None)
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("given" if given else "held already")
