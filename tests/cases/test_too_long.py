"""A text of some megabytes is refused before the check reads it: the check is quick on what a field takes, and on no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases import composer
from cases.deidentification import check
from cases.models import Case
from network.membership.models import User
from tests.cases.making import form
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
LONG = "Siobhan Kelly lives near Leeds. " * 2_000
FIELDS = ("story", "headline", "prescribed", "timeline", "substance-0-name", "substance-4-name")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many characters the check was given at a time."""
    lengths: list[int] = []

    def together(texts: dict[str, str], *more: Any) -> Any:
        lengths.append(sum(map(len, texts.values())))
        return {name: check(text) for name, text in texts.items()}

    monkeypatch.setattr(composer, "check_together", together)
    return lengths


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("do", ["save", "send", "check", "replace-everything", "replace-all:1", "kept"])
def test_what_is_longer_than_its_field_is_refused_unread_and_given_back(
    cast: Cast, as_: As, read: list[int], field: str, do: str
) -> None:
    browser, url = as_(cast.ada), "/cases/draft/" if do == "kept" else "/cases/new/"
    answer = browser.post(url, form(cast, **{field: LONG}, do=do))
    assert read
    assert max(read) < 1_000
    assert not Case.objects.exists()
    page = answer.content.decode()
    if do == "kept":
        assert "Not saved yet" in page
        return
    assert answer.status_code == (200 if ":" in do or do in ("check", "replace-everything") else 422)
    assert LONG.strip() in page
    assert "Shorten it" in page or "too long" in page
    assert "There is a problem" in page
    assert "No listed patterns found" not in page, "nothing of it was checked"


def test_the_longest_text_that_a_field_takes_is_read(cast: Cast, as_: As, read: list[int]) -> None:
    story = "x" * Case._meta.get_field("story").max_length
    assert as_(cast.ada).post("/cases/new/", form(cast, story=story, do="save")).status_code == 302
    assert max(read) > len(story)


def test_the_form_takes_what_the_check_reads() -> None:
    from cases.forms import CaseForm  # noqa: PLC0415

    limits = {name: field.max_length for name, field in CaseForm.base_fields.items() if name in Case.CHECKED}
    assert limits == {name: composer.limit_of(name) for name in Case.CHECKED}


def test_a_number_of_thousands_of_digits_is_no_number(cast: Cast, as_: As) -> None:
    for do in ("check", "replace", "keep", "leave"):
        assert as_(cast.ada).post("/cases/new/", form(cast, do=f"{do}:{'9' * 5_000}")).status_code == 200
