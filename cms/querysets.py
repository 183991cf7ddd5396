"""Reading the CMS's pages as an editor: what waits for whom. What readers see is public and needs no rule.

Wagtail's page managers carry no types, so what comes from them is `Any`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, DateTimeField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from wagtail.models import Page, Revision, TaskState

from cms.models import GuidancePage, ResourcePage
from network.membership.models import User

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # before the first revision of a page that readers have never seen


def _drafts_by(user: User) -> Any:
    """Return the revisions that `user` wrote of the outer page since the one that readers see."""
    seen = Coalesce(OuterRef("live_revision__created_at"), Value(LONG_AGO), output_field=DateTimeField())
    return Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=Cast(OuterRef("pk"), CharField()),
        user=user,
        created_at__gt=seen,
    )


def _submitted() -> Any:
    """Return the approvals under way of the outer page."""
    return TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__base_content_type=ContentType.objects.get_for_model(Page),
        workflow_state__object_id=Cast(OuterRef("pk"), CharField()),
    )


def waiting_for_approval_by(user: User) -> Any:
    """Return the guidance whose draft waits for an editor who did not write it, as `user` is one. None for anybody else."""
    if not user.is_editor:
        return GuidancePage.objects.none()
    return GuidancePage.objects.filter(Exists(_submitted())).exclude(Exists(_drafts_by(user))).order_by("title")


def sent_by(user: User) -> Any:
    """Return the guidance whose draft `user` helped to write and that waits for another editor."""
    return GuidancePage.objects.filter(Exists(_submitted())).filter(Exists(_drafts_by(user))).order_by("title")


def unfinished_by(user: User) -> Any:
    """Return the guidance with a draft by `user` that has not been sent for approval."""
    drafts = GuidancePage.objects.filter(has_unpublished_changes=True)
    return drafts.filter(Exists(_drafts_by(user))).exclude(Exists(_submitted())).order_by("title")


def overdue_guidance() -> Any:
    """Return the live guidance whose review is overdue, longest overdue first."""
    due = Q(next_review__lt=timezone.localdate()) & ~Q(status=GuidancePage.Status.WITHDRAWN)
    return GuidancePage.objects.live().filter(due).order_by("next_review", "pk")


def overdue_resources() -> Any:
    """Return the live resources whose review is overdue, longest overdue first."""
    return ResourcePage.objects.live().filter(next_review__lt=timezone.localdate()).order_by("next_review", "pk")
