"""The operator opens boards and gives duties; both are audited, and a slip of the keyboard opens nothing."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from network.forum.models import Board
from network.membership.models import AuditEntry, User
from tests.cast import Cast


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().strip()


def test_a_board_is_opened_to_the_groups_named_and_to_nobody_else(cast: Cast) -> None:
    run("open_board", "Prison health", "--about", "Care behind the wall.", "--group", "Clinicians")
    board = Board.objects.get(name="Prison health")
    assert Board.objects.visible_to(cast.ada).filter(pk=board.pk).exists()
    assert not Board.objects.visible_to(cast.sam).filter(pk=board.pk).exists()
    assert AuditEntry.objects.filter(verb="opened board", actor=None).count() == 1


def test_a_group_that_does_not_exist_opens_nothing(cast: Cast) -> None:
    with pytest.raises(CommandError, match="Clinicians"):
        run("open_board", "Prison health", "--about", "Care behind the wall.", "--group", "Clinicans")
    assert not Board.objects.filter(name="Prison health").exists()


def test_the_first_steward_is_made_at_the_server_and_needs_a_second_factor(cast: Cast) -> None:
    assert run("give_duty", cast.cy.email, "steward") == "given"
    assert run("give_duty", cast.cy.email, "steward") == "held already"
    cy = User.objects.get(pk=cast.cy.pk)
    assert cy.is_steward
    assert cy.needs_second_factor
    assert AuditEntry.objects.filter(verb="gave duty: steward").count() == 1


def test_a_moderator_is_a_verified_member_of_a_named_board(cast: Cast) -> None:
    with pytest.raises(CommandError, match="verified"):
        run("give_duty", cast.cy.email, "moderator", "--board", cast.closed_board.name)
    with pytest.raises(CommandError, match="needs a board"):
        run("give_duty", cast.eve.email, "moderator")
    with pytest.raises(CommandError, match="no board"):
        run("give_duty", cast.eve.email, "moderator", "--board", "Closed rom")
    assert run("give_duty", cast.eve.email, "moderator", "--board", cast.closed_board.name) == "given"
    eve = User.objects.get(pk=cast.eve.pk)
    assert eve.moderates
    assert Board.objects.moderated_by(eve).get() == cast.closed_board


def test_an_address_that_nobody_has_is_said_so(db: None) -> None:
    with pytest.raises(CommandError, match="sign up first"):
        run("give_duty", "nobody@caseround.example", "editor")
