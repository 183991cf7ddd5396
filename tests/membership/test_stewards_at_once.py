"""Two stewards at the same moment, on PostgreSQL: the second waits for the first, then does the decided thing."""

from __future__ import annotations

import pytest
from django.db import connection  # noqa: F401  (the condition below is read in this module)

from network.forum.models import Board
from network.forum.moderators import make_moderator
from network.forum.opening import change_board, close_to, open_to
from network.membership import deciding, duties, grouping
from network.membership.models import AuditEntry, Circle, User
from network.membership.roles import STEWARDS, Role
from tests.cast import Cast, person
from tests.forum.test_two_at_once import meanwhile
from tests.membership.test_groups import member

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite has one writer: set DATABASE_URL=postgres://… to run this"
    ),
]


@pytest.fixture
def other(cast: Cast) -> User:
    return person("Otto", Role.ASSOCIATE, STEWARDS)


@pytest.fixture
def circle(cast: Cast) -> Circle:
    return grouping.make_group("Women only", kind="other", own_moderators=True, actor=cast.stew)


def test_two_stewards_who_end_each_other_leave_one(cast: Cast, other: User) -> None:
    first, second = meanwhile(
        lambda: duties.take_duty(other, "steward", actor=cast.stew), lambda: duties.take_duty(cast.stew, "steward", actor=other)
    )
    assert first is True
    assert isinstance(second, duties.LastSteward)
    assert User.objects.filter(groups__name=STEWARDS, is_active=True).get() == cast.stew


def test_two_stewards_who_suspend_each_other_leave_one(cast: Cast, other: User) -> None:
    mine, theirs = member(cast.stew, "key_worker"), member(other, "key_worker")
    first, second = meanwhile(
        lambda: deciding.suspend(theirs, actor=cast.stew, reason="x"), lambda: deciding.suspend(mine, actor=other, reason="x")
    )
    assert first is True
    assert isinstance(second, duties.LastSteward)
    mine.refresh_from_db()
    assert (mine.state, User.objects.get(pk=cast.stew.pk).is_steward) == ("approved", True)


def test_a_person_put_in_twice_is_put_in_once(cast: Cast, other: User, circle: Circle) -> None:
    first, second = meanwhile(
        lambda: grouping.admit(circle, cast.eve, actor=cast.stew), lambda: grouping.admit(circle, cast.eve, actor=other)
    )
    assert (first, second) == (True, False)
    assert AuditEntry.objects.filter(verb="put into group", subject_id=cast.eve.public_id).count() == 1


def test_nobody_is_put_into_a_group_that_is_being_archived(cast: Cast, other: User, circle: Circle) -> None:
    _, second = meanwhile(
        lambda: grouping.archive_group(circle, actor=cast.stew), lambda: grouping.admit(circle, cast.eve, actor=other)
    )
    assert isinstance(second, grouping.Refused)
    assert circle.group.user_set.count() == 0


def test_a_double_click_makes_one_group_and_one_name_is_given_once(cast: Cast, other: User, circle: Circle) -> None:
    def make(about: str, actor: User) -> Circle:
        return grouping.make_group("Northgate", kind="organisation", about=about, actor=actor)

    first, second = meanwhile(lambda: make("Four charities.", cast.stew), lambda: make("Four charities.", cast.stew))
    assert first == second
    Circle.objects.get(group__name="Northgate").group.delete()
    _, second = meanwhile(lambda: make("Four charities.", cast.stew), lambda: make("A trust.", other))
    assert isinstance(second, grouping.NameTaken)


def test_two_boards_are_not_given_one_name(cast: Cast, other: User) -> None:
    def rename(board: Board, actor: User) -> bool:
        return change_board(board, was=board.name, name="Northgate", about=board.about, carries_cases=True, actor=actor)

    _, second = meanwhile(lambda: rename(cast.open_board, cast.stew), lambda: rename(cast.closed_board, other))
    assert isinstance(second, grouping.Refused)


def test_of_two_changes_of_a_group_one_is_stale(cast: Cast, other: User, circle: Circle) -> None:
    def call_it(name: str, actor: User) -> bool:
        return grouping.change_group(circle, version=1, name=name, about="", takes=[], own_moderators=True, actor=actor)

    first, second = meanwhile(lambda: call_it("Women’s room", cast.stew), lambda: call_it("Women alone", other))
    assert first is True
    assert isinstance(second, grouping.Stale)
    circle.refresh_from_db()
    assert circle.name == "Women’s room"


def test_a_board_opened_and_closed_at_once_is_closed(cast: Cast, other: User, circle: Circle) -> None:
    assert meanwhile(
        lambda: open_to(cast.closed_board, circle.group, actor=cast.stew),
        lambda: close_to(cast.closed_board, circle.group, actor=other),
    ) == (True, True)
    assert AuditEntry.objects.filter(verb="closed board to group").exists()


def test_no_outsider_becomes_moderator_while_the_board_opens_to_a_group_with_its_own(
    cast: Cast, other: User, circle: Circle
) -> None:
    _, second = meanwhile(
        lambda: open_to(cast.closed_board, circle.group, actor=cast.stew),
        lambda: make_moderator(cast.closed_board, cast.ben, actor=other),
    )
    assert isinstance(second, grouping.Refused)
    assert not User.objects.get(pk=cast.ben.pk).moderates


def test_whoever_leaves_a_group_does_not_become_moderator_of_its_board_meanwhile(cast: Cast, other: User, circle: Circle) -> None:
    grouping.admit(circle, cast.eve, actor=cast.stew)
    open_to(cast.closed_board, circle.group, actor=cast.stew)
    _, second = meanwhile(
        lambda: grouping.take_out(circle, cast.eve, actor=cast.stew),
        lambda: make_moderator(cast.closed_board, cast.eve, actor=other),
    )
    assert isinstance(second, grouping.Refused)
    assert not User.objects.get(pk=cast.eve.pk).moderates


def test_a_group_that_wants_its_own_moderators_is_not_overtaken_by_an_opening(cast: Cast, other: User) -> None:
    plain = grouping.make_group("Northgate", kind="organisation", actor=cast.stew)
    make_moderator(cast.closed_board, cast.ben, actor=cast.stew)
    own = {"name": "Northgate", "about": "", "takes": [], "own_moderators": True}
    meanwhile(
        lambda: grouping.change_group(plain, version=1, **own, actor=cast.stew),  # type: ignore[arg-type]
        lambda: open_to(cast.closed_board, plain.group, actor=other),
    )
    assert not User.objects.get(pk=cast.ben.pk).moderates
