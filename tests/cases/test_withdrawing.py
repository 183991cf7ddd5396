"""Whoever wrote a case can take it away: whatever became of them, and whatever happens to it at the same moment."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from cases import actions
from cases.models import Case, State
from network.forum.models import Thread
from network.membership.models import User
from network.membership.roles import Role
from tests.cases.making import approve, draft, published, submitted
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]


def test_a_withdrawal_that_began_before_the_approval_takes_the_thread_away_too(cast: Cast, as_: As) -> None:
    case = submitted(cast)
    loaded_before = Case.objects.get(pk=case.pk)
    approve(case, cast.ben)
    assert actions.withdraw(loaded_before, actor=cast.ada)
    case, thread = Case.objects.get(), Thread.objects.get()
    assert (case.state, case.headline, thread.hidden, thread.title) == (State.WITHDRAWN, "", True, case.reference)
    assert as_(cast.dee).get(thread.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("make", [draft, submitted, published])
@pytest.mark.parametrize("lost", ["role", "board"])
def test_an_author_who_lost_the_membership_or_the_board_still_withdraws(
    cast: Cast, as_: As, make: Callable[[Cast], Case], lost: str
) -> None:
    case = make(cast)
    url = f"/cases/{case.public_id}/withdraw/"
    if lost == "role":
        User.objects.filter(pk=cast.ada.pk).update(role=Role.REGISTRANT)
    cast.ada.groups.clear()
    ada = as_(User.objects.get(pk=cast.ada.pk))
    assert case.reference in ada.get("/cases/mine/").content.decode()
    page = ada.get(url)
    assert page.status_code == 200
    assert case.headline not in page.content.decode(), "it opens nothing to read"
    assert ada.post(url, {"because": "author"}).status_code == 302
    assert Case.objects.get().state == State.WITHDRAWN
    assert ada.get(url).status_code == 404


def test_nobody_else_reaches_the_withdrawal(cast: Cast, as_: As) -> None:
    case = submitted(cast)
    for outsider in (cast.ben, cast.mia, cast.sam, cast.eve, cast.cy):
        assert as_(outsider).post(f"/cases/{case.public_id}/withdraw/", {"because": "author"}).status_code == 404
    assert Case.objects.get().state == State.SUBMITTED
