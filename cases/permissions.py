"""Who may do what with a case."""

from __future__ import annotations

from enum import StrEnum

from cases.models import Case, State
from network.forum.models import Board
from network.membership.models import User
from network.membership.policy import Policy, is_briefed, is_clinician


class Can(StrEnum):
    """The verbs of cases."""

    WRITE = "write a case"
    EDIT = "edit a case"
    SUBMIT = "send a case to review"
    REVIEW = "review a case"
    WITHDRAW = "withdraw a case"
    RECORD_OUTCOME = "record what happened"


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


def moderates_its_board(actor: User, case: Case) -> bool:
    """Say whether the actor moderates the board, and is not the author."""
    return case.author_id != actor.pk and Board.objects.moderated_by(actor).filter(pk=case.board_id).exists()


POLICY = Policy(
    {
        Can.WRITE: [[is_clinician, is_briefed]],
        Can.EDIT: [[is_clinician, is_briefed, wrote_it, is_unfinished]],
        Can.SUBMIT: [[is_clinician, is_briefed, wrote_it, is_unfinished]],
        Can.REVIEW: [[is_clinician, is_briefed, may_review]],
        Can.WITHDRAW: [[wrote_it], [is_clinician, moderates_its_board]],
        Can.RECORD_OUTCOME: [[is_clinician, wrote_it, is_published]],
    }
)
allows, require = POLICY.allows, POLICY.require
