"""Write the audit log: kinds, ids, counts and a typed reason that the caller has checked. Never text from a case or post."""

from __future__ import annotations

from django.db.models import Model

from network.membership import origin
from network.membership.models import AuditEntry, User


def record(actor: User | None, verb: str, subject: Model, *, reason: str = "", **counts: int) -> AuditEntry:
    """Record that `actor` (None: the system) did `verb` to `subject`, inside the caller's transaction."""
    public = getattr(subject, "public_id", None)
    return AuditEntry.objects.create(
        actor=actor,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=str(public or subject.pk),
        reason=reason[:300],
        counts=counts,
        # SECURITY: where the log names nobody, because a contribution is not signed by name, it must not say from where it came.
        origin=origin.here() if actor is not None else "",
    )
