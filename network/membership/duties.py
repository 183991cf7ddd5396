"""Giving and taking the network's duties: editor and steward. Whoever holds one needs a second factor from the next request on.

`actor` None is the operator at the server. A board's moderators are the forum's (`network.forum.moderators`).
"""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import transaction

from network.membership import audit
from network.membership.duty_mails import tell_person, tell_stewards_of
from network.membership.grouping import Refused
from network.membership.groups import ensure_groups
from network.membership.models import Place, User
from network.membership.permissions import Can, require_or_operator
from network.membership.roles import EDITORS, STEWARDS
from network.shell.tasks import on_commit_enqueue

EDITOR, STEWARD = "editor", "steward"
DUTIES = {EDITOR: EDITORS, STEWARD: STEWARDS}
LAST = "They are the last steward. Make somebody else one first."


class LastSteward(Refused):
    """Without this person the network would have no steward."""


def give_duty(user: User, duty: str, *, actor: User | None, reason: str = "") -> bool:
    """Make a verified person editor or steward and tell them. Return False if they hold the duty already.

    Raises Refused for a person whom nobody has verified; the operator may make the first steward of somebody unverified,
    because the first one verifies all others.
    """
    require_or_operator(actor, Can.GIVE_DUTY, user)
    group = ensure_groups()[DUTIES[duty]]
    with transaction.atomic():
        _hold(group)
        user = User.objects.get(pk=user.pk)
        if not user.is_active or not (user.is_verified or (actor is None and duty == STEWARD)):
            raise Refused("Only a verified member can take on a duty.")
        if user.groups.filter(pk=group.pk).exists():
            return False
        user.groups.add(group)
        _told(user, f"gave duty: {duty}", "duty_given", duty, actor, reason)
    return True


def take_duty(user: User, duty: str, *, actor: User | None, reason: str = "") -> bool:
    """Take a duty from somebody and tell them. Return False if they do not hold it. Raises LastSteward."""
    require_or_operator(actor, Can.TAKE_DUTY, user)
    group = ensure_groups()[DUTIES[duty]]
    with transaction.atomic():
        _hold(group)
        if not user.groups.filter(pk=group.pk).exists():
            return False
        if duty == STEWARD:
            _refuse_last(group, user)
        user.groups.remove(group)
        _told(user, f"took duty: {duty}", "duty_taken", duty, actor, reason)
    return True


def leave_groups(user: User, *, actor: User | None) -> int:
    """Take every group and duty from somebody whose membership ends or narrows, and return how many. Raises LastSteward.

    What a steward said about them and a group goes too, save that they be kept out of one.
    """
    with transaction.atomic():
        stewards = Group.objects.filter(name=STEWARDS).first()
        if stewards is not None and user.groups.filter(pk=stewards.pk).exists():
            _hold(stewards)
            _refuse_last(stewards, user)
        gone = user.groups.count()
        if gone:
            audit.record(actor, "took groups away", user, groups=gone)
        user.groups.clear()
        Place.objects.filter(user=user, kept_out=False).delete()
    return gone


def _hold(group: Group) -> None:
    """Hold a duty to the end of the transaction: of two stewards who take it from each other, one is second."""
    Group.objects.select_for_update().get(pk=group.pk)


def _refuse_last(stewards: Group, user: User) -> None:
    if not User.objects.filter(groups=stewards, is_active=True).exclude(pk=user.pk).exists():
        raise LastSteward(LAST)


def _told(user: User, verb: str, mail: str, duty: str, actor: User | None, reason: str) -> None:
    audit.record(actor, verb, user, reason=reason)
    on_commit_enqueue(tell_person, user.pk, mail, duty)
    if duty == STEWARD:
        on_commit_enqueue(tell_stewards_of, user.pk, actor.pk if actor else 0)
