"""The groups that duties and grants hang on: the ones everybody has, and whether a name may be given to another."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission

from network.membership.models import Circle
from network.membership.roles import ASSOCIATES, CLINICIANS, EDITORS, STEWARDS

BASE_ABOUT = {
    CLINICIANS: "Everybody verified as a clinician, practising or retired.",
    ASSOCIATES: "Everybody verified without a clinical registration, or with limits.",
}
MODERATORS = "Moderators"  # groups that begin so keep order on one board each


def ensure_groups() -> dict[str, Group]:
    """Make the network's base groups where they are missing and return them by name."""
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in (CLINICIANS, ASSOCIATES, EDITORS, STEWARDS)}
    for name, about in BASE_ABOUT.items():
        Circle.objects.get_or_create(group=groups[name], defaults={"kind": Circle.Kind.BASE, "about": about})
    door = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin").first()
    if door is not None:
        groups[EDITORS].permissions.add(door)
    return groups


def is_duty(name: str) -> bool:
    """Say whether a group of this name carries a duty."""
    return name.casefold() in (EDITORS.casefold(), STEWARDS.casefold()) or name.casefold().startswith(MODERATORS.casefold())
