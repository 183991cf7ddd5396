"""What every measurement shares: timing, counting queries, and one way to print the figures as JSON."""

from __future__ import annotations

import json
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured: milliseconds of one run, and database queries of one run (None where none were counted)."""

    median_ms: float
    p95_ms: float
    runs: int
    queries: int | None = None


def measure(run: Callable[[], object], *, times: int = 30, warm: int = 3, queries: bool = False) -> Figures:
    """Call `run` `warm` times unmeasured, then `times` times; with `queries`, once more to count what it asks the database.

    Milliseconds of wall time. p95 is the value that 95 % of the runs stay under, by nearest rank.
    """
    for _ in range(warm):
        run()
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        spent.append((time.perf_counter() - start) * 1000)
    spent.sort()
    p95 = spent[max(0, -(-95 * len(spent) // 100) - 1)]
    return Figures(round(statistics.median(spent), 3), round(p95, 3), times, _queries(run) if queries else None)


def _queries(run: Callable[[], object]) -> int:
    from django.db import connection  # noqa: PLC0415  (a measurement of pure Python needs no Django)
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as captured:
        run()
    return len(captured)


def ratio(figures: Figures, limit: Figures) -> float:
    """Return how many times the limit, measured in the same run, a median is: comparable between machines."""
    return round(figures.median_ms / limit.median_ms, 2) if limit.median_ms else 0.0


def row(figures: Figures, limit: Figures | None = None, **more: Any) -> dict[str, Any]:
    """Return one line of a report: the figures, their ratio to `limit` where there is one, and whatever else belongs to it."""
    line = {key: value for key, value in asdict(figures).items() if value is not None}
    return line | ({"ratio_to_limit": ratio(figures, limit)} if limit else {}) | more


def print_report(name: str, rows: Mapping[str, Mapping[str, Any]], **setup: Any) -> None:
    """Print one JSON object: what was measured, on which machine and set-up, and a row per thing measured."""
    machine = {"python": platform.python_version(), "processor": platform.machine()}
    json.dump({"benchmark": name, "setup": machine | setup, "rows": rows}, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
