"""Every write of a group: make, change, archive, restore; admit a person, take one out. Rules and people settle in one place.

`actor` None is the operator at the server. Whoever is in a group by a profession stays out of it once a steward took them out.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from network.membership import audit, slots
from network.membership.duty_mails import tell_person
from network.membership.gate import refuse_identifiers
from network.membership.groups import BASE_ABOUT, is_duty
from network.membership.models import Application, Circle, Place, User
from network.membership.permissions import Can, require_or_operator
from network.shell.tasks import on_commit_enqueue

State = Application.State
TAKEN = "Another group has this name, or it would pass for a duty. Choose another."


class Refused(ValueError):
    """It cannot be done; the message says why, in words for the steward."""


class NameTaken(Refused):
    """The name is another group's."""


class TooWide(Refused):
    """A rule of the group would bring others to what was agreed for its people."""


class Stale(ValueError):
    """Somebody else changed it since the form was opened."""


def refuse_name(name: str, *, group: Group | None = None) -> None:
    """Raise NameTaken for a name that another group has, or that would pass for a duty or a base group."""
    others = Group.objects.filter(name__iexact=name).exclude(pk__in=[group.pk] if group else [])
    if is_duty(name) or name.casefold() in (base.casefold() for base in BASE_ABOUT) or others.exists():
        raise NameTaken(TAKEN)


def make_group(
    name: str,
    *,
    kind: str,
    actor: User | None,
    about: str = "",
    takes: Iterable[str] = (),
    own_moderators: bool = False,
) -> Circle:
    """Make a group and let its rule take people in. The same form sent twice makes one. Raises Refused, Identifies."""
    require_or_operator(actor, Can.KEEP_GROUPS)
    refuse_identifiers(name, about)
    name, facts = name.strip(), {"kind": Circle.Kind(kind), "about": about.strip(), "own_moderators": own_moderators}
    facts["takes"] = sorted(takes)
    same = Circle.objects.filter(group__name=name, archived_at=None, version=1, **facts).exclude(kind=Circle.Kind.BASE)
    try:
        with transaction.atomic():
            if (found := same.first()) is not None:
                return found
            refuse_name(name)
            circle = Circle.objects.create(group=Group.objects.create(name=name), **facts)
            audit.record(actor, "made group", circle, people=_settle(circle, actor))
    except (
        IntegrityError
    ) as error:  # somebody made one of this name at the same moment: the other click of a double click, or not
        if (found := same.first()) is None:
            raise NameTaken(TAKEN) from error
        return found
    return circle


def change_group(
    circle: Circle,
    *,
    version: int,
    name: str,
    about: str,
    takes: Iterable[str],
    own_moderators: bool,
    actor: User | None,
    reason: str = "",
) -> bool:
    """Give the group another name, line, rule or way of being moderated. Return False where nothing was different.

    Raises Stale where `version` is not the one stored, Refused for the name, an archived group, a rule that would take
    the steward in who makes it, or one that takes more professions to what was agreed for fewer.
    """
    require_or_operator(actor, Can.KEEP_GROUPS)
    refuse_identifiers(name, about)
    takes = sorted(takes)
    wanted = {"about": about.strip(), "takes": takes, "own_moderators": own_moderators}
    with transaction.atomic():
        found = hold(circle)
        if found.version != version:
            raise Stale
        if found.is_base or found.archived_at:
            raise Refused("Verification keeps this group." if found.is_base else "Restore the group first.")
        if found.name == name.strip() and all(getattr(found, key) == value for key, value in wanted.items()):
            return False
        refuse_name(name.strip(), group=found.group)
        if not set(takes) <= set(found.takes) and (against := slots.no_wider(found.group)):
            raise TooWide(against)
        _keep_people(found)
        _rename(found.group, name.strip())
        Circle.objects.filter(pk=found.pk).update(**wanted, version=F("version") + 1)
        circle.refresh_from_db()
        audit.record(actor, "changed group", circle, reason=reason, people=_settle(circle, actor))
    return True


def _rename(group: Group, name: str) -> None:
    try:
        with transaction.atomic():
            Group.objects.filter(pk=group.pk).update(name=name)
    except IntegrityError as error:
        raise NameTaken(TAKEN) from error


def comes_and_goes(circle: Circle, takes: Iterable[str]) -> tuple[int, int]:
    """Return how many a rule of these professions would take in, and how many would go."""
    inside = set(circle.group.user_set.values_list("pk", flat=True))
    stray = inside - _fitting(circle)
    circle = Circle(pk=circle.pk, group=circle.group, kind=circle.kind, takes=list(takes), archived_at=circle.archived_at)
    wanted = _fitting(circle) | stray
    return len(wanted - inside), len(inside - wanted)


def archive_group(circle: Circle, *, actor: User, reason: str = "") -> bool:
    """Take everybody out at once, so that the group opens nothing; who was in is kept. Return False if it is archived already."""
    return _shelve(circle, actor, "archived group", reason, archived=True)


def restore_group(circle: Circle, *, actor: User, reason: str = "") -> bool:
    """Bring an archived group back with the people it had who are still verified. Return False if it is in use."""
    return _shelve(circle, actor, "restored group", reason, archived=False)


def _shelve(circle: Circle, actor: User, verb: str, reason: str, *, archived: bool) -> bool:
    require_or_operator(actor, Can.KEEP_GROUPS)
    with transaction.atomic():
        found = hold(circle)
        if found.is_base:
            raise Refused("Verification keeps this group.")
        if bool(found.archived_at) == archived:
            return False
        if archived:
            _keep_people(found)
        moment = timezone.now() if archived else None
        Circle.objects.filter(pk=found.pk).update(archived_at=moment, version=F("version") + 1)
        circle.refresh_from_db()
        audit.record(actor, verb, circle, reason=reason, people=_settle(circle, None if archived else actor))
    return True


def _keep_people(circle: Circle) -> None:
    """Note who is in without a steward's word or a rule, such as people of a group older than this table."""
    stray = set(circle.group.user_set.values_list("pk", flat=True)) - _fitting(circle)
    for pk in stray:
        Place.objects.get_or_create(circle=circle, user_id=pk, defaults={"given_by": None})


def admit(circle: Circle, user: User, *, actor: User | None, reason: str = "") -> bool:
    """Put a verified person into the group and tell them. Return False if they are in already. Raises Refused."""
    require_or_operator(actor, Can.PLACE, user)
    with transaction.atomic():
        found = _placeable(circle)
        if not User.objects.verified().filter(pk=user.pk).exists():
            raise Refused("Only somebody whom a steward has verified can be in a group.")
        if user.groups.filter(pk=found.group_id).exists():
            return False
        if _by_rule(found).filter(pk=user.pk).exists():
            Place.objects.filter(circle=found, user=user).delete()
        else:
            Place.objects.update_or_create(circle=found, user=user, defaults={"kept_out": False, "given_by": actor})
        user.groups.add(found.group)
        _record(actor, "put into group", found, user, reason)
        on_commit_enqueue(tell_person, user.pk, "group_joined")
    return True


def take_out(circle: Circle, user: User, *, actor: User | None, reason: str = "") -> bool:
    """Take a person out, also where a rule took them in, and tell them. Return False if they are not in. Raises Refused."""
    require_or_operator(actor, Can.KEEP_GROUPS)
    with transaction.atomic():
        found = _placeable(circle)
        if not user.groups.filter(pk=found.group_id).exists():
            return False
        if _by_rule(found).filter(pk=user.pk).exists():
            Place.objects.update_or_create(circle=found, user=user, defaults={"kept_out": True, "given_by": actor})
        else:
            Place.objects.filter(circle=found, user=user).delete()
        user.groups.remove(found.group)
        slots.settle(found.group, actor)
        _record(actor, "took out of group", found, user, reason)
        on_commit_enqueue(tell_person, user.pk, "group_left")
    return True


def _record(actor: User | None, verb: str, circle: Circle, user: User, reason: str) -> None:
    """Write it down under the person and under the group: the log is looked up by either."""
    audit.record(actor, verb, user, reason=reason)
    audit.record(actor, verb, circle, reason=reason, people=1)


def hold(circle: Circle) -> Circle:
    """Hold the group's row to the end of the transaction, and return it as it is now: two stewards go one after the other."""
    return Circle.objects.select_for_update(of=("self",)).select_related("group").get(pk=circle.pk)


def _placeable(circle: Circle) -> Circle:
    found = hold(circle)
    if found.is_base:
        raise Refused("Verification alone decides who is in this group.")
    if found.archived_at:
        raise Refused("The group was archived meanwhile. Restore it first.")
    return found


def join_by_rule(user: User) -> None:
    """Put somebody who has just been approved into the groups that take their profession."""
    kept_out = Place.objects.filter(user=user, kept_out=True).values("circle")
    for circle in Circle.objects.filter(archived_at=None).exclude(pk__in=kept_out).select_related("group"):
        if _by_rule(circle).filter(pk=user.pk).exists():
            user.groups.add(circle.group)


def _by_rule(circle: Circle) -> QuerySet[User]:
    """Return the members whom the group's rule takes: approved in one of its professions, without limits."""
    return User.objects.verified().filter(application__state=State.APPROVED, application__profession__in=circle.takes)


def _fitting(circle: Circle) -> set[int]:
    """Return who should be in: taken by the rule and not kept out, or put in by a steward; nobody while it is archived."""
    if circle.archived_at:
        return set()
    words = dict(Place.objects.filter(circle=circle, user__in=User.objects.verified()).values_list("user", "kept_out"))
    kept_out = {pk for pk, out in words.items() if out}
    return (set(_by_rule(circle).values_list("pk", flat=True)) | words.keys()) - kept_out


def _settle(circle: Circle, actor: User | None) -> int:
    """Make the group's people those who should be in, and return how many came or went.

    Raises Refused where that would take in the steward who does it: nobody opens rooms to themselves.
    """
    inside, wanted = set(circle.group.user_set.values_list("pk", flat=True)), _fitting(circle)
    if actor is not None and actor.pk in wanted - inside:
        raise Refused("This rule would take you in too. Ask another steward to set it.")
    circle.group.user_set.add(*(wanted - inside))
    circle.group.user_set.remove(*(inside - wanted))
    slots.settle(circle.group, actor)
    return len(wanted ^ inside)
