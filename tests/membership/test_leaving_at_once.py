"""Leaving, erasing and inviting at the same moment, on PostgreSQL: the second waits for the first, then does the decided thing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection  # noqa: F401  (the condition below is read in this module)
from django.utils import timezone

from network.membership import exporting, invitations, leaving
from network.membership.models import Application, DataExport, Departure, Invitation, User
from network.membership.roles import STEWARDS
from tests.cast import Cast
from tests.forum.test_two_at_once import meanwhile
from tests.membership.test_leaving import CHOSEN, member

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite has one writer: set DATABASE_URL=postgres://… to run this"
    ),
]


def leave(user: User) -> Departure | None:
    return leaving.leave(User.objects.get(pk=user.pk), actor=user, **CHOSEN)


@pytest.mark.parametrize("group", ["Moderators: Sedatives", STEWARDS])
def test_of_two_who_hold_a_duty_and_leave_at_once_one_stays(cast: Cast, group: str) -> None:
    one = cast.mia if group.startswith("Moderators") else cast.stew
    for who in (one, cast.ben):
        member(who)
    cast.ben.groups.add(Group.objects.get(name=group))
    first, second = meanwhile(lambda: leave(one), lambda: leave(cast.ben))
    assert isinstance(first, Departure)
    assert isinstance(second, leaving.CannotLeave)
    assert list(User.objects.filter(groups__name=group)) == [cast.ben]


def test_a_double_click_leaves_once(cast: Cast) -> None:
    member(cast.ada)
    first, second = meanwhile(lambda: leave(cast.ada), lambda: leave(cast.ada))
    assert isinstance(first, Departure)
    assert second is None
    assert Departure.objects.count() == 1


@pytest.mark.parametrize("quicker", ["steward", "person"])
def test_who_comes_back_while_a_steward_erases_is_wholly_back_or_wholly_erased(
    cast: Cast, quicker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "on_commit_enqueue", lambda *args: None)
    found = member(cast.ada)
    departure = leave(cast.ada)
    assert departure
    Departure.objects.update(asked_at=timezone.now() - timedelta(days=15))
    departure.refresh_from_db()
    acts = [lambda: leaving.erase(departure, actor=cast.stew), lambda: leaving.come_back(cast.ada, actor=cast.ada)]
    first, second = meanwhile(*(acts if quicker == "steward" else reversed(acts)))
    assert (first, second) == (True, False)
    departure.refresh_from_db()
    found.refresh_from_db()
    active = User.objects.get(pk=cast.ada.pk).is_active
    back = (departure.cancelled_at is not None, departure.started_at is None, found.state == "approved", active)
    assert back == (quicker == "person",) * 4


def test_a_double_click_invites_once_and_one_link_is_used_once(cast: Cast) -> None:
    def invite() -> Invitation:
        return invitations.invite("friend@practice.example", actor=cast.ada)

    first, second = meanwhile(invite, invite)
    assert first == second
    token = invitations.new_token(first)
    assert token
    one = member(cast.eve, state="waiting")
    User.objects.filter(pk=cast.eve.pk).update(email="friend@practice.example")
    one.refresh_from_db()

    def use() -> bool:
        return invitations.redeem(Application.objects.select_related("user").get(pk=one.pk), first.public_id, token)

    assert meanwhile(use, use) == (True, False)


def test_a_double_click_makes_one_copy(cast: Cast) -> None:
    def ask() -> bool:
        return exporting.ask_export(cast.ada, actor=cast.ada)

    assert meanwhile(ask, ask) == (True, False)
    assert DataExport.objects.count() == 1
