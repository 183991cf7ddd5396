"""The doors to one case: found and visible, or 404."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from cases.models import Case, State
from network.forum.querysets import Reader


def get_case(user: Reader, public_id: str) -> Case:
    """Return a case that `user` may read and that is not withdrawn, or raise Http404."""
    found = Case.objects.visible_to(user).exclude(state=State.WITHDRAWN).for_listing().prefetch_related("substances")
    return get_object_or_404(found, public_id=public_id)


def get_case_to_review(user: Reader, public_id: str) -> Case:
    """Return a case that waits in `user`'s review queue, or raise Http404."""
    return get_object_or_404(Case.objects.reviewable_by(user).for_listing().prefetch_related("substances"), public_id=public_id)
