"""Everything an incident's page shows: kinds and counts, never a text and never who reported it."""

from __future__ import annotations

from dataclasses import dataclass

from network.forum import erasing, incidents, slots
from network.forum.models import Incident, IncidentStep


@dataclass(frozen=True, slots=True)
class Row:
    """One step: what it is called, and its record where it is done."""

    label: str
    step: IncidentStep | None


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """What the template needs."""

    incident: Incident
    rows: list[Row]
    removed: int
    reporters: int
    called: str  # "Case 0021", where it is about one whole

    @property
    def waiting(self) -> int:
        """Return how many steps are not done."""
        return sum(1 for row in self.rows if row.step is None)


def load(incident: Incident) -> IncidentPage:
    """Load the page in a fixed number of queries."""
    done = {step.name: step for step in incident.steps.all()}
    rows = [Row(step.label, done.get(step.name)) for step in incidents.steps()]
    reporters = erasing.reports_of(incident).values("reporter").distinct().count()
    called = next((name for call in slots.called if (name := call(incident.thread))), "") if incident.whole else ""
    return IncidentPage(incident, rows, sum(step.removed for step in done.values()), reporters, called)
