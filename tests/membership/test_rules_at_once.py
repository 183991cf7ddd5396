"""Publishing and accepting at the same moment, on PostgreSQL: nobody's posting is open past an edition they have not seen."""

from __future__ import annotations

import pytest
from django.db import connection  # noqa: F401  (the condition below is read in this module)

from network.membership import rules
from network.membership.models import RuleAcceptance, RuleEdition, User
from tests.cast import Cast
from tests.forum.test_two_at_once import meanwhile

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite has one writer: set DATABASE_URL=postgres://… to run this"
    ),
]


def publish(cast: Cast, text: str, base: int) -> RuleEdition | None:
    return rules.publish_edition("case-rules", actor=cast.stew, text=text, change_note="New.", material=True, base=base)


@pytest.fixture
def first(cast: Cast) -> RuleEdition:
    # The first editions that a migration makes are gone: this kind of test empties every table.
    RuleEdition.objects.filter(document="case-rules").delete()
    edition = publish(cast, "First.", 0)
    assert edition
    return edition


def test_who_accepts_while_the_next_is_published_owes_the_next(cast: Cast, first: RuleEdition) -> None:
    published, accepted = meanwhile(
        lambda: publish(cast, "Second.", 1), lambda: rules.accept(cast.ben, actor=cast.ben, editions=[first])
    )
    assert (published.number, accepted) == (2, 1)  # type: ignore[attr-defined]
    assert not User.objects.get(pk=cast.ben.pk).may_post


def test_who_accepts_first_owes_what_is_published_next(cast: Cast, first: RuleEdition) -> None:
    meanwhile(lambda: rules.accept(cast.ben, actor=cast.ben, editions=[first]), lambda: publish(cast, "Second.", 1))
    assert not User.objects.get(pk=cast.ben.pk).may_post


def test_a_double_click_accepts_once(cast: Cast, first: RuleEdition) -> None:
    accept = lambda: rules.accept(cast.ben, actor=cast.ben, editions=[first])  # noqa: E731
    assert meanwhile(accept, accept) == (1, 0)
    assert RuleAcceptance.objects.filter(user=cast.ben).count() == 1
    assert User.objects.get(pk=cast.ben.pk).may_post


def test_two_stewards_publish_one_edition(cast: Cast, first: RuleEdition) -> None:
    one, other = meanwhile(lambda: publish(cast, "Mine.", 1), lambda: publish(cast, "Theirs.", 1))
    assert one.text == "Mine."  # type: ignore[attr-defined]
    assert isinstance(other, rules.Overtaken)
    assert rules.in_force()["case-rules"].text == "Mine."
