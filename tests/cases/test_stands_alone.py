"""Tags that no other case of the library shares are pointed out before a case is sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.cases.making import draft, published
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ROW = {"name": "Pregabalin", "amount": "", "route": "oral", "duration": "", "source": "illicit"}


@pytest.mark.parametrize(
    ("other", "alone"),
    [
        (None, True),
        ({"rows": [ROW]}, False),
        ({"rows": [ROW], "setting": "prison"}, True),
        ({"rows": [{**ROW, "name": "Ketamine"}]}, True),
    ],
)
def test_a_case_without_a_like_is_pointed_out(cast: Cast, as_: Any, other: dict[str, Any] | None, alone: bool) -> None:
    if other is not None:
        rows = other["rows"]
        like = published(cast, **{name: value for name, value in other.items() if name != "rows"})
        for row in rows:
            like.substances.create(**row)
    mine = draft(cast, rows=[ROW])
    page = as_(cast.ada).get(reverse("cases:send", args=[mine.public_id]))
    assert ("No other case here has this" in page.content.decode()) is alone


def test_a_case_without_substances_is_not_measured(cast: Cast, as_: Any) -> None:
    mine = draft(cast)
    assert "No other case here has this" not in as_(cast.ada).get(reverse("cases:send", args=[mine.public_id])).content.decode()
