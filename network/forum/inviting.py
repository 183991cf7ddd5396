"""Who may read a restricted thread: inviting, and taking an invitation back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from guardian.shortcuts import assign_perm

from network.forum import signing
from network.forum.audience import holders_of
from network.forum.models import Follow, Thread, ThreadInvitation
from network.forum.permissions import Can, require
from network.membership import audit
from network.membership.models import User
from network.shell.tasks import on_commit_enqueue


def invite(thread: Thread, people: Iterable[User], *, actor: User, at: datetime | None = None, by_name: bool = True) -> int:
    """Admit `people` to a restricted thread; return how many are new. Only people who could read its board can be.

    Each is told by mail, without the title, unless `at` back-dates. `by_name` is False for those who wrote in it before it
    was closed and do not sign by name: no list of its readers names them. Search needs no word of it: it asks for the
    grants each time.
    """
    require(actor, Can.INVITE, thread)
    with transaction.atomic():
        holders = holders_of(thread.board, clinicians_only=thread.clinicians_only).exclude(pk=thread.author_id)
        inside = set(ThreadInvitation.objects.filter(content_object=thread, by_name=True).values_list("user", flat=True))
        admitted = [person for person in holders.filter(pk__in=[p.pk for p in people]) if person.pk not in inside]
        for person in admitted:
            assign_perm("forum.view_thread", person, thread)
            how = {"by_name": True} if by_name else {"by_name": False, "took_part": True}
            ThreadInvitation.objects.filter(content_object=thread, user=person).update(**how)
            if at is None:
                _tell(thread, person)
        if admitted:
            audit.record(signing.in_log(actor, thread), "invited", thread, people=len(admitted))
    return len(admitted)


def uninvite(thread: Thread, person: User, *, actor: User) -> bool:
    """Close a restricted thread to `person`, who hears nothing more of it. Return False if it was closed already.

    Whoever wrote in it before it was closed, not signed by name, stays: losing a reader would tell who they are.
    """
    require(actor, Can.INVITE, thread)
    with transaction.atomic():
        invited = ThreadInvitation.objects.filter(content_object=thread, user=person, by_name=True)
        stays = invited.filter(took_part=True).update(by_name=False)
        if not stays and not invited.delete()[0]:
            return False
        if not stays:
            Follow.objects.filter(thread=thread, user=person).delete()
        audit.record(signing.in_log(actor, thread), "took back an invitation", thread, people=1)
    return True


def _tell(thread: Thread, person: User) -> None:
    from network.forum.notify import tell_invited  # noqa: PLC0415  (the task module needs the models loaded)

    on_commit_enqueue(tell_invited, thread.pk, person.pk)
