"""Reading applications."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet, Subquery
from django.db.models.functions import Lower, Trim

from network.membership.models import Application, Departure, User
from network.membership.names import skeleton
from network.membership.policy import Actor


def applications_visible_to(actor: Actor) -> QuerySet[Application]:
    """Return the applications a steward may see: those whose e-mail address is confirmed, and not their own."""
    if not isinstance(actor, User) or not actor.is_steward:
        return Application.objects.none()
    confirmed = Application.objects.filter(user__emailaddress__verified=True, user__is_active=True)
    return confirmed.exclude(user=actor).select_related("user", "decided_by", "claimed_by").distinct()


SHELVES: dict[str, tuple[str, ...]] = {
    "waiting": ("waiting",),
    "asked": ("asked",),
    "recheck": ("approved", "limited"),
    "members": ("approved", "limited", "suspended", "lapsed"),
    "closed": ("declined", "withdrawn", "left"),
}


def shelf(actor: Actor, name: str, words: str = "") -> QuerySet[Application]:
    """Return the applications of one shelf of the desk whose name, shown name or address holds `words`, longest waiting first."""
    found = applications_visible_to(actor).filter(state__in=SHELVES.get(name, SHELVES["waiting"]))
    if name == "recheck":
        found = found.filter(recheck_since__isnull=False).order_by("recheck_since", "pk")
    if words:
        found = found.filter(
            Q(registered_name__icontains=words) | Q(user__display_name__icontains=words) | Q(user__email__icontains=words)
        )
    return found


def departures_visible_to(actor: Actor) -> QuerySet[Departure]:
    """Return the people who left, for a steward: longest ago first, the erased ones last. Not the steward's own."""
    if not isinstance(actor, User) or not actor.is_steward:
        return Departure.objects.none()
    found = Departure.objects.filter(cancelled_at=None).exclude(user=actor).select_related("user")
    return found.order_by(F("finished_at").asc(nulls_first=True), "asked_at", "pk")


def same_number(application: Application) -> QuerySet[Application]:
    """Return other people's applications that name the same register and number, refused ones left out."""
    if not application.register_number:
        return Application.objects.none()
    same = Application.objects.filter(profession=application.profession, register_number=application.register_number)
    # An address that nobody confirmed must not hold up a real person.
    over = ("unconfirmed", "declined", "withdrawn", "left", "erased")
    return same.exclude(pk=application.pk).exclude(state__in=over).filter(user__is_active=True)


def looks_alike(user: User) -> QuerySet[User]:
    """Return verified people whose shown name can be taken for that of `user`."""
    return User.objects.verified().filter(name_skeleton=skeleton(user.display_name)).exclude(pk=user.pk)


def passes_for_anothers(name: str, user_id: int = 0) -> bool:
    """Say whether `name` can be taken for that of a verified person other than the one with `user_id`."""
    return User.objects.verified().filter(name_skeleton=skeleton(name)).exclude(pk=user_id).exists()


def of_same_service(user: User) -> QuerySet[User]:
    """Return the people who named the same service as `user` when they applied, `user` too where they named one.

    Nobody where none was named: two people without a service do not share one.
    """
    mine = Application.objects.filter(user=user).exclude(service="").values(key=Lower(Trim("service")))[:1]
    return User.objects.alias(service_key=Lower(Trim("application__service"))).filter(service_key=Subquery(mine))
