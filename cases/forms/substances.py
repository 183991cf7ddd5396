"""The rows of substances: what, how much, how, since when, from where."""

from __future__ import annotations

from typing import Any

from cases import composer
from cases.models import Case, CaseSubstance
from cases.substances import AMOUNTS, DURATIONS, offered
from network.shell.forms import without_hidden


class SubstanceRows:
    """Up to five rows of substances, plain enough to work without script."""

    KEYS = ("name", "amount", "route", "duration", "source")
    LIMITS: dict[str, int] = {"name": 80, "amount": 80, "duration": 60}  # noqa: RUF012

    def __init__(self, data: Any, case: Case | None) -> None:
        """Read the posted rows, or those of `case`."""
        if data is not None:
            rows = [{key: data.get(f"substance-{n}-{key}", "") for key in self.KEYS} for n in range(composer.SUBSTANCE_ROWS)]
        else:
            stored = list(case.substances.all()) if case else []
            rows = [{key: getattr(s, key) for key in self.KEYS} for s in stored]
        self.rows = (rows + [dict.fromkeys(self.KEYS, "")] * composer.SUBSTANCE_ROWS)[: composer.SUBSTANCE_ROWS]
        self.offered, self.amounts, self.durations = offered(), AMOUNTS, DURATIONS
        self.routes, self.origins = CaseSubstance.Route.choices, CaseSubstance.Origin.choices

    @property
    def first(self) -> list[dict[str, str]]:
        """Return the rows that are always shown."""
        return self.rows[:2]

    @property
    def more(self) -> list[dict[str, str]]:
        """Return the rows that are folded away."""
        return self.rows[2:]

    @property
    def more_filled(self) -> bool:
        """Say whether anything stands in the folded rows, which then must be open."""
        return any(row[key] for row in self.more for key in self.LIMITS)

    @property
    def error(self) -> str:
        """Return what is wrong with the rows in a sentence, or an empty string."""
        for number, row in enumerate(self.rows, 1):
            if not row["name"].strip() and (row["amount"].strip() or row["duration"].strip()):
                return f"Name the substance in row {number}, or empty the row"
            for key, limit in self.LIMITS.items():
                if len(row[key].strip()) > limit:
                    return f"Row {number} is too long: at most {limit} characters in a field"
        return ""

    def cleaned(self) -> list[dict[str, str]]:
        """Return the filled rows, with known routes and sources."""
        routes, origins = dict(self.routes), dict(self.origins)
        return [
            {
                **{key: without_hidden(row[key]).strip() for key in self.LIMITS},
                "route": row["route"] if row["route"] in routes else "other",
                "source": row["source"] if row["source"] in origins else "illicit",
            }
            for row in self.rows
            if row["name"].strip()
        ]
