"""The permission machinery: a table of verbs, each allowed when all predicates of any one row say yes (design 5.2).

An app writes its table once in `permissions.py`:

    POLICY = Policy({Can.REPLY: [[is_verified, thread_is_open], [moderates_board]], ...})
    allows, require = POLICY.allows, POLICY.require

Actions open with `require(actor, Can.REPLY, thread)`; templates ask `allows` to show a button. The actor is never optional.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from network.membership.models import User

Actor = User | AnonymousUser
Predicate = Callable[[User, Any], bool]


class Policy:
    """A table of who may do what."""

    def __init__(self, table: Mapping[StrEnum, Sequence[Sequence[Predicate]]]) -> None:
        """Keep `table`: verb → rows of predicates; one row of which all hold is enough."""
        self.table = table

    def allows(self, actor: Actor, can: StrEnum, subject: Any = None) -> bool:
        """Say whether `actor` may do `can` to `subject`. Nobody, and nobody inactive, may do anything."""
        # SECURITY: is_active comes first and alone; guardian's grants outlive a suspension.
        if not isinstance(actor, User) or not actor.is_active:
            return False
        return any(all(predicate(actor, subject) for predicate in row) for row in self.table[can])

    def require(self, actor: Actor, can: StrEnum, subject: Any = None) -> None:
        """Raise PermissionDenied unless `allows` says yes."""
        if not self.allows(actor, can, subject):
            raise PermissionDenied

    def require_or_operator(self, actor: Actor | None, can: StrEnum, subject: Any = None) -> None:
        """Raise PermissionDenied unless `allows` says yes; None is the operator at the server, who stands above the table."""
        if actor is not None:
            self.require(actor, can, subject)

    def lacking(
        self, actor: User, can: StrEnum, subject: Any = None, known: Mapping[Predicate, bool] | None = None
    ) -> list[Predicate]:
        """Return the predicates that say no in the row which comes nearest; none of them exactly where `allows` says yes.

        For explanations. `known` gives the answers of predicates that were asked for many subjects at once.
        """
        asked = dict(known or {})

        def says_no(predicate: Predicate) -> bool:
            if predicate not in asked:
                asked[predicate] = predicate(actor, subject)
            return not asked[predicate]

        rows = [[is_open, *row] for row in self.table[can]]
        return min(([predicate for predicate in row if says_no(predicate)] for row in rows), key=len)


def is_open(actor: User, subject: Any) -> bool:
    """Say whether the actor's account is open."""
    return actor.is_active


def is_verified(actor: User, subject: Any) -> bool:
    """Say whether a person has verified the actor."""
    return actor.is_verified


def is_clinician(actor: User, subject: Any) -> bool:
    """Say whether the actor is a verified clinician."""
    return actor.is_clinician


def is_briefed(actor: User, subject: Any) -> bool:
    """Say whether posting is open to the actor: the case-privacy briefing is done, and the rules in force are accepted."""
    return actor.may_post


def is_steward(actor: User, subject: Any) -> bool:
    """Say whether the actor is a steward."""
    return actor.is_steward


def is_editor(actor: User, subject: Any) -> bool:
    """Say whether the actor is an editor."""
    return actor.is_editor
