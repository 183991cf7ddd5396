"""The standing cast: the refusal costs one line, so every test can afford it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.utils import timezone
from guardian.shortcuts import assign_perm

from network.forum.models import Board
from network.membership.models import User
from network.membership.roles import ASSOCIATES, CLINICIANS, EDITORS, STEWARDS, Role

PASSWORD = "a-long-test-passphrase"


@dataclass(frozen=True)
class Cast:
    """People and two boards: `open_board` is held by clinicians and associates, `closed_board` by nobody but its moderator."""

    ada: User  # clinician
    ben: User  # clinician, colleague of Ada
    mia: User  # clinician and moderator of open_board
    sam: User  # associate
    eve: User  # clinician without any board
    cy: User  # registrant
    dee: User  # editor
    stew: User  # steward
    open_board: Board
    closed_board: Board


def person(name: str, role: Role, *groups: str, **fields: object) -> User:
    """Make a verified and briefed person with these groups."""
    user = User.objects.create_user(
        f"{name.lower()}@caseround.example",
        PASSWORD,
        display_name=f"Dr {name} Testing",
        profession="GP",
        role=role,
        briefed_at=timezone.now() if role != Role.REGISTRANT else None,
        verified_at=timezone.now() if role != Role.REGISTRANT else None,
        **fields,
    )
    for group in groups:
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    return user


def make_cast() -> Cast:
    """Make the cast, once per test."""
    open_board = Board.objects.create(name="Sedatives", about="Benzodiazepines and the like.")
    closed_board = Board.objects.create(name="Closed room", about="For few.")
    moderators = Group.objects.create(name="Moderators: Sedatives")
    for name in (CLINICIANS, ASSOCIATES):
        assign_perm("forum.view_board", Group.objects.get_or_create(name=name)[0], open_board)
    assign_perm("forum.moderate_board", moderators, open_board)
    return Cast(
        ada=person("Ada", Role.MEMBER, CLINICIANS),
        ben=person("Ben", Role.MEMBER, CLINICIANS),
        mia=person("Mia", Role.MEMBER, CLINICIANS, moderators.name),
        sam=person("Sam", Role.ASSOCIATE, ASSOCIATES),
        eve=person("Eve", Role.MEMBER),
        cy=person("Cy", Role.REGISTRANT),
        dee=person("Dee", Role.MEMBER, CLINICIANS, EDITORS),
        stew=person("Stew", Role.ASSOCIATE, STEWARDS),
        open_board=open_board,
        closed_board=closed_board,
    )
