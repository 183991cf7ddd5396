"""Wagtail's own "Users" screens, closed: people and their groups are changed by audited actions only (design 5.2)."""

from __future__ import annotations

from wagtail.users.apps import WagtailUsersAppConfig


class CaseroundUsersConfig(WagtailUsersAppConfig):
    """Keep Wagtail's user app installed, because its admin needs the profile model."""
