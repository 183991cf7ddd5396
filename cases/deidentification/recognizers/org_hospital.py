"""Hospitals, wards and units by name."""

from __future__ import annotations

from ..vocabulary import cues
from .organisation import Kind

RECOGNIZER = Kind(
    "ORG_HOSPITAL",
    "[hospital or ward]",
    "The place of treatment narrows the search to its patients. Say “a general hospital”, “an acute ward”.",
    cues("org_hospital", "heads"),
    openings=frozenset(("ysbyty",)),
    cues=cues("org_hospital", "cues"),
    tails=cues("org_hospital", "tails"),
).recognizer()
