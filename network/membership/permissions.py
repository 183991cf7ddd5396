"""Who may do what with applications and memberships."""

from __future__ import annotations

from enum import StrEnum

from network.membership.models import Application, ApplicationNote, Evidence, Invitation, User
from network.membership.policy import Policy, is_clinician, is_steward, is_verified


class Can(StrEnum):
    """Membership's verbs."""

    SEE_APPLICATION = "see an application"
    DECIDE_APPLICATION = "decide an application"
    WORK_ON_APPLICATION = "claim, release, note"
    OWN_APPLICATION = "answer, correct, appeal, withdraw"
    SHOW_EVIDENCE = "show evidence"
    READ_EVIDENCE = "read evidence"
    VOUCH = "vouch for an applicant"
    KEEP_DOMAINS = "keep the list of clinical domains"
    ASK_NAME_CHANGE = "ask for another name or number"
    OWN_DATA = "take a copy of one's data, leave, come back"
    ERASE = "erase somebody who left"
    INVITE_COLLEAGUE = "invite a colleague who is not here"
    OWN_INVITATION = "take one's invitation back"
    DO_BRIEFING = "do the briefing"
    KEEP_GROUPS = "keep groups, and see who can see what"
    PLACE = "put somebody into a group"
    GIVE_DUTY = "give somebody a duty"
    TAKE_DUTY = "take a duty from somebody"
    KEEP_PROFILE = "keep one's profile"
    KEEP_RULES = "publish an edition of the rules"
    ACCEPT_RULES = "accept the rules"
    READ_PROFILES = "read members' profiles"


def is_somebody_elses(actor: User, application: Application) -> bool:
    """Say whether the application is not the actor's own."""
    return application.user_id != actor.pk


def is_somebody_else(actor: User, user: User) -> bool:
    """Say whether `user` is not the actor: nobody opens a room, or gives a duty, to themselves."""
    return user.pk != actor.pk


def is_oneself(actor: User, user: User) -> bool:
    """Say whether `user` is the actor."""
    return user.pk == actor.pk


def is_own(actor: User, application: Application) -> bool:
    """Say whether the application is the actor's own."""
    return application.user_id == actor.pk


def is_self(actor: User, subject: User) -> bool:
    """Say whether the subject is the actor."""
    return subject.pk == actor.pk


def nobody_else_holds_it(actor: User, application: Application) -> bool:
    """Say whether no other steward is working on it now."""
    return application.holder in (None, actor)


def did_not_stand_aside(actor: User, application: Application) -> bool:
    """Say whether the actor has not stood aside, as one who knows the applicant."""
    return not application.notes.filter(author=actor, kind=ApplicationNote.Kind.ASIDE).exists()


def is_not_the_one_appealed_against(actor: User, application: Application) -> bool:
    """Say whether the actor did not take the decision that an appeal is against: somebody else looks again."""
    return not (application.appealed_at and application.is_open and application.decided_by_id == actor.pk)


def is_not_the_sponsor(actor: User, application: Application) -> bool:
    """Say whether the actor does not vouch for the applicant: whoever vouches does not decide as well."""
    return not application.evidence.filter(sponsor=actor).exists()


def takes_evidence(actor: User, application: Application) -> bool:
    """Say whether evidence would still be looked at."""
    return application.takes_evidence


def holds_it(actor: User, application: Application) -> bool:
    """Say whether the actor has claimed the application, and the claim is fresh."""
    return application.holder == actor


def was_named(actor: User, evidence: Evidence) -> bool:
    """Say whether the applicant named the actor as their sponsor, and is somebody else."""
    return evidence.sponsor_id == actor.pk and evidence.application.user_id != actor.pk


def invited(actor: User, invitation: Invitation) -> bool:
    """Say whether the invitation is the actor's."""
    return invitation.inviter_id == actor.pk


POLICY = Policy(
    {
        Can.SEE_APPLICATION: [[is_steward, is_somebody_elses]],
        Can.WORK_ON_APPLICATION: [[is_steward, is_somebody_elses]],
        Can.DECIDE_APPLICATION: [
            [
                is_steward,
                is_somebody_elses,
                nobody_else_holds_it,
                did_not_stand_aside,
                is_not_the_one_appealed_against,
                is_not_the_sponsor,
            ]
        ],
        Can.SHOW_EVIDENCE: [[is_own, takes_evidence]],
        Can.READ_EVIDENCE: [[is_steward, is_somebody_elses, holds_it, did_not_stand_aside, is_not_the_sponsor]],
        Can.VOUCH: [[is_clinician, was_named]],
        Can.KEEP_DOMAINS: [[is_steward]],
        Can.ASK_NAME_CHANGE: [[is_own, is_verified]],
        Can.OWN_APPLICATION: [[is_own]],
        Can.OWN_DATA: [[is_oneself]],
        Can.ERASE: [[is_steward, is_somebody_else]],
        Can.INVITE_COLLEAGUE: [[is_verified]],
        Can.OWN_INVITATION: [[invited]],
        Can.DO_BRIEFING: [[is_verified]],
        Can.KEEP_GROUPS: [[is_steward]],
        Can.PLACE: [[is_steward, is_somebody_else]],
        Can.GIVE_DUTY: [[is_steward, is_somebody_else]],
        Can.TAKE_DUTY: [[is_steward]],
        Can.KEEP_PROFILE: [[is_verified, is_self]],
        Can.KEEP_RULES: [[is_steward]],
        Can.ACCEPT_RULES: [[is_self]],
        Can.READ_PROFILES: [[is_verified]],
    }
)
allows, require, require_or_operator = POLICY.allows, POLICY.require, POLICY.require_or_operator
