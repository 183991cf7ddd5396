"""The promise of a first look within 24 hours, in words that say how much of it is left."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

PROMISE = timedelta(hours=24)


def words(sent: datetime | None, now: datetime | None = None) -> str:
    """Return "5 hours left of the 24 promised", or how far the promise is overrun."""
    if sent is None:
        return ""
    left = sent + PROMISE - (now or timezone.now())
    if left >= timedelta(hours=1):
        return f"{_hours(left)} left of the 24 promised"
    if left > timedelta(0):
        return "less than an hour left of the 24 promised"
    over = -left
    if over < timedelta(hours=1):
        return "the 24 hours promised are over"
    if over < timedelta(days=2):
        return f"{_hours(over)} over the 24 promised"
    return f"{over.days} days over the 24 hours promised"


def is_overdue(sent: datetime | None, now: datetime | None = None) -> bool:
    """Say whether the promised hours are over."""
    return sent is not None and sent + PROMISE <= (now or timezone.now())


def _hours(span: timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    return f"{hours} hour{'s' if hours != 1 else ''}"
