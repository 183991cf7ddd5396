"""What somebody agreed to names the readers of one board: neither its care nor a group's wider rule brings others to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from guardian.shortcuts import assign_perm

from cases import actions
from cases.models import Case
from network.forum.models import Board
from network.forum.moderators import make_moderator
from network.membership import grouping
from network.membership.models import Circle, User
from tests.cases.making import submitted
from tests.cases.test_moving import SIGNED
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
AGREED = {**SIGNED, "consent_covers": "members"}


def room(cast: Cast) -> tuple[Board, Circle]:
    """Make a board that a small group holds, with Ada and Ben in it."""
    circle = grouping.make_group("Few", kind="other", actor=cast.stew)
    board = Board.objects.create(name="Small board", about="For few.")
    assign_perm("forum.view_board", circle.group, board)
    for member in (cast.ada, cast.ben):
        grouping.admit(circle, member, actor=cast.stew)
    return board, circle


def facts(circle: Circle, **changes: Any) -> dict[str, Any]:
    """Return what a steward's form says of the group."""
    circle.refresh_from_db()
    said = {name: getattr(circle, name) for name in ("version", "name", "about", "takes", "own_moderators")}
    return {**said, **changes}


def test_nobody_who_does_not_read_a_board_gets_its_care_while_a_case_on_it_rests_on_an_agreement(cast: Cast, as_: As) -> None:
    board, circle = room(cast)
    case, steward = submitted(cast, board=board, **AGREED), as_(cast.stew)  # on its way counts as published does
    with pytest.raises(grouping.Refused, match=r"1 case on it rests on an agreement.* Put them into one of its groups first"):
        make_moderator(board, cast.eve, actor=cast.stew)
    assert not Board.objects.visible_to(cast.eve).filter(pk=board.pk).exists()
    step = f"{board.desk_url}step/?do=give&person={cast.eve.public_id}"
    steward.get(step)
    page = steward.get(step).content.decode()
    assert "1 case on it rests on an agreement" in page
    assert 'name="seal"' not in page, "no button that could only refuse"
    with pytest.raises(CommandError, match="1 case on it rests"):
        call_command("give_duty", cast.eve.email, "moderator", board=board.name)
    assert make_moderator(board, cast.ben, actor=cast.stew), "who reads it already may"
    grouping.admit(circle, cast.eve, actor=cast.stew)
    assert make_moderator(board, cast.eve, actor=cast.stew)
    actions.withdraw(case, actor=cast.ada)
    assert make_moderator(board, cast.dee, actor=cast.stew)


def test_a_rule_takes_in_no_profession_more_while_a_case_rests_on_an_agreement(cast: Cast, as_: As) -> None:
    board, circle = room(cast)
    case = submitted(cast, board=board, **AGREED)
    with pytest.raises(grouping.Refused, match=r"“Small board”: 1 case on it rests on an agreement.* Make another group"):
        grouping.change_group(circle, **facts(circle, takes=["doctor"]), actor=cast.stew)
    page = as_(cast.stew).post(f"{circle.get_absolute_url()}change/", facts(circle, takes=["doctor"], kind=circle.kind))
    assert page.status_code == 422
    assert "1 case on it rests on an agreement" in page.content.decode()
    assert Circle.objects.get(pk=circle.pk).takes == []
    assert grouping.change_group(circle, **facts(circle, about="Another line."), actor=cast.stew)
    actions.withdraw(case, actor=cast.ada)
    assert grouping.change_group(circle, **facts(circle, takes=["doctor"]), actor=cast.stew)
    submitted(cast, board=board, **AGREED)
    assert grouping.change_group(circle, **facts(circle, takes=[]), actor=cast.stew), "a narrower rule brings nobody"


def test_where_nobody_had_to_agree_both_stay_open(cast: Cast) -> None:
    board, circle = room(cast)
    submitted(cast, board=board)
    assert grouping.change_group(circle, **facts(circle, takes=["doctor"]), actor=cast.stew)
    assert make_moderator(board, cast.eve, actor=cast.stew)
    assert Case.objects.count() == 1
