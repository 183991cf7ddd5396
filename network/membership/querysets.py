"""Reading applications."""

from __future__ import annotations

from django.db.models import QuerySet

from network.membership.models import Application, User
from network.membership.names import skeleton
from network.membership.policy import Actor


def applications_visible_to(actor: Actor) -> QuerySet[Application]:
    """Return the applications a steward may see: those whose e-mail address is confirmed, and not their own."""
    if not isinstance(actor, User) or not actor.is_steward:
        return Application.objects.none()
    confirmed = Application.objects.filter(user__emailaddress__verified=True, user__is_active=True)
    return confirmed.exclude(user=actor).select_related("user", "decided_by").distinct()


def same_number(application: Application) -> QuerySet[Application]:
    """Return other people's applications that name the same register and number, refused ones left out."""
    if not application.register_number:
        return Application.objects.none()
    same = Application.objects.filter(profession=application.profession, register_number=application.register_number)
    return same.exclude(pk=application.pk).exclude(state=Application.State.DECLINED).filter(user__is_active=True)


def looks_alike(user: User) -> QuerySet[User]:
    """Return verified people whose shown name can be taken for that of `user`."""
    return User.objects.verified().filter(name_skeleton=skeleton(user.display_name)).exclude(pk=user.pk)
