"""Who may do what with a case."""

from __future__ import annotations

from enum import StrEnum

from cases.models import Case, FeaturedCase, State
from network.forum.models import Board
from network.membership.models import User
from network.membership.policy import Policy, is_briefed, is_clinician, is_editor, is_steward


class Can(StrEnum):
    """The verbs of cases."""

    WRITE = "write a case"
    EDIT = "edit a case"
    SUBMIT = "send a case to review"
    REVIEW = "review a case"
    DECIDE = "approve a case or send it back"
    REMOVE = "remove a case that identifies somebody before it is published"
    WITHDRAW = "withdraw a case"
    RECORD_OUTCOME = "record what happened"
    LOOK_AT_OUTCOME = "look at an outcome before readers do"
    FEATURE = "prepare a public rendering"
    REWRITE = "change a public rendering"
    AGREE = "agree to a public rendering of one's case"
    READ_FEATURED = "agree to a public rendering as its second reader"
    SEE_READINGS = "see who opened a case"
    UNFEATURE = "withdraw a public rendering"


def wrote_it(actor: User, case: Case) -> bool:
    """Say whether the actor is the author."""
    return case.author_id == actor.pk


def is_unfinished(actor: User, case: Case) -> bool:
    """Say whether the text may still change: what was approved is what is read."""
    return case.state in (State.DRAFT, State.RETURNED)


def is_published(actor: User, case: Case) -> bool:
    """Say whether readers can open the case."""
    return case.state == State.PUBLISHED


def may_review(actor: User, case: Case) -> bool:
    """Say whether the case stands in the actor's review queue."""
    return Case.objects.reviewable_by(actor).filter(pk=case.pk).exists()


def may_decide(actor: User, case: Case) -> bool:
    """Say whether the case stands in the actor's review queue, and the actor has said that they have no interest in it."""
    return Case.objects.shown_to_reviewer(actor).filter(pk=case.pk).exists()


def may_remove(actor: User, case: Case) -> bool:
    """Say whether the case is on its way to publication and the actor has read it as a reviewer, or moderates its board."""
    return Case.objects.removable_by(actor).filter(pk=case.pk).exists()


def moderates_its_board(actor: User, case: Case) -> bool:
    """Say whether the actor moderates the board, and is not the author."""
    return case.author_id != actor.pk and Board.objects.moderated_by(actor).filter(pk=case.board_id).exists()


def sees_case(actor: User, case: Case) -> bool:
    """Say whether the actor can open the published case."""
    return Case.objects.published().visible_to(actor).filter(pk=case.pk).exists()


def somebody_else_wrote_it(actor: User, case: Case) -> bool:
    """Say whether the actor is not the author."""
    return case.author_id != actor.pk


def works_on(actor: User, featured: FeaturedCase) -> bool:
    """Say whether the actor is not the author of the case that the rendering is of, and can open it."""
    return somebody_else_wrote_it(actor, featured.case) and sees_case(actor, featured.case)


def wrote_case_of(actor: User, featured: FeaturedCase) -> bool:
    """Say whether the actor wrote the case that the rendering is of."""
    return featured.case.author_id == actor.pk


def may_read_featured(actor: User, featured: FeaturedCase) -> bool:
    """Say whether the rendering waits for a second reader who may be the actor."""
    return FeaturedCase.objects.readable_by(actor).filter(pk=featured.pk).exists()


def moderates_board_of(actor: User, featured: FeaturedCase) -> bool:
    """Say whether the actor moderates the board of the case, and did not write it."""
    return moderates_its_board(actor, featured.case)


POLICY = Policy(
    {
        Can.WRITE: [[is_clinician, is_briefed]],
        Can.EDIT: [[is_clinician, is_briefed, wrote_it, is_unfinished]],
        Can.SUBMIT: [[is_clinician, is_briefed, wrote_it, is_unfinished]],
        Can.REVIEW: [[is_clinician, is_briefed, may_review]],
        Can.DECIDE: [[is_clinician, is_briefed, may_decide]],
        Can.REMOVE: [[is_clinician, is_briefed, may_remove]],
        Can.WITHDRAW: [[wrote_it], [is_clinician, moderates_its_board]],
        Can.RECORD_OUTCOME: [[is_clinician, wrote_it, is_published]],
        Can.LOOK_AT_OUTCOME: [[is_clinician, moderates_its_board, is_published]],
        Can.FEATURE: [[is_clinician, is_editor, somebody_else_wrote_it, sees_case]],
        Can.REWRITE: [[is_clinician, is_editor, works_on]],
        Can.AGREE: [[is_clinician, wrote_case_of]],
        Can.READ_FEATURED: [[is_clinician, is_briefed, may_read_featured]],
        Can.SEE_READINGS: [[is_steward, somebody_else_wrote_it], [is_clinician, moderates_its_board]],
        Can.UNFEATURE: [[wrote_case_of], [is_editor, works_on], [is_clinician, moderates_board_of]],
    }
)
allows, require = POLICY.allows, POLICY.require
