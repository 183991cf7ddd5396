"""Who may do what with applications and memberships."""

from __future__ import annotations

from enum import StrEnum

from network.membership.models import Application, User
from network.membership.policy import Policy, is_steward, is_verified


class Can(StrEnum):
    """Membership's verbs."""

    DECIDE_APPLICATION = "decide an application"
    DO_BRIEFING = "do the briefing"


def is_somebody_elses(actor: User, application: Application) -> bool:
    """Say whether the application is not the actor's own."""
    return application.user_id != actor.pk


POLICY = Policy({Can.DECIDE_APPLICATION: [[is_steward, is_somebody_elses]], Can.DO_BRIEFING: [[is_verified]]})
allows, require = POLICY.allows, POLICY.require
