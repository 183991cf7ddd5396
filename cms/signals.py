"""Wagtail's own writes: publishing, unpublishing, moving, deleting. Signals stand for these alone (design 5.2)."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete
from wagtail.models import TaskState
from wagtail.signals import page_published, page_unpublished

from cms.actions import record_edition
from cms.models import AlertPage, GuidancePage
from cms.search_source import ALERT, EDITION, GUIDANCE
from search.outbox import enqueue, enqueue_all


def _published(sender: type, instance: Any, revision: Any = None, **kwargs: Any) -> None:
    if isinstance(instance, GuidancePage):
        if revision is not None:
            approval = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED).order_by("-pk").first()
            record_edition(instance, revision, approved_by=approval.finished_by if approval else None)
        enqueue(GUIDANCE, instance.pk)
        enqueue_all(EDITION, instance.versions.values_list("pk", flat=True))
    elif isinstance(instance, AlertPage):
        enqueue(ALERT, instance.pk)


def _gone(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, GuidancePage):
        enqueue(GUIDANCE, instance.pk)
    elif isinstance(instance, AlertPage):
        enqueue(ALERT, instance.pk)


def connect() -> None:
    """Connect the receivers, once."""
    page_published.connect(_published, dispatch_uid="cms_published")
    page_unpublished.connect(_gone, dispatch_uid="cms_unpublished")
    for model in (GuidancePage, AlertPage):
        post_delete.connect(_gone, sender=model, dispatch_uid=f"cms_deleted_{model.__name__}")
