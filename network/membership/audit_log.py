"""Reading the audit log. Stewards alone may, and each reading is an entry of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.dateparse import parse_date

from network.membership import audit
from network.membership.models import AuditEntry, User
from network.membership.policy import Actor


def entries_visible_to(actor: Actor) -> QuerySet[AuditEntry]:
    """Return the log for a steward, nothing for anybody else."""
    if not isinstance(actor, User) or not actor.is_steward:
        return AuditEntry.objects.none()
    return AuditEntry.objects.select_related("actor")


def matching(actor: Actor, wanted: Mapping[str, str]) -> QuerySet[AuditEntry]:
    """Return the entries that fit `wanted`: who (part of a name), what (part of a verb), where (part of a network or browser), about (an id), since and until (dates).

    A date that cannot be read narrows nothing.
    """
    found = entries_visible_to(actor)
    if wanted.get("who"):
        found = found.filter(actor__display_name__icontains=wanted["who"])
    if wanted.get("what"):
        found = found.filter(verb__icontains=wanted["what"])
    if wanted.get("where"):
        found = found.filter(origin__icontains=wanted["where"])
    if wanted.get("about"):
        found = found.filter(subject_id=wanted["about"])
    if since := day(wanted.get("since", "")):
        found = found.filter(at__date__gte=since)
    if until := day(wanted.get("until", "")):
        found = found.filter(at__date__lt=until + timedelta(days=1))
    return found


def day(text: str) -> date | None:
    """Return the date that `text` names as 2026-11-24, or None."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def note_reading(actor: User) -> None:
    """Record that the log itself was read."""
    audit.record(actor, "read the audit log", actor)
