"""The audit log: append-only, read by stewards alone, and reading it leaves an entry."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from network.membership import audit, deciding, origin
from network.membership.models import AuditEntry, User
from tests.cast import Cast
from tests.membership.test_desk import apply

As = Callable[[User | None], Client]


def test_entries_are_never_changed_or_deleted_one_by_one_or_all_at_once(cast: Cast) -> None:
    entry = audit.record(cast.stew, "approved", cast.ada)
    entry.verb = "declined"
    for attempt in (entry.save, entry.delete, AuditEntry.objects.all().delete, lambda: AuditEntry.objects.update(verb="x")):
        with pytest.raises(TypeError, match="never"):
            attempt()
    assert AuditEntry.objects.get().verb == "approved"


def test_an_entry_outlives_the_person_who_made_it(cast: Cast) -> None:
    audit.record(cast.eve, "applied", cast.eve)
    cast.eve.delete()
    assert AuditEntry.objects.get(verb="applied").actor is None


def test_only_stewards_know_that_there_is_a_log(cast: Cast, as_: As) -> None:
    audit.record(cast.stew, "marzipan", cast.ada)
    for name in ("ada", "mia", "dee", "cy", "sam"):
        assert as_(getattr(cast, name)).get("/desk/audit/").status_code == 404
    assert Client().get("/desk/audit/").status_code == 302
    assert not AuditEntry.objects.filter(verb="read the audit log").exists()
    assert "marzipan" in as_(cast.stew).get("/desk/audit/").content.decode()


def test_each_privileged_reading_writes_exactly_one_entry(cast: Cast, as_: As) -> None:
    found, browser = apply(), as_(cast.stew)
    browser.get("/desk/audit/")
    browser.get(f"/desk/applications/{found.public_id}/")
    as_(cast.ada).get(f"/desk/applications/{found.public_id}/")
    readings = AuditEntry.objects.filter(verb__startswith="read").values_list("verb", "actor_id", "subject_id")
    assert sorted(readings) == sorted(
        [("read the audit log", cast.stew.pk, cast.stew.public_id), ("read application", cast.stew.pk, found.public_id)]
    )


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"alpha", "beta"}),
        ("who=Ben", {"beta"}),
        ("what=alph", {"alpha"}),
        ("where=192.0.2.", {"beta"}),
        ("where=command", {"alpha"}),
        ("since=2999-01-01", set()),
        ("until=2999-01-01", {"alpha", "beta"}),
        ("since=nonsense&until=2026-99-99", {"alpha", "beta"}),
        ("who=%00Ben", {"beta"}),
        ("who=Ben&what=alpha", set()),
    ],
)
def test_the_log_is_filtered_and_odd_input_narrows_nothing(cast: Cast, as_: As, query: str, shown: set[str]) -> None:
    audit.record(cast.ada, "alphaverb", cast.sam)
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    origin.remember_request(lambda _: HttpResponse(str(audit.record(cast.ben, "betaverb", cast.mia))))(request)
    html = as_(cast.stew).get(f"/desk/audit/?{query}").content.decode()
    assert {name for name in ("alpha", "beta") if f"{name}verb" in html} == shown


def test_one_things_story_is_found_by_its_id(cast: Cast, as_: As) -> None:
    one, two = apply(1), apply(2)
    deciding.claim_application(one, actor=cast.stew)
    deciding.claim_application(two, actor=cast.stew)
    html = as_(cast.stew).get(f"/desk/audit/?about={one.public_id}").content.decode()
    assert one.public_id in html
    assert two.public_id not in html


def test_the_log_costs_the_same_for_few_and_many_entries(cast: Cast, as_: As, count_queries: Callable[..., int]) -> None:
    browser = as_(cast.stew)
    audit.record(cast.ada, "applied", cast.ada)
    few = count_queries(lambda: browser.get("/desk/audit/"))
    for _ in range(40):
        audit.record(cast.ada, "applied", cast.ada)
    assert count_queries(lambda: browser.get("/desk/audit/")) == few <= 10
