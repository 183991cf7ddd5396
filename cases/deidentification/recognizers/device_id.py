"""Serial numbers of devices, by label."""

from __future__ import annotations

from ..model import Level
from .base import GROUPED, PatternRecognizer, anchored, enough, rx

RECOGNIZER = PatternRecognizer(
    "DEVICE_ID",
    Level.DECIDE,
    "[device number removed]",
    "A serial number can be traced to the person who holds the device.",
    (
        anchored(
            r"\b(?:serial|S/?N|device|pump|sensor|tag|fob|stimulator|concentrator|monitor|box|asset|implant|locker|safe)(?: ?(?:no|number|id|code|serial))?(?: is| was)?[.:# (]{1,3}(?P<id>(?=[A-Z-]{0,12}\d)[A-Z\d][A-Z\d-]{4,20})\b",
            "serial sn s/n device pump sensor tag fob stimulator concentrator monitor box asset implant locker safe",
        ),
        anchored(
            r"\b(?:serial|S/?N|device|monitor|pump|sensor|concentrator|tag|box)(?: ?(?:no|number))?(?: is| was)?[.:# ]{1,3}(?P<id>(?=[A-Z\d -]{0,14}\d[A-Z -]{0,3}\d)[A-Z]{1,5}(?:[ -][A-Z\d]{2,10}){1,3})\b",
            "serial sn s/n device monitor pump sensor concentrator tag box",
            0,
        ),
        anchored(
            rf"\b(?:[Ss]erial(?: no| number)?|[Ss]/?[Nn]|S/N|SN)\.?(?: is| was)?[:# ]{{1,2}}(?P<id>{GROUPED})",
            "serial sn s/n",
            0,
        ),
        rx(r"\bS/?N[ :]{1,2}(?=[A-Z-]{0,6}\d)[A-Z\d][A-Z\d-]{4,20}\b", 0),
    ),
    lambda text, match: enough(match.groupdict().get("id") or match.group(), 3),
)
