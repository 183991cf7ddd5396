"""Membership: people, applications, verification, roles, the permission machinery and the audit log."""

from django.apps import AppConfig


class MembershipConfig(AppConfig):
    """Configuration of the membership app."""

    name = "network.membership"
    label = "membership"
    verbose_name = "Membership"
