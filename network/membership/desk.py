"""What a steward needs beside an application: what to compare, and what should make them stop."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone

from network.membership.mailboxes import OPEN_TO_ALL, is_shared
from network.membership.models import Application, User
from network.membership.permissions import (
    did_not_stand_aside,
    is_not_the_one_appealed_against,
    is_not_the_sponsor,
    nobody_else_holds_it,
)
from network.membership.querysets import looks_alike, same_number
from network.membership.registers import REGISTERS, Register
from network.membership.routes import ROUTES


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison: what, what was typed, what should be found."""

    what: str
    typed: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on a steward's page about one application."""

    register: Register | None
    rows: list[Row]
    warnings: list[str] = field(default_factory=list)


def sheet(application: Application) -> Sheet:
    """Return what to compare and what to beware of, in three queries."""
    register = REGISTERS.get(application.profession)
    name = application.registered_name
    if register:
        rows = [
            Row("Name", name, "This name, or a reason why not: marriage, another script, a middle name"),
            Row("Number", application.register_number, "Exactly this number"),
            *(Row(what, "", wanted) for what, wanted in register.compare),
        ]
    else:
        route = ROUTES[application.profession]
        rows = [Row("Name", name, "The name that the register or the service knows")]
        if route.number != "none":
            rows.append(Row("Number", application.register_number or "none given", "Helps to find the entry"))
        rows += [Row(what, "", wanted) for what, wanted in route.find]
    rows.append(Row("Service", application.service, "Exists, and answers at a number that you looked up yourself"))
    rows.append(Row("Email", application.user.email, "The service’s own domain, or a reason why not"))
    return Sheet(register, rows, list(_warnings(application)))


def _warnings(application: Application) -> list[str]:
    found = []
    if same_number(application).exists():
        found.append(
            "Somebody else here gave the same number. Neither can be approved before a steward has spoken to both and cleared it."
        )
    if looks_alike(application.user).exists():
        found.append("A member’s name looks the same. Ask for something that tells the two apart.")
    address = application.user.email
    if address.rpartition("@")[2] in OPEN_TO_ALL:
        found.append("The address is one that anybody can open: it does not show where they work.")
    if is_shared(address):
        found.append("The address looks shared by several people. An account belongs to one.")
    return found


def why_not(steward: User, application: Application) -> str:
    """Return why `steward` cannot decide this application, or "" where they can."""
    if not nobody_else_holds_it(steward, application):
        return f"{application.holder} is working on this since {timezone.localtime(application.claimed_at):%H:%M}."
    if not did_not_stand_aside(steward, application):
        return "You stood aside because you know the applicant. Another steward decides."
    if not is_not_the_one_appealed_against(steward, application):
        return "This is an appeal against your decision. Another steward decides."
    if not is_not_the_sponsor(steward, application):
        return "The applicant named you as their sponsor. Another steward decides."
    return ""
