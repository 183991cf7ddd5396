"""`python manage.py import_register_delta doctor changes.csv`: a dry run with a report; `--apply` carries it out."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from network.membership.register_delta import TooMany, carry_out, plan
from network.membership.registers import REGISTERS


class Command(BaseCommand):
    """Take in a register's file of changes. It can only narrow memberships."""

    help = "Take in a register's file of changes (CSV: number,status). Without --apply nothing is changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the register, the file and the switch."""
        parser.add_argument("register", choices=sorted(REGISTERS), help="the profession whose register the file comes from")
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="carry it out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per row that concerns a member, then the counts. Lines name applications, never people."""
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as file:
                planned = plan(options["register"], file)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"The file cannot be read: {type(error).__name__}.") from error
        except (ValueError, TooMany) as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        for line in planned:
            if line.outcome in ("close", "unreadable"):
                about = line.application.public_id if line.application else "-"
                self.stdout.write(" ".join(filter(None, (f"row {line.row}:", line.outcome, line.verb, about))))
        counts = carry_out(planned) if options["apply"] else Counter(line.outcome for line in planned)
        summary = ", ".join(f"{outcome} {count}" for outcome, count in sorted(counts.items())) or "no rows"
        self.stdout.write(f"{'done' if options['apply'] else 'dry run'}: {summary}")
