"""The life of a membership, row by row: what the table allows happens once, is recorded and told; everything else is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from network.membership import actions, deciding
from network.membership.emails import OUTCOMES
from network.membership.housekeeping import purge_unconfirmed, remind_of_missed_promises
from network.membership.lifecycle import IN, TRANSITIONS, By, Verb, move
from network.membership.models import Application, ApplicationNote, AuditEntry, User
from network.membership.roles import EDITORS, STEWARDS
from network.membership.routes import ROUTES, Profession
from tests.cast import Cast, person
from tests.membership.test_desk import apply

As = Callable[[User | None], Client]
Commit = Callable[..., object]
State = Application.State
WAYS = [(verb, state) for verb in Verb for state in State]


def standing(state: str, number: int = 1, **fields: object) -> Application:
    """Make an application that stands in `state`."""
    decided = {} if state in ("unconfirmed", "waiting", "asked", "withdrawn") else {"decided_at": timezone.now()}
    return apply(number, state=state, **decided, **fields)


@pytest.mark.parametrize(("verb", "state"), WAYS)
def test_each_verb_from_each_state_does_what_the_table_says_and_nothing_else(cast: Cast, verb: Verb, state: State) -> None:
    found, row = standing(state), TRANSITIONS[verb]
    changed = move(found, verb, actor=cast.stew, reason="Because.")
    fresh = Application.objects.get(pk=found.pk)
    assert changed == (state in row.sources and not row.was_limited), "was_limited has a test of its own"
    assert fresh.state == ((row.target or State.WITHDRAWN) if changed else state)
    assert AuditEntry.objects.filter(verb=verb, subject_id=found.public_id).count() == int(changed)


def test_no_other_code_changes_a_state() -> None:
    from pathlib import Path  # noqa: PLC0415

    root = Path(__file__).resolve().parents[2] / "network"
    writers = [
        p.name for p in root.rglob("*.py") if "migrations" not in p.parts and ".state =" in p.read_text().replace("==", "")
    ]
    assert [name for name in writers if name in {p.name for p in (root / "membership").rglob("*.py")}] == []


def test_a_reason_that_the_person_will_read_cannot_be_left_out(cast: Cast) -> None:
    needing = [verb for verb, row in TRANSITIONS.items() if row.reason]
    assert Verb.DECLINE in needing
    for number, verb in enumerate(needing):
        with pytest.raises(ValueError, match="reason"):
            move(standing(min(TRANSITIONS[verb].sources), number), verb, actor=cast.stew, reason=" ")


def test_of_two_stewards_with_the_same_page_one_changes_a_row(cast: Cast) -> None:
    found = apply()
    one, two = Application.objects.get(pk=found.pk), Application.objects.get(pk=found.pk)
    assert deciding.approve_application(one, actor=cast.stew)
    assert not deciding.decline_application(two, actor=cast.stew, reason="No.")
    assert two.state == "approved", "the loser is shown what stands"


STEWARDS_VERBS: dict[Verb, Callable[..., bool]] = {
    Verb.APPROVE: deciding.approve_application,
    Verb.LIMIT: deciding.limit_application,
    Verb.ASK: deciding.ask_applicant,
    Verb.DECLINE: deciding.decline_application,
    Verb.SUSPEND: deciding.suspend,
    Verb.LAPSE: deciding.mark_lapsed,
    Verb.REINSTATE: deciding.reinstate,
    Verb.REINSTATE_LIMITED: deciding.reinstate,
}


def test_every_verb_of_a_steward_has_an_action_and_a_mail() -> None:
    wanted = {verb for verb, row in TRANSITIONS.items() if row.by == By.STEWARD}
    assert set(STEWARDS_VERBS) == wanted
    assert set(OUTCOMES) == {verb.value for verb in wanted}


@pytest.mark.parametrize("verb", list(STEWARDS_VERBS))
def test_a_steward_does_it_once_with_a_mail_and_nobody_else_may(
    cast: Cast, verb: Verb, django_capture_on_commit_callbacks: Commit
) -> None:
    row, action = TRANSITIONS[verb], STEWARDS_VERBS[verb]
    found = standing(min(row.sources), was_limited=bool(row.was_limited))
    for outsider in (cast.ada, cast.mia, cast.dee, cast.cy, found.user):
        with pytest.raises(PermissionDenied):
            action(found, actor=outsider, reason="Because it is so.")
    assert mail.outbox == []
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        assert action(found, actor=cast.stew, reason="Because it is so.")
        assert not action(found, actor=cast.stew, reason="Because it is so.") or verb == Verb.ASK
    assert {letter.to[0] for letter in mail.outbox} == {found.user.email}
    body = mail.outbox[0].body
    assert ("Because it is so." in body) == (verb != Verb.APPROVE)


@pytest.mark.parametrize("route", list(Profession))
def test_an_approval_opens_what_the_route_says(cast: Cast, route: str) -> None:
    found = apply(profession=route, register_number="")
    found.evidence.create(kind="sponsor", sponsor=cast.ben, shown_at=timezone.now())
    deciding.approve_application(found, actor=cast.stew)
    user = User.objects.get(pk=found.user_id)
    assert user.role == ROUTES[route].role
    assert user.is_verified
    assert user.retired == (route == "retired")
    assert user.groups.count() == 1


def test_a_limited_member_is_an_associate_and_can_be_made_a_full_one(cast: Cast) -> None:
    found = apply()
    deciding.limit_application(found, actor=cast.stew, reason="Until the register shows you.")
    assert not User.objects.get(pk=found.user_id).is_clinician
    deciding.approve_application(found, actor=cast.stew)
    user = User.objects.get(pk=found.user_id)
    assert user.is_clinician
    assert list(user.groups.values_list("name", flat=True)) == ["Clinicians"]


@pytest.mark.parametrize(("close", "limited"), [(c, n) for c in (deciding.suspend, deciding.mark_lapsed) for n in (True, False)])
def test_a_membership_that_opens_again_is_what_it_was(cast: Cast, as_: As, close: Callable[..., bool], limited: bool) -> None:
    found = apply()
    deciding.approve_application(found, actor=cast.stew)
    if limited:
        deciding.limit_application(found, actor=cast.stew, reason="A condition on the register.")
    close(found, actor=cast.stew, reason="A suspension.")
    verb = "reinstate_limited" if limited else "reinstate"
    url, other = f"/desk/applications/{found.public_id}/", "reinstate" if limited else "reinstate_limited"
    page = as_(cast.stew).get(url).content.decode()
    assert (f'value="{verb}"' in page, f'value="{other}"' in page) == (True, False)
    as_(cast.stew).post(url, {"decision": other, "reason": "Clear."})
    assert not User.objects.get(pk=found.user_id).is_verified
    as_(cast.stew).post(url, {"decision": verb, "reason": "Clear."})
    found.refresh_from_db()
    assert found.state == ("limited" if limited else "approved")
    assert User.objects.get(pk=found.user_id).is_clinician == (not limited)
    assert not move(found, Verb.REINSTATE, actor=cast.stew, reason="Again.")


def test_whoever_is_limited_keeps_no_duty(cast: Cast) -> None:
    found = apply()
    deciding.approve_application(found, actor=cast.stew)
    found.user.groups.add(Group.objects.get(name=STEWARDS))
    deciding.limit_application(found, actor=cast.stew, reason="A condition on the register.")
    assert list(found.user.groups.values_list("name", flat=True)) == ["Associates"]


def test_a_suspension_closes_every_open_session_at_its_next_request_and_duties_do_not_come_back(cast: Cast, as_: As) -> None:
    found = standing("approved")
    user = found.user
    User.objects.filter(pk=user.pk).update(role="member", verified_at=timezone.now(), briefed_at=timezone.now())
    user.groups.add(*(cast.ada.groups.all()), *(cast.dee.groups.filter(name=EDITORS)))
    browsers = [as_(User.objects.get(pk=user.pk)) for _ in range(3)]
    board = f"/discussions/{cast.open_board.public_id}/"
    opened = [browser.get(cast.open_board.get_absolute_url()).status_code for browser in browsers]
    assert opened == [200] * 3, board
    deciding.suspend(found, actor=cast.stew, reason="The register shows a suspension.")
    for browser in browsers:
        assert browser.get(cast.open_board.get_absolute_url()).status_code == 404
        assert "membership is suspended" in browser.get("/application/").content.decode()
        assert browser.get("/account/").status_code == 200
    after = User.objects.get(pk=user.pk)
    assert (after.is_active, after.is_verified, after.is_editor, after.verified_at) == (True, False, False, None)
    deciding.reinstate(found, actor=cast.stew, reason="The register is clear again.")
    after = User.objects.get(pk=user.pk)
    assert (after.is_verified, after.is_editor) == (True, False)
    assert browsers[0].get(cast.open_board.get_absolute_url()).status_code == 200


def test_a_demoted_steward_with_an_open_page_decides_nothing(cast: Cast, as_: As) -> None:
    found, browser = apply(), as_(cast.stew)
    url = f"/desk/applications/{found.public_id}/"
    assert browser.get(url).status_code == 200
    cast.stew.groups.clear()
    assert browser.post(url, {"decision": "approve", "reason": "x"}).status_code == 404
    assert Application.objects.get(pk=found.pk).state == "waiting"


def test_a_question_is_answered_once_and_comes_back_to_the_desk(cast: Cast, as_: As) -> None:
    found = apply()
    as_(cast.stew).post(f"/desk/applications/{found.public_id}/", {"decision": "ask", "reason": "Whom may we ring?"})
    mine = as_(found.user)
    assert "Whom may we ring?" in mine.get("/application/").content.decode()
    assert mine.post("/application/", {"do": "answer", "text": ""}).status_code == 422
    refused = mine.post("/application/", {"do": "answer", "text": "Ring 07700 900123"})
    assert refused.status_code == 422
    assert "07700 900123" in refused.content.decode()
    assert mine.post("/application/", {"do": "answer", "text": "The practice manager."}).status_code == 302
    assert "had changed meanwhile" in mine.post("/application/", {"do": "answer", "text": "Again."}, follow=True).content.decode()
    assert Application.objects.get(pk=found.pk).state == "waiting"
    assert "The practice manager." in as_(cast.stew).get(f"/desk/applications/{found.public_id}/").content.decode()
    assert ApplicationNote.objects.filter(kind="answer").count() == 1


def test_an_appeal_is_heard_once_and_by_somebody_else(cast: Cast, as_: As) -> None:
    found = apply()
    deciding.decline_application(found, actor=cast.stew, reason="Not found.")
    mine = as_(found.user)
    mine.post("/application/", {"do": "appeal", "text": "It is under my maiden name."})
    found.refresh_from_db()
    assert found.state == "waiting"
    page = as_(cast.stew).get(f"/desk/applications/{found.public_id}/").content.decode()
    assert "Another steward decides" in page
    assert 'value="approve"' not in page
    as_(cast.stew).post(f"/desk/applications/{found.public_id}/", {"decision": "decline", "reason": "No."})
    assert Application.objects.get(pk=found.pk).state == "waiting"
    other = person("Otto", cast.stew.role, STEWARDS)
    deciding.ask_applicant(found, actor=other, reason="Which name?")
    with pytest.raises(PermissionDenied):
        deciding.decline_application(found, actor=cast.stew, reason="No, again.")
    assert deciding.decline_application(found, actor=other, reason="Still not found.")
    assert "this decision stands" in mine.get("/application/").content.decode()
    mine.post("/application/", {"do": "appeal", "text": "Once more."})
    assert Application.objects.get(pk=found.pk).state == "declined"


def test_an_applicant_takes_it_back_and_applies_again_and_touches_nobody_elses(cast: Cast, as_: As) -> None:
    found, other = apply(1), apply(2)
    mine = as_(found.user)
    steps = (
        ("withdraw", "withdrawn"),
        ("withdraw", "withdrawn"),
        ("again", "draft"),
        ("again", "draft"),
        ("withdraw", "withdrawn"),
    )
    for step, state in steps:
        mine.post("/application/", {"do": step})
        assert Application.objects.get(pk=found.pk).state == state
    mine.post("/application/", {"do": "again"})
    assert "nobody has it yet" in mine.get("/application/").content.decode()
    data = {name: getattr(found, name) for name in actions.CORRECTABLE}
    mine.post("/application/change/", {**data, "service": "Another practice"})
    desk = as_(cast.stew)
    assert "Another practice" not in desk.get("/desk/applications/").content.decode()
    for _ in range(2):  # a double click
        mine.post("/application/", {"do": "send"})
    again = Application.objects.get(pk=found.pk)
    assert (again.state, again.service) == ("waiting", "Another practice")
    assert again.waiting_since > found.waiting_since
    assert Application.objects.get(pk=other.pk).state == "waiting"
    with pytest.raises(PermissionDenied):
        actions.withdraw_application(other, actor=found.user)


def test_a_correction_is_checked_like_the_application_and_closed_once_decided(cast: Cast, as_: As) -> None:
    found = apply()
    mine = as_(found.user)
    data = {name: getattr(found, name) for name in actions.CORRECTABLE}
    wrong = mine.post("/application/change/", {**data, "register_number": "12A3456E", "role": "member", "state": "approved"})
    assert wrong.status_code == 422
    assert "This looks like a number of the Nursing and Midwifery Council" in wrong.content.decode()
    assert (
        mine.post("/application/change/", {**data, "register_number": "９９９ ００１１", "state": "approved"}).status_code == 302
    )
    found.refresh_from_db()
    assert (found.register_number, found.state) == ("9990011", "waiting")
    deciding.approve_application(found, actor=cast.stew)
    mine.post("/application/change/", {**data, "registered_name": "Somebody Else"})
    found.refresh_from_db()
    assert found.registered_name != "Somebody Else"


def test_one_steward_holds_it_the_other_is_told_and_may_take_it_over(cast: Cast, as_: As) -> None:
    found, other = apply(), person("Otto", cast.stew.role, STEWARDS)
    url = f"/desk/applications/{found.public_id}/"
    one, two = as_(cast.stew), as_(other)
    one.post(f"{url}work/", {"do": "claim"})
    assert "is working on this" in two.get(url).content.decode()
    assert "Another steward has just taken it" in two.post(f"{url}work/", {"do": "claim"}, follow=True).content.decode()
    assert "You cannot decide this one" in two.post(url, {"decision": "approve", "reason": "x"}, follow=True).content.decode()
    two.post(f"{url}work/", {"do": "take-over"})
    found.refresh_from_db()
    assert found.holder == other
    two.post(f"{url}work/", {"do": "release"})
    found.refresh_from_db()
    assert found.holder is None
    Application.objects.filter(pk=found.pk).update(claimed_by=other, claimed_at=timezone.now() - timedelta(hours=5))
    assert deciding.claim_application(found, actor=cast.stew), "a claim ends by itself"


def test_a_steward_who_knows_the_applicant_stands_aside_for_good(cast: Cast, as_: As) -> None:
    found = apply()
    url = f"/desk/applications/{found.public_id}/"
    browser = as_(cast.stew)
    browser.post(f"{url}work/", {"do": "aside"})
    browser.post(f"{url}work/", {"do": "aside"})
    assert found.notes.filter(kind="aside").count() == 1
    assert "You stood aside" in browser.get(url).content.decode()
    with pytest.raises(PermissionDenied):
        deciding.approve_application(found, actor=cast.stew)


def test_notes_are_for_stewards_and_hold_no_private_numbers(cast: Cast, as_: As) -> None:
    found = apply()
    url = f"/desk/applications/{found.public_id}/"
    browser = as_(cast.stew)
    browser.post(f"{url}work/", {"do": "found", "text": "Register shows the name, no conditions."})
    assert browser.post(f"{url}work/", {"do": "note", "text": "Rang 07700 900123"}).status_code == 422
    assert "no conditions" in browser.get(url).content.decode()
    assert "no conditions" not in as_(found.user).get("/application/").content.decode()
    assert as_(cast.ada).post(f"{url}work/", {"do": "note", "text": "x"}).status_code == 404
    assert found.notes.filter(author=cast.stew).count() == 1


def test_a_reply_to_start_from_is_put_into_the_field(cast: Cast, as_: As) -> None:
    found = apply()
    assert "under an earlier name" in as_(cast.stew).get(f"/desk/applications/{found.public_id}/?reply=name").content.decode()
    assert as_(cast.stew).get(f"/desk/applications/{found.public_id}/?reply=nonsense").status_code == 200


def test_a_number_that_is_held_freezes_both_alerts_and_leaks_nothing(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit
) -> None:
    member = standing("approved", 1)
    User.objects.filter(pk=member.user_id).update(role="member")
    rival = standing("unconfirmed", 2, register_number=member.register_number)
    assert not Application.objects.filter(frozen_at__isnull=False).exists(), "an unconfirmed address freezes nobody"
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        actions.address_confirmed(rival.user)
    assert Application.objects.filter(frozen_at__isnull=False).count() == 2
    alerts = [letter for letter in mail.outbox if "same registration number" in letter.subject]
    assert [letter.to for letter in alerts] == [[cast.stew.email]]
    for letter in mail.outbox:
        assert member.register_number not in letter.body
        assert member.registered_name not in letter.body
    assert "Frozen" not in as_(rival.user).get("/application/").content.decode()
    assert User.objects.get(pk=member.user_id).is_verified, "typing a public number shuts nobody out"
    rival.refresh_from_db()
    assert not deciding.approve_application(rival, actor=cast.stew)
    as_(cast.stew).post(
        f"/desk/applications/{rival.public_id}/work/", {"do": "clear", "text": "Spoke to both; a slip of the pen."}
    )
    rival.refresh_from_db()
    assert rival.frozen_at is None
    assert not deciding.approve_application(rival, actor=cast.stew), "the database itself refuses a second member with one number"
    assert rival.state == "waiting"


def test_nobody_is_verified_at_an_unconfirmed_address_or_in_a_closed_account(cast: Cast) -> None:
    first, second = apply(1), apply(2)
    EmailAddress.objects.filter(user=first.user).update(verified=False)
    User.objects.filter(pk=second.user_id).update(is_active=False)
    for found in (first, second):
        assert not deciding.approve_application(found, actor=cast.stew)
        assert found.state not in IN


def test_an_address_nobody_confirms_is_gone_after_seven_days(cast: Cast) -> None:
    old, fresh, confirmed = standing("unconfirmed", 1), standing("unconfirmed", 2), standing("unconfirmed", 3)
    EmailAddress.objects.filter(user__in=[old.user, fresh.user]).update(verified=False)
    Application.objects.exclude(pk=fresh.pk).update(submitted_at=timezone.now() - timedelta(days=8))
    assert purge_unconfirmed() == 1
    assert set(Application.objects.all()) == {fresh, confirmed}
    assert not User.objects.filter(pk=old.user_id).exists()
    assert not AuditEntry.objects.filter(reason__contains="@").exists()
    assert purge_unconfirmed() == 0


def test_a_missed_promise_is_told_once_to_the_other_stewards(cast: Cast, django_capture_on_commit_callbacks: Commit) -> None:
    found, other = apply(), person("Otto", cast.stew.role, STEWARDS)
    deciding.claim_application(found, actor=cast.stew)
    Application.objects.filter(pk=found.pk).update(waiting_since=timezone.now() - timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        assert [remind_of_missed_promises(), remind_of_missed_promises()] == [1, 0]
    assert [letter.to for letter in mail.outbox] == [[other.email]]
    assert found.registered_name not in mail.outbox[0].body
    call_command("membership_housekeeping", verbosity=0)


@pytest.mark.parametrize(
    ("route", "number", "message"),
    [
        ("doctor", "７６５ ４３２１", ""),
        ("doctor", "765432", "like 7654321"),
        ("nurse", "12a 3456e.", ""),
        ("nurse", "7654321", "This looks like a number of the General Medical Council"),
        ("pharmacist", "2012345", ""),
        ("hcpc", "py 12345", ""),
        ("social_worker", "SW-12345", ""),
        ("social_worker", "", "like SW12345"),
        ("retired", "", ""),
        ("overseas", "XX 99/12", ""),
        ("key_worker", "12345", "Leave this empty"),
    ],
)
def test_each_route_takes_its_own_number_however_it_is_typed(route: str, number: str, message: str) -> None:
    from network.membership.registers import normalise, problem_with  # noqa: PLC0415

    said = problem_with(route, normalise(number))
    assert message in said
    assert bool(said) == bool(message)


def test_every_profession_has_a_route() -> None:
    assert set(ROUTES) == set(Profession)
