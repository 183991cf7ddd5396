"""Writes of our own beside Wagtail's: the record of an edition."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from cms.models import GuidancePage, PublishedVersion
from cms.notify import tell_citing_followers
from network.membership import audit
from network.membership.models import User
from network.shell.tasks import on_commit_enqueue


def record_edition(
    page: GuidancePage, revision: Revision, *, approved_by: User | None, at: datetime | None = None
) -> PublishedVersion | None:
    """Record that readers were given `revision` as an edition; a silent edit makes none. The same revision twice makes one."""
    with transaction.atomic():
        existing = PublishedVersion.objects.filter(revision=revision).first()
        if existing is not None:
            return existing
        latest = PublishedVersion.objects.select_for_update().filter(page=page).first()
        if latest is not None and page.edit_kind == GuidancePage.EditKind.MINOR:
            return None
        version = PublishedVersion.objects.create(
            page=page,
            number=latest.number + 1 if latest else 1,
            kind=page.edit_kind if latest else GuidancePage.EditKind.NEW,
            change_note=page.change_note,
            published_at=at or timezone.now(),
            drafted_by=revision.user,
            approved_by=approved_by,
            revision=revision,
        )
        audit.record(approved_by, "published edition", version, edition=version.number)
        if latest is not None:
            on_commit_enqueue(tell_citing_followers, version.pk)
    return version
