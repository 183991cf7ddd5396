"""The groups that duties and grants hang on."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission

from network.membership.roles import ASSOCIATES, CLINICIANS, EDITORS, STEWARDS


def ensure_groups() -> dict[str, Group]:
    """Make the network's base groups where they are missing and return them by name."""
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in (CLINICIANS, ASSOCIATES, EDITORS, STEWARDS)}
    door = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin").first()
    if door is not None:
        groups[EDITORS].permissions.add(door)
    return groups
