"""A register's file of changes only narrows, reports every row, and stops before it does too much."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from network.membership import leaving
from network.membership.lifecycle import Verb
from network.membership.models import Application, AuditEntry, User
from network.membership.register_delta import TooMany, carry_out, plan
from tests.cast import Cast

Commit = Callable[..., object]
pytestmark = pytest.mark.django_db


def members(count: int, profession: str = "doctor", start: int = 9_000_000) -> list[Application]:
    """Make `count` approved members with the numbers from `start`."""
    people = User.objects.bulk_create(
        User(email=f"m{start + n}@practice.example", display_name=f"Member {n}", role="member", verified_at=timezone.now())
        for n in range(count)
    )
    return Application.objects.bulk_create(
        Application(
            user=user, registered_name=user.display_name, profession=profession, register_number=f"{start + n}", service="x", reason="y",
            accepted_rules_at=timezone.now(), state="approved", decided_at=timezone.now(),
        )
        for n, user in enumerate(people)
    )  # fmt: skip


def file(path: Path, *rows: str, head: str = "Number,Status") -> str:
    place = path / "changes.csv"
    place.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8-sig")
    return str(place)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("import_register_delta", *arguments, stdout=out)
    return out.getvalue()


def test_a_hundred_changes_make_exactly_a_hundred(tmp_path: Path) -> None:
    made = members(10_000)
    rows = [f"{9_000_000 + n},{'Lapsed' if n % 2 else 'Erased'}" for n in range(100)]
    path = file(tmp_path, *rows)
    assert "dry run: close 100" in run("doctor", path)
    assert Application.objects.filter(state="approved").count() == len(made), "a dry run changes nothing"
    assert "done: close 100" in run("doctor", path, "--apply")
    assert Application.objects.filter(state="lapsed").count() == 50
    assert Application.objects.filter(state="suspended").count() == 50
    assert User.objects.filter(role="member").count() == 9_900
    assert AuditEntry.objects.filter(verb__in=("suspended", "marked as lapsed"), actor=None).count() == 100
    assert "done: closed before 100" in run("doctor", path, "--apply"), "run again, it finds nothing left to do"


def test_an_application_with_a_members_number_does_not_shield_the_member(tmp_path: Path) -> None:
    members(1)
    twin = User.objects.create_user("twin@practice.example", "x", display_name="Twin")
    Application.objects.create(
        user=twin, registered_name="Twin", profession="doctor", register_number="9000000", service="x", reason="y",
        accepted_rules_at=timezone.now(), state="unconfirmed",
    )  # fmt: skip
    assert "done: close 1" in run("doctor", file(tmp_path, "9000000,Erased"), "--apply")
    assert Application.objects.filter(state="suspended").count() == 1


@pytest.mark.parametrize(("status", "state"), [("Erased", "suspended"), ("Lapsed", "lapsed")])
def test_leaving_the_day_before_dodges_nothing(tmp_path: Path, status: str, state: str) -> None:
    found = members(1)[0]
    assert leaving.leave(found.user, actor=found.user, names="keep", cases="stay")
    assert "done: close 1" in run("doctor", file(tmp_path, f"9000000,{status}"), "--apply")
    assert "done: closed before 1" in run("doctor", file(tmp_path, f"9000000,{status}"), "--apply")
    assert leaving.come_back(found.user, actor=found.user)
    found.refresh_from_db()
    found.user.refresh_from_db()
    assert (found.state, found.user.role, found.user.is_verified) == (state, "registrant", False)


def test_nobody_is_verified_or_opened_by_a_file(tmp_path: Path, cast: Cast) -> None:
    made = members(3)
    Application.objects.filter(pk=made[0].pk).update(state="waiting")
    Application.objects.filter(pk=made[1].pk).update(state="lapsed")
    assert "stays 3" in run("doctor", file(tmp_path, *(f"{9_000_000 + n},Registered" for n in range(3))), "--apply")
    assert [Application.objects.get(pk=a.pk).state for a in made] == ["waiting", "lapsed", "approved"]


def test_the_breaker_stops_a_file_that_would_close_more_than_one_in_a_hundred(tmp_path: Path) -> None:
    members(200)
    path = file(tmp_path, *(f"{9_000_000 + n},Removed" for n in range(3)))
    for arguments in ((), ("--apply",)):
        with pytest.raises(CommandError, match=r"3 of 200 members .* more than 1%.* Nothing was changed"):
            run("doctor", path, *arguments)
    assert Application.objects.filter(state="approved").count() == 200
    assert "close 2" in run("doctor", file(tmp_path, "9000000,Removed", "9000001,removed", "9000001,Removed"), "--apply")


def test_another_registers_member_with_the_same_digits_is_left_alone(tmp_path: Path) -> None:
    members(1), members(1, profession="pharmacist", start=2_012_345)
    assert "stranger 1" in run("doctor", file(tmp_path, "2012345,Removed"), "--apply")
    assert Application.objects.filter(state="approved").count() == 2


def test_every_row_is_reported_and_no_line_names_a_person(tmp_path: Path) -> None:
    made = members(1)
    text = run(
        "doctor", file(tmp_path, "９００００００,removed", "nonsense,removed", "9000000,on holiday", ",", "9999999,removed")
    )
    assert f"row 2: close marked as lapsed {made[0].public_id}" in text
    assert "row 3: unreadable -" in text
    assert "close 1, stranger 1, unreadable 3" in text
    assert made[0].registered_name not in text
    assert "9000000" not in text


@pytest.mark.parametrize("head", ["Name,Status", "", "Number;Status"])
def test_a_file_without_the_two_columns_is_refused_with_what_it_needs(tmp_path: Path, head: str) -> None:
    with pytest.raises(CommandError, match="columns number and status"):
        run("doctor", file(tmp_path, "9000000,removed", head=head))


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00\x81")
    for name in ("binary.csv", "absent.csv"):
        with pytest.raises(CommandError, match="cannot be read"):
            run("doctor", str(tmp_path / name))


def test_whoever_is_closed_is_told_why_and_reads_it(tmp_path: Path, django_capture_on_commit_callbacks: Commit) -> None:
    (member,) = members(1)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        run("doctor", file(tmp_path, "9000000,Suspended"), "--apply")
    assert [letter.to for letter in mail.outbox] == [[member.user.email]]
    assert "file of changes says" in mail.outbox[0].body
    assert not User.objects.get(pk=member.user_id).is_verified


def test_a_run_that_was_stopped_half_way_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    members(500)
    lines = ["number,status", *(f"{9_000_000 + n},lapsed" for n in range(5))]
    planned = plan("doctor", lines)
    carry_out(planned[:2])
    again = carry_out(plan("doctor", lines))
    assert (again["close"], again["closed before"]) == (3, 2)


def test_a_file_can_never_do_anything_but_close() -> None:
    from network.membership.deciding import close_by_register  # noqa: PLC0415

    (member,) = members(1)
    for verb in set(Verb) - {Verb.SUSPEND, Verb.LAPSE}:
        with pytest.raises(ValueError, match="only narrow"):
            close_by_register(member, verb, reason="x")
    with pytest.raises(TooMany):
        members(2, start=9_100_000)
        plan("doctor", ["number,status", "9000000,lapsed", "9100000,lapsed"])
