"""A disclosure incident about a case that nobody has published: a reviewer, or a moderator, sees that it identifies somebody."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from cases.actions import SOURCE
from cases.models import Case, CaseReview, State
from cases.permissions import Can, require
from network.forum import erasing, incidents, signing
from network.forum.audience import holders_of
from network.forum.models import Incident, IncidentKind, Thread
from network.forum.posting import refuse_identifiers
from network.membership.models import User
from search.outbox import enqueue


def remove(case: Case, *, actor: User, severity: str, kind: str, note: str = "") -> Incident | None:
    """Take an unpublished case out of everybody's hands and destroy it; None where it was published or removed meanwhile.

    An incident is about a thread, which this case has not: it gets one that was never open and holds no word, so that
    the steps, the record and its leads are the same as of every other. Raises PermissionDenied, or IdentifiesSomeone for the note.
    """
    require(actor, Can.REMOVE, case)
    if kind not in dict(IncidentKind.told()):
        raise ValueError(f"{kind} identifies nobody")
    refuse_identifiers(note)
    with transaction.atomic():
        held = Case.objects.select_for_update(of=("self",)).select_related("author").filter(pk=case.pk, thread=None)
        now_there = held.exclude(state__in=(State.PUBLISHED, State.WITHDRAWN)).first()
        if now_there is None:
            return None
        thread = Thread.objects.create(
            board_id=now_there.board_id,
            author=now_there.author,
            **signing.choose(None, now_there.author, now_there.signed).columns(),
            title=erasing.TITLE,
            hidden=True,
            restricted=now_there.restricted,
            clinicians_only=now_there.clinicians_only,
        )
        reach = _reach(now_there, actor)
        # Withdrawn at once: neither its reviewers nor its author find it while the steps run, and no open form saves into it.
        Case.objects.filter(pk=case.pk).update(thread=thread, state=State.WITHDRAWN, escalated_at=None, version=F("version") + 1)
        incident = Incident(thread=thread, severity=severity, kind=kind, note=note, opened_by=actor, reach=reach)
        incidents.begin(incident)
        enqueue(SOURCE, case.pk)
    return incident


def _reach(case: Case, actor: User) -> dict[str, int | bool]:
    """Return how many could have reviewed it, and how many certainly read it. Counts, nobody's name."""
    able = holders_of(case.board, clinicians_only=True).exclude(pk=case.author_id)
    if case.restricted:
        able = able.filter(pk__in=case.invited.values("pk"))
    readers = set(CaseReview.objects.filter(case=case, reviewer__isnull=False).values_list("reviewer", flat=True)) | {actor.pk}
    return {
        "could_read": max(able.count(), len(readers)), "had_read": len(readers), "reply_mails": 0, "invitation_mails": 0, "unpublished": True,
    }  # fmt: skip
