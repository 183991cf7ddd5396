"""A copy of everything the registry shows of a person, made by a task, kept seven days, handed to them alone."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from network.membership import audit
from network.membership.emails import tell_export
from network.membership.models import DataExport, User
from network.membership.models.leaving import EXPORT_KEPT
from network.membership.permissions import Can, require
from network.membership.personal_data import in_the_copy
from network.shell.tasks import on_commit_enqueue, task


def ask_export(user: User, *, actor: User) -> bool:
    """Have a copy made; it takes the place of an older one. Return False while one is being made already."""
    require(actor, Can.OWN_DATA, user)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        old = find(user)
        if old is not None and old.is_running:
            return False
        DataExport.objects.filter(user=user).delete()
        export = DataExport.objects.create(user=user, parts=len(in_the_copy()))
        audit.record(actor, "asked for their data", user)
        on_commit_enqueue(make_export, export.pk)
    return True


def find(user: User) -> DataExport | None:
    """Return the person's copy, being made or ready and not too old, without its content."""
    found = DataExport.objects.filter(user=user).defer("content").first()
    return found if found is not None and found.goes_at > timezone.now() else None


def take(user: User, *, actor: User) -> bytes | None:
    """Return the copy, or None where there is none (any more). Taking it is recorded."""
    require(actor, Can.OWN_DATA, user)
    found = find(user)
    if found is None or found.ready_at is None:
        return None
    audit.record(actor, "took their data", user)
    return bytes(found.content)


@task()
def make_export(export_id: int) -> int:
    """Collect part by part, noting how far it is. Return the size in bytes; 0 where it is not wanted any more."""
    export = DataExport.objects.filter(pk=export_id, ready_at=None).select_related("user").first()
    if export is None:
        return 0
    parts: dict[str, list[dict[str, Any]]] = {}
    for number, holding in enumerate(in_the_copy(), 1):
        parts[holding.name] = holding.exported(export.user)
        DataExport.objects.filter(pk=export_id).update(done=number)
    content = _zipped(parts, export.user)
    with transaction.atomic():
        if not DataExport.objects.filter(pk=export_id, ready_at=None).update(content=content, ready_at=timezone.now()):
            return 0
        on_commit_enqueue(tell_export, export_id)
    return len(content)


def _zipped(parts: dict[str, list[dict[str, Any]]], user: User) -> bytes:
    """Return the archive: one file for people, the same for machines."""
    file = io.BytesIO()
    shown = [(name, [[(label, value) for label, value in row.items()] for row in rows]) for name, rows in parts.items()]
    page = render_to_string("membership/export_file.html", {"parts": shown, "at": timezone.now()})
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("your-data.html", page)
        archive.writestr("your-data.json", json.dumps(parts, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
    return file.getvalue()


def purge_exports() -> int:
    """Delete the copies that were ready seven days ago, and those that never were. Return how many."""
    return DataExport.objects.filter(asked_at__lt=timezone.now() - EXPORT_KEPT).delete()[0]
