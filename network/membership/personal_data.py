"""What is held about people: one table that names every model, what the copy of one's data shows of it, and what an erasure does.

The export (`exporting`) and the erasure (`erasing`) walk this table and nothing else; a model without an entry turns a test
red. Upper apps add theirs in their own `personal_data` when they start. An actor is somebody who acted on a row that is not
theirs (approved, invited, drafted): the row keeps pointing at an account that names nobody any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from network.membership.models import Departure, User


class Fate(StrEnum):
    """What an erasure does."""

    DELETED = "deleted"
    EMPTIED = "kept without what says who"
    KEPT = "kept"
    NOBODY = "about nobody"


@dataclass(frozen=True, slots=True)
class Holding:
    """One model. `owner` and `actors` are look-ups from a row to people; `why` says why it is kept, or why it is nobody's."""

    model: str
    fate: Fate
    why: str = ""
    name: str = ""  # its heading in the copy; empty: not in the copy, and `withheld` says why
    owner: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()  # columns in the copy
    only: Mapping[str, Any] = field(default_factory=dict)  # which rows the copy shows
    withheld: Mapping[str, str] = field(default_factory=dict)  # column, or "" for the model: why the copy leaves it out
    blank: Mapping[str, Any] = field(default_factory=dict)  # what the columns hold after an erasure
    # Column that is shown only where the person may open what it tells of, the look-up to that, and what they may open.
    door: tuple[str, str, Callable[[User], QuerySet[Any]]] | None = None
    erase: Callable[[User, Departure], int] | None = None

    @property
    def table(self) -> type[Model]:
        """Return the model."""
        return apps.get_model(self.model)

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the rows that are the person's own."""
        if not self.owner:
            return self.table._base_manager.none()
        mine = Q()
        for path in self.owner:
            mine |= Q(**{path: user.pk})
        return self.table._base_manager.filter(mine)

    def exported(self, user: User) -> list[dict[str, Any]]:
        """Return what the copy shows, row by row. Column names lose their underscores: the copy is for reading."""
        column, path, may_open = self.door or ("", "", None)
        rows = self.rows(user).filter(**self.only).order_by("pk").values(*self.shows, *([path] if path else ()))
        if may_open is not None:
            shut = "not open to you any more"
            still = set(may_open(user).values_list("pk", flat=True))
            return [_named({**row, column: row[column] if row[path] in still else shut}, but=path) for row in rows]
        return [{name.replace("__", " ").replace("_", " "): value for name, value in row.items()} for row in rows.iterator()]

    def carry_out(self, user: User, departure: Departure) -> int:
        """Do what an erasure does to this model and return how many rows it changed. Safe to do twice."""
        if self.erase is not None:
            return self.erase(user, departure)
        if self.fate == Fate.DELETED:
            return self.rows(user).delete()[0]
        if self.fate == Fate.EMPTIED and self.blank:
            return self.rows(user).update(**self.blank)
        return 0


def _named(row: Mapping[str, Any], but: str) -> dict[str, Any]:
    return {name.replace("__", " ").replace("_", " "): value for name, value in row.items() if name != but}


class Leaver(Protocol):
    """What an app has to say when somebody leaves. Sentences for the person, or for the steward who erases."""

    def stops(self, user: User) -> Iterable[str]:
        """Return why the person cannot leave yet."""

    def remains(self, user: User) -> Iterable[str]:
        """Return what stays here of the person, and what goes."""

    def holds(self, user: User) -> Iterable[str]:
        """Return what the erasure has to wait for."""

    def left(self, user: User) -> None:
        """Do what cannot wait for the erasure, in the transaction in which the person leaves."""


_groups: list[tuple[Holding, ...]] = []
leavers: list[Leaver] = []


def register(*holdings: Holding, leaver: Leaver | None = None) -> None:
    """Add an app's entries. Apps start from the lowest to the highest."""
    _groups.append(holdings)
    if leaver is not None:
        leavers.append(leaver)


def registry() -> list[Holding]:
    """Return every entry, in the order in which an erasure goes through them: upper apps first, the account itself last."""
    return [holding for group in reversed(_groups) for holding in group]


def in_the_copy() -> list[Holding]:
    """Return the entries that a copy of one's data shows, the account first."""
    return [holding for holding in reversed(registry()) if holding.name]
