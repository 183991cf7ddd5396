"""What people hear of groups and duties by mail.

A mail never names the group: who is in a women-only group, or one of people with lived experience, is nobody's business in a
mailbox that colleagues may read.
"""

from __future__ import annotations

from network.membership.emails import write
from network.membership.models import User
from network.membership.roles import STEWARDS
from network.shell.tasks import task

# what happened → subject; the template has the same name
SUBJECTS = {
    "group_joined": "A group was opened to you",
    "group_left": "You are no longer in a group",
    "duty_given": "You have a new duty",
    "duty_taken": "A duty of yours has ended",
}


@task()
def tell_person(user_id: int, what: str, duty: str = "") -> int:
    """Tell a person that a group or duty was given to them or taken."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return 0
    write(what, SUBJECTS[what], user.email, {"user": user, "duty": duty}).send()
    return 1


@task()
def tell_stewards_of(user_id: int, actor_id: int) -> int:
    """Tell the other stewards that who is a steward has changed. Return how many were told."""
    person = User.objects.filter(pk=user_id).first()
    if person is None:
        return 0
    others = User.objects.filter(groups__name=STEWARDS, is_active=True).exclude(pk__in=[user_id, actor_id])
    facts = {"person": person, "is_steward": person.is_steward}
    for steward in others:
        write("stewards_changed", "The stewards have changed", steward.email, {"user": steward, **facts}).send()
    return len(others)
