"""Serial numbers of devices, by label."""

from __future__ import annotations

from ..model import Level
from .base import PatternRecognizer, gated, rx

RECOGNIZER = PatternRecognizer(
    "DEVICE_ID",
    Level.DECIDE,
    "[device number removed]",
    "A serial number can be traced to the person who holds the device.",
    (
        gated(
            r"\b(?:serial|S/?N|device|pump|sensor|tag|fob|stimulator|concentrator|monitor|box|asset|implant|locker|safe)(?: ?(?:no|number|id|code|serial))?(?: is| was)?[.:# (]{1,3}(?P<id>(?=[A-Z-]{0,12}\d)[A-Z\d][A-Z\d-]{4,20})\b",
            "0 1 2 3 4 5 6 7 8 9",
        ),
        rx(r"\bS/?N[ :]{1,2}(?=[A-Z-]{0,6}\d)[A-Z\d][A-Z\d-]{4,20}\b", 0),
    ),
)
