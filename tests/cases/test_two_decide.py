"""Two people at one case at the same moment, on PostgreSQL: the second waits for the first, and does the decided thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from cases import actions, removing
from cases.models import Case, CaseReview, State
from network.forum.models import Incident, Thread
from network.membership.models import User
from tests.cases.making import declared, submitted
from tests.cases.test_review import ADDS_UP
from tests.cast import Cast
from tests.forum.test_two_at_once import meanwhile

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer: set DATABASE_URL=postgres://… to run this"
    ),
]
Act = Callable[[], Any]


def waiting(cast: Cast, **changes: Any) -> Case:
    """Return a case that Ben and Mia have both opened."""
    return declared(declared(submitted(cast, **changes), cast.ben), cast.mia)


def approves(case: Case, user: User) -> Act:
    return lambda: actions.approve(Case.objects.get(pk=case.pk), actor=user)


def sends_back(case: Case, user: User) -> Act:
    return lambda: actions.return_to_author(Case.objects.get(pk=case.pk), actor=user, note="Wider.")


def withdraws(case: Case, user: User) -> Act:
    return lambda: actions.withdraw(Case.objects.get(pk=case.pk), actor=user)


def removes(case: Case, user: User) -> Act:
    return lambda: removing.remove(Case.objects.get(pk=case.pk), actor=user, severity="high", kind="name")


def test_of_two_approvals_one_publishes(cast: Cast) -> None:
    case = waiting(cast)
    first, second = meanwhile(approves(case, cast.ben), approves(case, cast.mia))
    assert (first, second) == (Thread.objects.get(), None)
    assert CaseReview.objects.get().reviewer == cast.ben


def test_where_two_must_agree_two_at_once_are_two(cast: Cast) -> None:
    case = waiting(cast, story=ADDS_UP)
    first, second = meanwhile(approves(case, cast.ben), approves(case, cast.mia))
    assert (first, second) == (None, Thread.objects.get())
    assert Case.objects.get().state == State.PUBLISHED


def test_one_person_who_presses_twice_is_one(cast: Cast) -> None:
    case = waiting(cast, story=ADDS_UP)
    assert meanwhile(approves(case, cast.ben), approves(case, cast.ben)) == (None, None)
    assert (Case.objects.get().state, CaseReview.objects.count()) == (State.SUBMITTED, 1)


def test_one_person_s_approval_and_return_at_once_are_one_decision(cast: Cast) -> None:
    case = waiting(cast, story=ADDS_UP)
    assert meanwhile(approves(case, cast.ben), sends_back(case, cast.ben)) == (None, False)
    assert CaseReview.objects.get().decision == CaseReview.Decision.APPROVED


@pytest.mark.parametrize("approved_first", [True, False])
def test_a_case_is_approved_or_sent_back_and_not_both(cast: Cast, approved_first: bool) -> None:
    case = waiting(cast)
    acts = [approves(case, cast.ben), sends_back(case, cast.mia)]
    _, second = meanwhile(*(acts if approved_first else reversed(acts)))
    assert not second
    assert Case.objects.get().state == (State.PUBLISHED if approved_first else State.RETURNED)
    assert (Thread.objects.count(), CaseReview.objects.count()) == (int(approved_first), 1)


@pytest.mark.parametrize("approved_first", [True, False])
def test_a_withdrawal_leaves_no_thread_whichever_comes_first(cast: Cast, approved_first: bool) -> None:
    case = waiting(cast)
    acts = [approves(case, cast.ben), withdraws(case, cast.ada)]
    _, second = meanwhile(*(acts if approved_first else reversed(acts)))
    after = Case.objects.get()
    assert (after.state, after.story) == (State.WITHDRAWN, "")
    assert second is (True if approved_first else None)
    assert list(Thread.objects.values_list("hidden", "title")) == ([(True, case.reference)] if approved_first else [])


@pytest.mark.parametrize("approved_first", [True, False])
def test_a_case_is_published_or_removed_and_not_both(cast: Cast, approved_first: bool) -> None:
    case = waiting(cast)
    acts = [approves(case, cast.ben), removes(case, cast.mia)]
    _, second = meanwhile(*(acts if approved_first else reversed(acts)))
    assert second is None or isinstance(second, PermissionDenied)
    assert Case.objects.get().state == (State.PUBLISHED if approved_first else State.WITHDRAWN)
    assert Incident.objects.count() == int(not approved_first)


def test_two_who_remove_it_open_one_incident(cast: Cast) -> None:
    case = waiting(cast)
    first, second = meanwhile(removes(case, cast.ben), removes(case, cast.mia))
    assert (first, second) == (Incident.objects.get(), None)
