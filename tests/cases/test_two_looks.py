"""Two people at one outcome at the same moment, on PostgreSQL: the second waits, and learns that it came too late."""

from __future__ import annotations

import pytest
from django.db import connection

from cases import outcomes
from cases.models import Case
from tests.cases.making import published
from tests.cast import Cast
from tests.forum.test_two_at_once import meanwhile

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer: set DATABASE_URL=postgres://… to run this"
    ),
]
SAD = "It ended worse than we hoped."


@pytest.mark.parametrize("shown_first", [True, False])
def test_two_moderators_do_not_both_decide_an_outcome(cast: Cast, shown_first: bool) -> None:
    case = published(cast)
    outcomes.record(case, actor=cast.ada, outcome=SAD, ended="death")
    version = Case.objects.get().version
    acts = [
        lambda: outcomes.let_show(case, actor=cast.mia, version=version),
        lambda: outcomes.give_back(case, actor=cast.mia, version=version, note="Wider, please."),
    ]
    assert meanwhile(*(acts if shown_first else reversed(acts))) == (True, False)
    after = Case.objects.get()
    assert (after.outcome, after.review_note) == ((SAD, "") if shown_first else ("", "Wider, please."))


def test_words_that_a_moderator_has_not_read_do_not_show(cast: Cast) -> None:
    case = published(cast)
    outcomes.record(case, actor=cast.ada, outcome=SAD, ended="death")
    version = Case.objects.get().version
    other = "Other words."
    assert meanwhile(
        lambda: outcomes.record(case, actor=cast.ada, outcome=other, ended="death"),
        lambda: outcomes.let_show(case, actor=cast.mia, version=version),
    ) == (True, False)
    assert (Case.objects.get().outcome, Case.objects.get().outcome_waiting) == ("", other)
