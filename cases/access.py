"""The doors to one case: found and visible, or 404."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from cases.models import Case, CasePicture, FeaturedCase, State
from cases.permissions import Can, allows
from network.forum.models import Report, ReportState
from network.forum.querysets import Reader
from network.membership.models import User


def get_case(user: Reader, public_id: str) -> Case:
    """Return a case that `user` may read and that is not withdrawn, or raise Http404."""
    found = Case.objects.visible_to(user).exclude(state=State.WITHDRAWN).for_reading()
    return get_object_or_404(found, public_id=public_id)


def own_flag(user: User, public_id: str) -> Report | None:
    """Return `user`'s open report that took a case out of sight: whoever goes back to the case comes to it."""
    mine = Report.objects.filter(reporter=user, state=ReportState.OPEN, thread__hidden=True)
    return mine.filter(thread__case__public_id=public_id).first()


def get_case_to_review(user: Reader, public_id: str) -> Case:
    """Return a case that waits in `user`'s review queue, or raise Http404."""
    return get_object_or_404(Case.objects.reviewable_by(user).for_reading(), public_id=public_id)


def get_outcome_to_look_at(user: Reader, public_id: str) -> Case:
    """Return a case whose outcome waits for `user`'s look as a moderator, or raise Http404."""
    return get_object_or_404(Case.objects.outcome_waits_for(user).select_related("board"), public_id=public_id)


def get_case_to_remove(user: Reader, public_id: str) -> Case:
    """Return an unpublished case that `user` may have removed because it identifies somebody, or raise Http404."""
    return get_object_or_404(Case.objects.removable_by(user).select_related("board", "author"), public_id=public_id)


def get_own_case(user: Reader, public_id: str) -> Case:
    """Return a case that `user` wrote, whatever became of it, or raise Http404.

    A form opened before a withdrawal is answered with its text and the reason, not with a page that loses both.
    """
    return get_object_or_404(Case.objects.for_reading().filter(author_id=user.pk or 0), public_id=public_id)


def get_case_to_withdraw(user: User, public_id: str) -> Case:
    """Return a case that `user` may withdraw, or raise Http404. Its author may, also without the membership or the board."""
    reach = Q(author=user) | Q(pk__in=Case.objects.visible_to(user).values("pk"))
    found = get_object_or_404(Case.objects.exclude(state=State.WITHDRAWN).filter(reach), public_id=public_id)
    if not allows(user, Can.WITHDRAW, found):
        raise Http404
    return found


def get_public_case(public_id: str) -> FeaturedCase:
    """Return the public rendering that anybody may read at this moment, or raise Http404."""
    found = FeaturedCase.objects.public().select_related("case__author").prefetch_related("case__topics__broader")
    return get_object_or_404(found, public_id=public_id)


def get_featured(user: Reader, public_id: str) -> FeaturedCase:
    """Return a public rendering that `user` has a part in, with its case, or raise Http404."""
    found = FeaturedCase.objects.workable_by(user).select_related("case__author", "case__board", "case__thread", "editor")
    return get_object_or_404(
        found.prefetch_related("case__topics__broader", "case__substances", "case__pictures"), public_id=public_id
    )


def get_featured_to_withdraw(user: User, public_id: str) -> FeaturedCase:
    """Return a public rendering that `user` may take away, or raise Http404.

    Wider than the door of those who work on it: what is public a moderator who is no editor takes away as well, and the
    author whatever became of their membership.
    """
    reach = Q(state=FeaturedCase.State.PUBLISHED) | Q(case__author=user) | Q(pk__in=FeaturedCase.objects.workable_by(user))
    there = FeaturedCase.objects.exclude(state=FeaturedCase.State.WITHDRAWN).filter(reach)
    there = there.select_related("case__author", "case__board")
    found = get_object_or_404(there, public_id=public_id)
    if not allows(user, Can.UNFEATURE, found):
        raise Http404
    return found


def get_own_picture(user: Reader, public_id: str, picture_id: str) -> CasePicture:
    """Return a picture of a case that `user` wrote, or raise Http404."""
    return get_object_or_404(CasePicture, public_id=picture_id, case=get_own_case(user, public_id))


def get_picture(user: Reader, public_id: str, picture_id: str) -> CasePicture:
    """Return a picture, pixels and all, of a case that `user` may read or has to review, or raise Http404.

    SECURITY: a picture is exactly as open as its case: the same two rules, asked at every request.
    """
    readable = Q(case__in=Case.objects.visible_to(user).exclude(state=State.WITHDRAWN))
    cases = readable | Q(case__in=Case.objects.shown_to_reviewer(user))
    found = CasePicture.objects.defer(None).filter(cases, case__public_id=public_id, public_id=picture_id)
    return get_object_or_404(found)
