"""The identifier check: finds what could name a person in clinical prose. Pure Python, no model, linear time."""

from __future__ import annotations

from .engine import apply_suggestions, blocking, check, check_together, names_people, remembering, summary, use_safe_words
from .meter import Detail, Meter, combination
from .model import Finding, Level
from .public import check_for_public

__all__ = [
    "Detail",
    "Finding",
    "Level",
    "Meter",
    "apply_suggestions",
    "blocking",
    "check",
    "check_for_public",
    "check_together",
    "combination",
    "names_people",
    "remembering",
    "summary",
    "use_safe_words",
]
