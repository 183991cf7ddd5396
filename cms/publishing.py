"""The one way guidance goes live: approved by a second editor (settings.WAGTAIL_FINISH_WORKFLOW_ACTION).

Wagtail imports this while its own models load, so nothing of models is imported at the top.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publish what was approved. The page's own `can_publish` says no to everybody, so there is no other way."""
    from cms.models.workflow import wrote_since_publication  # noqa: PLC0415  (see the module's docstring)

    page = workflow_state.content_object
    if user is None or wrote_since_publication(page, user):
        raise PermissionDenied("Nobody approves their own work.")
    approved = workflow_state.current_task_state.revision
    if approved.pk != page.get_latest_revision().pk:
        raise PermissionDenied("The draft was changed after you opened it. Read it again before you approve it.")
    approved.publish(user=user, skip_permission_checks=True)
