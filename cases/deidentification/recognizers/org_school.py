"""Schools, colleges, nurseries and universities by name."""

from __future__ import annotations

from ..vocabulary import cues
from .organisation import Kind

RECOGNIZER = Kind(
    "ORG_SCHOOL",
    "[school or college]",
    "A school points at a place and an age. Say “a secondary school”, “college”.",
    cues("org_school", "heads"),
    openings=frozenset(("ysgol", "coleg")),
    cues=cues("org_school", "cues"),
    tails=cues("org_school", "tails"),
).recognizer()
