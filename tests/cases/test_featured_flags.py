"""A flag and a death that come while somebody reads: no answer given before them counts, and no stranger empties the list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from cases import featuring, outcomes
from cases.models import Case, FeaturedCase
from network.membership.models import User
from tests.cases.test_featured import NO_DOUBT, agreed, public
from tests.cast import Cast
from tests.forum.test_two_at_once import meanwhile

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
SAD = "It ended worse than we hoped."
ON_POSTGRESQL = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer: set DATABASE_URL=postgres://… to run this"
)


def test_answers_given_before_a_flag_do_not_clear_it(cast: Cast, as_: As) -> None:
    featured, reader, visitor = agreed(cast), as_(cast.ben), as_(None)
    base = featured.get_absolute_url()
    assert 'name="version" value="1"' in reader.get(f"{base}work/").content.decode()
    assert featuring.read(featured, actor=cast.mia, version=1)
    visitor.post(f"{base}flag/")
    answer = reader.post(f"{base}read/", {**NO_DOUBT, "version": 1}, follow=True).content.decode()
    assert "Nothing of yours was recorded" in answer
    featured.refresh_from_db()
    assert (featured.state, featured.flagged_at is None) == ("agreed", False)
    assert f'name="version" value="{featured.version}"' in reader.get(f"{base}work/").content.decode()
    assert reader.post(f"{base}read/", {**NO_DOUBT, "version": featured.version}).status_code == 302
    assert visitor.get(base).status_code == 200
    assert "It was read again already" in visitor.post(f"{base}flag/").content.decode()


def test_a_stranger_hides_a_few_within_an_hour_and_people_look_at_the_rest(
    cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    shown = [public(cast) for _ in range(featuring.MOST_HIDDEN + 2)]
    visitor, last = as_(None), shown[-1].get_absolute_url()
    for featured in shown[:-2]:
        assert "It is out of sight" in visitor.post(f"{featured.get_absolute_url()}flag/").content.decode()
    mail.outbox.clear()
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert "People look at it now" in visitor.post(f"{last}flag/").content.decode()
    assert visitor.get(last).status_code == 200
    assert [message.to for message in mail.outbox] == [[cast.dee.email], [cast.ada.email], [cast.mia.email]], "once"
    assert last in mail.outbox[-1].body
    assert "work/" not in mail.outbox[-1].body, "a moderator is perhaps no editor and no reader of it"
    assert "Many cases were flagged within one hour" in as_(cast.dee).get(f"{last}work/").content.decode()
    assert "It is out of sight" in as_(cast.mia).post(f"{last}flag/").content.decode(), "a member's word hides it"
    monkeypatch.setattr(featuring, "WITHIN", timedelta())
    assert "It is out of sight" in visitor.post(f"{shown[-2].get_absolute_url()}flag/").content.decode(), "the hour is over"


def test_a_death_recorded_while_its_reader_reads_keeps_it_from_the_public(cast: Cast) -> None:
    featured = agreed(cast)
    opened = FeaturedCase.objects.select_related("case").get(pk=featured.pk)  # what the reader's page holds
    outcomes.record(featured.case, actor=cast.ada, outcome=SAD, ended="death")
    with pytest.raises(featuring.NotPublic, match="stays with members"):
        featuring.read(opened, actor=cast.ben, version=1)
    assert not FeaturedCase.objects.public().exists()
    assert not featuring.read(opened, actor=cast.ben, version=1, doubts=["family"]), "it can still go back"


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("death_first", [True, False])
def test_a_death_and_a_second_readers_word_at_once(cast: Cast, death_first: bool) -> None:
    featured = agreed(cast)
    acts: list[Callable[[], Any]] = [
        lambda: outcomes.record(Case.objects.get(), actor=cast.ada, outcome=SAD, ended="death"),
        lambda: featuring.read(FeaturedCase.objects.get(), actor=cast.ben, version=1),
    ]
    first, second = meanwhile(*(acts if death_first else reversed(acts)))
    assert first is True
    assert isinstance(second, featuring.NotPublic) if death_first else second is True
    featured.refresh_from_db()
    assert featured.state == "agreed"


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_strangers_at_once_hide_no_more_than_one_after_the_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(featuring, "MOST_HIDDEN", 1)
    one, two = public(cast), public(cast)
    assert meanwhile(lambda: featuring.flag(one), lambda: featuring.flag(two)) == (True, False)
