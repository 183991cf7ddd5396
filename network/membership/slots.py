"""What upper apps do with groups. Nothing is imported upwards: they fill `uses` when they start."""

from __future__ import annotations

from typing import Protocol

from django.contrib.auth.models import Group

from network.membership.models import User


class GroupUse(Protocol):
    """An app in which groups open something."""

    def opened_by(self, group: Group) -> list[tuple[str, str]]:
        """Return what the group opens to its people, as (name, the address of the stewards' page about it)."""

    def lost_with(self, group: Group, user: User) -> list[str]:
        """Return, in sentences, what else ends when `user` leaves the group."""

    def would_lose(self, group: Group) -> list[str]:
        """Return, in sentences, what outsiders lose when the group wants its own moderators."""

    def no_wider(self, group: Group) -> str:
        """Return why no rule may take more people into the group, in sentences for the steward, or an empty string."""

    def settle(self, group: Group, actor: User | None) -> None:
        """Take away what only the group's people may have. Called inside the transaction that changed the group."""


uses: list[GroupUse] = []


def opened_by(group: Group) -> list[tuple[str, str]]:
    """Return everything that the group opens."""
    return [thing for use in uses for thing in use.opened_by(group)]


def lost_with(group: Group, user: User) -> list[str]:
    """Return what else ends when `user` leaves the group."""
    return [line for use in uses for line in use.lost_with(group, user)]


def would_lose(group: Group) -> list[str]:
    """Return what outsiders lose when the group wants its own moderators."""
    return [line for use in uses for line in use.would_lose(group)]


def no_wider(group: Group) -> str:
    """Return why no rule may take more people into the group, or an empty string."""
    return next((reason for use in uses if (reason := use.no_wider(group))), "")


def settle(group: Group, actor: User | None) -> None:
    """Let every app take away what only the group's people may have."""
    for use in uses:
        use.settle(group, actor)
