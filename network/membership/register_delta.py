"""Take in what a professional register changed since last time. It can only narrow: nobody is ever verified by a file.

The file is CSV with a head line and at least the columns `number` and `status`, as a register's download service gives it.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from network.membership.deciding import close_by_register
from network.membership.duties import LastSteward
from network.membership.lifecycle import IN, State, Verb
from network.membership.models import Application
from network.membership.registers import normalise, problem_with

BREAKER = 0.01  # more removals than this share of the members on a register is more likely a broken file than the truth
CLOSING = {
    "lapsed": Verb.LAPSE,
    "removed": Verb.LAPSE,
    "voluntarily removed": Verb.LAPSE,
    "not registered": Verb.LAPSE,
    "suspended": Verb.SUSPEND,
    "erased": Verb.SUSPEND,
    "struck off": Verb.SUSPEND,
    "interim suspension": Verb.SUSPEND,
}
STAYING = {"registered", "registered with licence", "effective", "restored"}
REASON = "The register’s own file of changes says: {status}. If you have retired, or this is wrong, tell us."


class TooMany(Exception):
    """More members would be closed than the circuit breaker lets through."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one row of the file comes to. `outcome`: close, stays, stranger, closed before, unreadable."""

    row: int
    outcome: str
    verb: Verb | None = None
    application: Application | None = None


def plan(profession: str, lines: Iterable[str]) -> list[Line]:
    """Return what each row would do to the members on the register of `profession`. Nothing is changed.

    Raises:
        ValueError: the columns `number` and `status` are missing.
        TooMany: the file would close more than 1 % of them.
    """
    applications = Application.objects.filter(profession=profession).exclude(register_number="")
    members = {a.register_number: a for a in applications}
    # A number is public: an application that somebody else makes with it must not stand before the member who holds it.
    members |= {a.register_number: a for a in applications.filter(state=State.LEFT, left_from__in=IN)}
    members |= {a.register_number: a for a in applications.filter(state__in=IN)}
    planned = list(_planned(profession, csv.DictReader(lines), members))
    standing = sum(application.state in IN for application in members.values())
    closing = len({line.application.pk for line in planned if line.outcome == "close" and line.application})
    if closing > max(1, standing * BREAKER):
        raise TooMany(f"{closing} of {standing} members on this register would be closed: more than {BREAKER:.0%}.")
    return planned


def stands(application: Application) -> bool:
    """Say whether it is a membership that a register may close: open, or left by somebody who may come back."""
    return application.state in IN or (application.state == State.LEFT and application.left_from in IN)


def _planned(profession: str, rows: csv.DictReader[str], members: dict[str, Application]) -> Iterator[Line]:
    if not {"number", "status"} <= {(name or "").strip().lower() for name in rows.fieldnames or ()}:
        raise ValueError("The file needs a head line with the columns number and status.")
    seen: set[str] = set()
    for at, row in enumerate(rows, start=2):
        facts = {(name or "").strip().lower(): value for name, value in row.items() if isinstance(value, str)}
        number, status = normalise(facts.get("number", "")), facts.get("status", "").strip().lower()
        known = members.get(number)
        if not number or problem_with(profession, number) or status not in CLOSING.keys() | STAYING:
            yield Line(at, "unreadable")
        elif known is None:
            yield Line(at, "stranger")
        elif status in STAYING:
            yield Line(at, "stays", None, known)
        elif not stands(known) or number in seen:
            yield Line(at, "closed before", None, known)
        else:
            seen.add(number)
            yield Line(at, "close", CLOSING[status], known)


def carry_out(planned: list[Line]) -> Counter[str]:
    """Close the members that the plan names, each in a transaction of its own, and return the outcomes counted.

    Stopped half-way and run again, it goes on where it stopped: who is closed already is left alone.
    """
    done: Counter[str] = Counter()
    for line in planned:
        outcome = line.outcome
        if line.verb and line.application:
            status = "suspended or erased" if line.verb == Verb.SUSPEND else "not registered any more"
            try:
                changed = close_by_register(line.application, line.verb, reason=REASON.format(status=status))
                outcome = "close" if changed else "closed before"
            except LastSteward:
                outcome = "last steward"  # left open: make somebody else one, and run it again
        done[outcome] += 1
    return done
