"""Wagtail's own writes: publishing, unpublishing, moving, deleting. Signals stand for these alone (design 5.2)."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete
from wagtail.models import Page, TaskState
from wagtail.signals import page_published, page_unpublished

from cms.actions import record_edition
from cms.models import AlertPage, EventPage, GuidancePage, ResourcePage
from cms.search_source import ALERT, EDITION, EVENT, GUIDANCE, RESOURCE
from search.outbox import enqueue, enqueue_all

SOURCES: dict[type[Page], str] = {GuidancePage: GUIDANCE, AlertPage: ALERT, EventPage: EVENT, ResourcePage: RESOURCE}


def _published(sender: type, instance: Any, revision: Any = None, **kwargs: Any) -> None:
    if isinstance(instance, GuidancePage):
        if revision is not None:
            approval = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED).order_by("-pk").first()
            record_edition(instance, revision, approved_by=approval.finished_by if approval else None)
        enqueue_all(EDITION, instance.versions.values_list("pk", flat=True))
    _changed(sender, instance)


def _changed(sender: type, instance: Any, **kwargs: Any) -> None:
    source = SOURCES.get(type(instance))
    if source:
        enqueue(source, instance.pk)


def connect() -> None:
    """Connect the receivers, once."""
    page_published.connect(_published, dispatch_uid="cms_published")
    page_unpublished.connect(_changed, dispatch_uid="cms_unpublished")
    for model in SOURCES:
        post_delete.connect(_changed, sender=model, dispatch_uid=f"cms_deleted_{model.__name__}")
