"""General practices and health centres by name."""

from __future__ import annotations

from ..vocabulary import cues
from .organisation import Kind

RECOGNIZER = Kind(
    "ORG_GP",
    "[their GP practice]",
    "A practice has a few thousand patients, most of them in one place. Say “their GP practice”.",
    cues("org_gp", "heads") | {"centre"},
    openings=frozenset(("meddygfa", "meddygfa'r")),
    cues=cues("org_gp", "cues"),
    tails=cues("org_gp", "tails"),
).recognizer()
