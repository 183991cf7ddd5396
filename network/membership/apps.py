"""Membership: people, applications, verification, roles, the permission machinery and the audit log."""

from django.apps import AppConfig


class MembershipConfig(AppConfig):
    """Configuration of the membership app."""

    name = "network.membership"
    label = "membership"
    verbose_name = "Membership"

    def ready(self) -> None:
        """Enter what membership and the libraries below it hold about people."""
        from network.membership import holdings  # noqa: PLC0415  (models are not loaded earlier)

        holdings.enter()
