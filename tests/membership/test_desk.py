"""The applicant's page and the stewards' desk: what each shows, to whom, and in how many queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from network.membership.models import Application, AuditEntry, User
from tests.cast import Cast

As = Callable[[User | None], Client]
Commit = Callable[..., object]


def apply(number: int = 1, **fields: object) -> Application:
    """Make a person with a confirmed address who waits: a steward has looked, and a work mailbox is shown."""
    user = User.objects.create_user(
        f"applicant{number}@practice.example", "a-long-test-passphrase", display_name=f"Dr {chr(64 + number)} Waiting"
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    values = {
        "registered_name": f"Applicant {chr(64 + number)}", "profession": "doctor", "register_number": f"765432{number % 10}",
        "service": "A shared care practice", "reason": "To learn.", "accepted_rules_at": timezone.now(), **fields,
    }  # fmt: skip
    made = Application.objects.create(user=user, **values)
    made.notes.create(kind="found", text="The register shows the name.")
    made.evidence.create(kind="mailbox", address=f"work{number}@trust.example", shown_at=timezone.now())
    return made


def test_the_promise_counts_working_days() -> None:
    friday = Application(waiting_since=datetime(2026, 11, 20, 10, tzinfo=UTC), state="waiting")
    assert friday.due == datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert Application(waiting_since=datetime(2026, 11, 2, 10, tzinfo=UTC), state="waiting").due == datetime(
        2026, 11, 5, 10, tzinfo=UTC
    )


def test_a_steward_compares_what_was_typed_with_what_the_register_should_say(cast: Cast, as_: As) -> None:
    found = apply()
    html = as_(cast.stew).get(f"/desk/applications/{found.public_id}/").content.decode()
    assert 'href="https://www.gmc-uk.org/registrants" target="_blank" rel="noopener noreferrer"' in html
    assert html.index("7654321") < html.index("Exactly this number")
    assert "Holds a licence to practise" in html
    for name in ("ada", "mia", "dee", "cy"):
        assert as_(getattr(cast, name)).get(f"/desk/applications/{found.public_id}/").status_code == 404
        assert as_(getattr(cast, name)).get("/desk/applications/").status_code == 404


@pytest.mark.parametrize(
    ("route", "wanted"),
    [("retired", "Lapsed or given up, never erased"), ("other", "The service confirms"), ("nurse", "Part of the register")],
)
def test_each_route_is_compared_with_its_own_source(cast: Cast, as_: As, route: str, wanted: str) -> None:
    found = apply(profession=route)
    assert wanted in as_(cast.stew).get(f"/desk/applications/{found.public_id}/").content.decode()


def test_what_should_make_a_steward_stop_is_said_and_nothing_else(cast: Cast, as_: As) -> None:
    first, second = apply(1), apply(2)
    page = lambda found: as_(cast.stew).get(f"/desk/applications/{found.public_id}/").content.decode()  # noqa: E731
    assert "n-amber" not in page(first)
    Application.objects.filter(pk=second.pk).update(register_number=first.register_number)
    User.objects.filter(pk=first.user_id).update(email="office@gmail.com")
    cast.ada.display_name = first.user.display_name
    cast.ada.save()
    html = page(first)
    for words in ("gave the same number", "name looks the same", "anybody can open", "shared by several"):
        assert words in html
    assert second.registered_name not in html, "the other person is not shown here"


def test_two_stewards_at_once_one_decides_and_the_other_is_told(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit
) -> None:
    found = apply()
    url = f"/desk/applications/{found.public_id}/"
    cast.ben.groups.add(cast.stew.groups.get())
    one, two = as_(cast.stew), as_(User.objects.get(pk=cast.ben.pk))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        one.post(url, {"decision": "approve", "reason": "Rang the practice"})
        late = two.post(url, {"decision": "decline", "reason": "No"}, follow=True)
    assert "Somebody else decided" in late.content.decode()
    found.refresh_from_db()
    assert (found.state, found.decision_reason) == ("approved", "Rang the practice")
    assert [letter.to for letter in mail.outbox] == [[found.user.email]]
    assert AuditEntry.objects.filter(verb="approved", subject_id=found.public_id).count() == 1


def test_a_reason_that_identifies_is_refused_beside_the_field_and_reaches_no_mail(cast: Cast, as_: As) -> None:
    found = apply()
    answer = as_(cast.stew).post(
        f"/desk/applications/{found.public_id}/", {"decision": "decline", "reason": "Ring me on 07700 900123"}
    )
    assert answer.status_code == 422
    assert "07700 900123" in answer.content.decode(), "what was typed is given back"
    assert mail.outbox == []
    assert not AuditEntry.objects.filter(reason__contains="07700").exists()


def test_an_applicant_reads_where_it_stands_and_sees_nobody_else(cast: Cast, as_: As) -> None:
    mine, other = apply(1), apply(2)
    html = as_(mine.user).get("/application/").content.decode()
    assert "Waiting for a steward" in html
    assert mine.registered_name in html
    assert other.registered_name not in html
    assert Client().get("/application/").status_code == 302


def test_desk_and_status_page_cost_the_same_for_one_and_for_many(cast: Cast, as_: As, count_queries: Callable[..., int]) -> None:
    mine = apply(1)
    steward, applicant = as_(cast.stew), as_(mine.user)
    one = count_queries(lambda: steward.get("/desk/applications/"))
    for number in range(2, 12):
        apply(number)
    assert count_queries(lambda: steward.get("/desk/applications/")) == one <= 8
    assert count_queries(lambda: steward.get(f"/desk/applications/{mine.public_id}/")) <= 16
    assert count_queries(lambda: applicant.get("/application/")) <= 9
