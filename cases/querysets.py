"""Reading cases. `visible_to(user)` is THE rule."""

from __future__ import annotations

from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from network.forum.models import Board, Thread
from network.forum.querysets import Reader
from network.membership.models import AuditEntry, User
from network.membership.querysets import of_same_service

# What the audit log says of whoever words a public rendering (`featuring`).
PREPARED, REWORDED = "prepared public case", "changed public case"
WORDED = (PREPARED, REWORDED)


def current() -> Q:
    """Return the condition that a case's consent has not run out. It is asked of today, not of the last timer."""
    return Q(consent_expires=None) | Q(consent_expires__gte=timezone.localdate())


class CaseQuerySet(models.QuerySet["Case"]):  # type: ignore[name-defined]  # noqa: F821
    """Cases."""

    def published(self) -> Self:
        """Return the cases that a second clinician has let through and whose consent has not run out."""
        return self.filter(current(), state="published")

    def visible_to(self, user: Reader) -> Self:
        """Return the author's own, and the published ones whose thread the user may open.

        SECURITY: a published case is exactly as open as its thread: one rule, not two that could differ.
        """
        if not isinstance(user, User) or not user.is_verified:
            return self.none()
        return self.filter(Q(author=user) | current() & Q(state="published", thread__in=Thread.objects.visible_to(user)))

    def reviewable_by(self, user: Reader) -> Self:
        """Return the submitted cases that `user` may review: of boards they hold, not their own, nor of their own service.

        Whoever has approved this version is out as well: where two must agree, they are two. So is, for good, whoever has an
        interest in the case or may know the person.
        """
        if not isinstance(user, User) or not user.is_clinician or user.briefed_at is None:
            return self.none()
        waiting = self.filter(current(), state="submitted", board__in=Board.objects.visible_to(user)).exclude(author=user)
        waiting = waiting.exclude(author__in=of_same_service(user))
        reviews = apps.get_model("cases", "CaseReview")._default_manager
        interests = apps.get_model("cases", "CaseInterest")._default_manager
        waiting = waiting.exclude(Exists(interests.filter(case=OuterRef("pk"), reviewer=user, has_interest=True)))
        waiting = waiting.exclude(Exists(reviews.filter(case=OuterRef("pk"), reviewer=user, version=OuterRef("version"))))
        # A restricted case is reviewed by one of those it will be open to, or by a moderator of its board.
        return waiting.filter(Q(restricted=False) | Q(invited=user) | Q(board__in=Board.objects.moderated_by(user))).distinct()

    def shown_to_reviewer(self, user: Reader) -> Self:
        """Return those of `reviewable_by` whose text `user` may see: they have said that they have no interest."""
        return self.reviewable_by(user).filter(interests__reviewer_id=user.pk or 0, interests__has_interest=False)

    def with_declared(self, user: User) -> Self:
        """Annotate `declared`: `user` has said that they have no interest, so a list may show more than the number."""
        interests = apps.get_model("cases", "CaseInterest")._default_manager
        return self.annotate(declared=Exists(interests.filter(case=OuterRef("pk"), reviewer=user, has_interest=False)))

    def outcome_waits(self) -> Self:
        """Return the cases whose outcome a moderator has not looked at yet."""
        return self.published().exclude(outcome_waiting="").filter(review_note="")

    def outcome_waits_for(self, user: Reader) -> Self:
        """Return those that `user` looks at: of the boards they moderate, never their own.

        SECURITY: not through the thread's door. Like a report it opens one text to the board's moderators, no more.
        """
        if not isinstance(user, User) or not user.is_clinician:
            return self.none()
        return self.outcome_waits().filter(board__in=Board.objects.moderated_by(user)).exclude(author=user)

    def removable_by(self, user: Reader) -> Self:
        """Return the unpublished cases that were sent to review and that `user` may have removed because they identify somebody.

        Whoever has read one as its reviewer may, also after it went back, and whoever moderates its board; never its author, and
        nobody who has an interest in it. It opens nothing to read.
        """
        if not isinstance(user, User) or not user.is_clinician:
            return self.none()
        reviews = apps.get_model("cases", "CaseReview")._default_manager.filter(case=OuterRef("pk"), reviewer=user)
        rule = Q(Exists(reviews)) | Q(board__in=Board.objects.moderated_by(user))
        rule |= Q(pk__in=self.shown_to_reviewer(user).values("pk"))
        interests = apps.get_model("cases", "CaseInterest")._default_manager
        unpublished = self.filter(state__in=("draft", "submitted", "returned"), submitted_at__isnull=False, thread=None)
        concerned = Exists(interests.filter(case=OuterRef("pk"), reviewer=user, has_interest=True))
        return unpublished.exclude(author=user).exclude(concerned).filter(rule)

    def for_listing(self) -> Self:
        """Load what a card shows."""
        return self.select_related("author", "board", "thread").prefetch_related("topics")

    def for_reading(self) -> Self:
        """Load what the whole case shows."""
        return self.for_listing().prefetch_related("substances", "decisions", "pictures")


class FeaturedQuerySet(models.QuerySet["FeaturedCase"]):  # type: ignore[name-defined]  # noqa: F821
    """Public renderings of cases."""

    def public(self) -> Self:
        """Return what everybody may read at this moment.

        SECURITY: it stands on the members' case. Withdrawn, flagged, under a disclosure incident, or one of the two consents
        run out: the public one is out of sight in the same moment, because this asks and nobody has to remember.
        """
        today = timezone.localdate()
        whole = Q(consent_expires=None) | Q(consent_expires__gte=today)
        case = Q(case__consent_expires=None) | Q(case__consent_expires__gte=today)
        return self.filter(whole, case, state="published", case__state="published", case__thread__hidden=False)

    def workable_by(self, user: Reader) -> Self:
        """Return the renderings in the making that `user` has a part in: its author, an editor, or a possible second reader.

        Each must be able to open the members' case, because they compare the two.
        """
        if not isinstance(user, User) or not user.is_clinician:
            return self.none()
        cases = apps.get_model("cases", "Case")._default_manager
        seen = self.filter(case__in=cases.published().visible_to(user))  # type: ignore[attr-defined]
        mine = Q(case__author=user)
        rule = mine | Q(pk__in=self.readable_by(user).values("pk"))
        return seen.exclude(state="withdrawn").filter(rule | ~mine if user.is_editor else rule)

    def waiting_for(self, user: Reader) -> Self:
        """Return those whose next word is `user`'s: to agree to as author, to read as second clinician, to reword as editor."""
        turn = Q(state="asked", case__author=user.pk) | Q(state="returned", editor=user.pk)
        turn |= Q(state="agreed", pk__in=self.readable_by(user).values("pk")) if isinstance(user, User) else Q()
        return self.workable_by(user).filter(turn)

    def readable_by(self, user: User) -> Self:
        """Return those that wait for a second reader and may have `user`: neither author, nor of one service, nor ever editor.

        SECURITY: every version counts, not the last alone. The log knows who worded them.
        """
        worded = AuditEntry.objects.filter(actor=user, subject_type="cases.featuredcase", verb__in=WORDED).values("subject_id")
        waiting = self.filter(state="agreed").exclude(editor=user).exclude(case__author=user).exclude(public_id__in=worded)
        cases = apps.get_model("cases", "Case")._default_manager
        waiting = waiting.filter(case__in=cases.published().visible_to(user))  # type: ignore[attr-defined]
        return waiting.exclude(case__author__in=of_same_service(user))
