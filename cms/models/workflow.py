"""The approval step: a second editor, who has not touched the draft."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.models import AbstractGroupApprovalTask, Revision


def wrote_since_publication(page: Any, user: Any) -> bool:
    """Say whether `user` saved any revision of `page` since the one that readers see.

    Looking at the latest editor alone would let the main author approve once anybody else had touched the draft.
    """
    drafts = Revision.objects.for_instance(page).filter(user=user)
    live = page.live_revision
    return bool((drafts.filter(created_at__gt=live.created_at) if live else drafts).exists())


class SecondEditorApproval(AbstractGroupApprovalTask):
    """Approval by a member of the chosen groups who wrote nothing of the draft; superusers are no exception."""

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """Offer nothing to those who wrote it, or who are in none of the groups."""
        if not self._user_in_groups(user) or wrote_since_publication(obj, user):
            return []
        return list(super().get_actions(obj, user))

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        """Refuse an approval that was not offered, by whatever route it came."""
        if action_name == "approve" and not self.get_actions(task_state.workflow_state.content_object, user):
            raise PermissionDenied("Nobody approves their own work.")
        super().on_action(task_state, user, action_name, **kwargs)

    def get_form_for_action(self, action: str) -> type:
        """Return the form of the comment, which passes the identifier check like every other text."""
        from cms.identifiers import CheckedCommentForm  # noqa: PLC0415  (forms load after the models they are built on)

        return CheckedCommentForm

    @classmethod
    def get_description(cls) -> str:
        """Return what the step does, for the CMS."""
        return "A second editor, who has not touched the draft, approves it"
