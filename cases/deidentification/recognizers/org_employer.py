"""Employers and firms by name."""

from __future__ import annotations

from ..vocabulary import cues
from .organisation import Kind

RECOGNIZER = Kind(
    "ORG_EMPLOYER",
    "[employer]",
    "An employer, with a job, leaves few people. Say “a large employer”, “a family firm”.",
    cues("org_employer", "heads"),
    cues=cues("org_employer", "cues"),
    tails=cues("org_employer", "tails"),
).recognizer()
