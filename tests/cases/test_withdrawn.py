"""Of a withdrawn case its number is left: neither words nor the choices that say much together."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from cases import actions
from cases.models import Case
from network.membership.models import User
from search.models import Term
from tests.cases.making import database_text, draft, published, submitted
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
MAKE: dict[str, Callable[..., Case]] = {"draft": draft, "submitted": submitted, "published": published}
SAID: dict[str, Any] = {"setting": "custody_transition", "age_band": "90+", "special": ["prison"]}


def details(case: Case) -> dict[str, Any]:
    case.refresh_from_db()
    return {name: getattr(case, name) for name in Case.DETAILS} | {"topics": list(case.topics.all())}


@pytest.mark.parametrize("state", MAKE)
def test_a_withdrawal_leaves_neither_age_nor_setting_nor_circumstances_nor_topics(cast: Cast, as_: As, state: str) -> None:
    topic = Term.objects.create(slug="walrus", name="Walrus tusk dust", kind="drug")
    case = MAKE[state](cast, **SAID, topics=[topic])
    before = as_(cast.ada).get("/cases/mine/").content.decode()
    assert all(words in before for words in ("Walrus tusk dust", "Over 89", case.get_setting_display()))
    actions.withdraw(case, actor=cast.ada)
    assert details(case) == {**Case.DETAILS, "topics": []}
    after = as_(cast.ada).get("/cases/mine/").content.decode()
    assert "only its number is left" in after
    assert not any(words in after for words in ("Walrus tusk dust", "Over 89", "custody"))
    assert "custody_transition" not in database_text()


def test_what_earlier_withdrawals_left_goes_and_what_stands_stays(cast: Cast) -> None:
    topic = Term.objects.create(slug="walrus", name="Walrus", kind="drug")
    gone, stands = draft(cast, **SAID, topics=[topic]), draft(cast, **SAID, topics=[topic])
    actions.withdraw(gone, actor=cast.ada)
    Case.objects.filter(pk=gone.pk).update(**SAID)
    gone.topics.add(topic)
    import_module("cases.migrations.0017_only_a_number_is_left").empty(apps, None)
    assert details(gone) == {**Case.DETAILS, "topics": []}
    assert details(stands)["special"] == ["prison"]
    assert details(stands)["topics"] == [topic]
