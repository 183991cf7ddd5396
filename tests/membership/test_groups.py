"""Groups that boards can be opened to: by profession or by person, kept by stewards, undone by them, and never opened to oneself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from guardian.shortcuts import assign_perm

from network.forum.models import Board
from network.membership import deciding, duties, grouping
from network.membership.models import Application, AuditEntry, Circle, User
from network.membership.roles import CLINICIANS, STEWARDS, Role
from tests.cast import Cast, person

As = Callable[[User | None], Client]


def member(user: User, profession: str, service: str = "A service", state: str = "approved") -> Application:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return Application.objects.create(
        user=user, registered_name=user.display_name, profession=profession, service=service, reason="x", state=state,
        accepted_rules_at=timezone.now(), decided_at=timezone.now(), checked_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def circle(cast: Cast) -> Circle:
    return grouping.make_group("Women only", kind="other", about="Women who work with women.", actor=cast.stew)


@pytest.fixture
def room(cast: Cast, circle: Circle) -> Board:
    assign_perm("forum.view_board", circle.group, cast.closed_board)
    return cast.closed_board


def sees(user: User, board: Board) -> bool:
    return Board.objects.visible_to(User.objects.get(pk=user.pk)).filter(pk=board.pk).exists()


def step(browser: Client, circle: Circle, do: str, who: User | None = None, reason: str = "They asked me to") -> str:
    """Walk one step as a browser does: read what it says, send it back, and return the page it leads to."""
    url = f"/desk/groups/{circle.public_id}/step/?do={do}" + (f"&person={who.public_id}" if who else "")
    page = browser.get(url).content.decode()
    seal = re.search(r'name="seal" value="(\w+)"', page)
    assert seal, page
    return browser.post(url, {"seal": seal[1], "reason": reason}, follow=True).content.decode()


def test_a_person_put_in_sees_its_boards_and_taken_out_does_not(
    cast: Cast, as_: As, circle: Circle, room: Board, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    browser = as_(cast.stew)
    assert not sees(cast.eve, room)
    with django_capture_on_commit_callbacks(execute=True):
        page = step(browser, circle, "admit", cast.eve)
    assert "is in. They have been told." in page
    assert f"put in by {cast.stew.display_name}" in page
    assert sees(cast.eve, room)
    with django_capture_on_commit_callbacks(execute=True):
        assert "is out. They have been told." in step(browser, circle, "take-out", cast.eve)
    assert not sees(cast.eve, room)
    assert [letter.to for letter in mail.outbox] == [[cast.eve.email]] * 2
    assert not any(circle.name in letter.subject + letter.body for letter in mail.outbox)
    entries = AuditEntry.objects.filter(subject_id=cast.eve.public_id, actor=cast.stew)
    assert set(entries.values_list("verb", "reason")) == {
        ("put into group", "They asked me to"), ("took out of group", "They asked me to"),
    }  # fmt: skip


def undo(browser: Client, page: str) -> str:
    """Click the button that a done step offers."""
    back = re.search(r'action="(/desk/groups/[^"]+)"', page.partition('role="status"')[2])
    assert back
    return browser.post(back[1].replace("&amp;", "&"), {"undo": "1"}, follow=True).content.decode()


def test_one_click_undoes_it(cast: Cast, as_: As, circle: Circle, room: Board) -> None:
    browser = as_(cast.stew)
    page = undo(browser, step(browser, circle, "admit", cast.eve))
    assert not sees(cast.eve, room)
    assert "Undo</button>" not in page


def test_undoing_needs_the_key_of_the_step_that_was_done(cast: Cast, as_: As, circle: Circle) -> None:
    other = person("Otto", Role.ASSOCIATE, STEWARDS)
    page = step(as_(cast.stew), circle, "admit", cast.eve)
    back = re.search(r'action="(/desk/groups/[^"]+)"', page.partition('role="status"')[2])
    assert back
    url = back[1].replace("&amp;", "&")
    elsewhere = url.replace(cast.eve.public_id, cast.ben.public_id)
    for browser, address in ((as_(cast.stew), url.partition("&key")[0]), (as_(other), url), (as_(cast.stew), elsewhere)):
        assert browser.post(address, {"undo": "1"}).status_code == 422
    assert circle.group.user_set.get() == cast.eve


def test_taking_out_wants_a_reason_and_a_reason_names_no_patient(cast: Cast, as_: As, circle: Circle) -> None:
    grouping.admit(circle, cast.eve, actor=cast.stew)
    for reason, message in (("", "Say why, in one line"), ("Ring 07700 900123", "Take out what identifies")):
        assert message in step(as_(cast.stew), circle, "take-out", cast.eve, reason)
    assert circle.group.user_set.get() == cast.eve


def test_a_page_that_another_steward_overtook_asks_again(cast: Cast, as_: As, circle: Circle) -> None:
    browser, url = as_(cast.stew), f"/desk/groups/{circle.public_id}/step/?do=admit&person={cast.eve.public_id}"
    seal = re.search(r'name="seal" value="(\w+)"', browser.get(url).content.decode())
    assign_perm("forum.view_board", circle.group, cast.closed_board)
    answer = browser.post(url, {"seal": seal[1] if seal else ""})
    assert answer.status_code == 422
    assert "has changed since you opened the page" in answer.content.decode()
    assert not sees(cast.eve, cast.closed_board)


def test_two_stewards_with_the_same_step_do_it_once(cast: Cast, as_: As, circle: Circle) -> None:
    other = person("Otto", Role.ASSOCIATE, STEWARDS)
    step(as_(cast.stew), circle, "admit", cast.eve)
    assert "Somebody did that already" in step(as_(other), circle, "admit", cast.eve)
    assert AuditEntry.objects.filter(verb="put into group", subject_id=cast.eve.public_id).count() == 1
    grouping.archive_group(circle, actor=other)
    assert "archived meanwhile" in step(as_(cast.stew), circle, "admit", cast.ben)
    assert not cast.ben.groups.filter(pk=circle.group_id).exists()


def test_a_profession_takes_its_people_now_and_later_and_leaves_out_whom_a_steward_took_out(cast: Cast) -> None:
    nurse, limited, doctor = member(cast.ada, "nurse"), member(cast.sam, "nurse", state="limited"), member(cast.ben, "doctor")
    circle = grouping.make_group("Nurses", kind="profession", takes=["nurse"], actor=cast.stew)
    assert set(circle.group.user_set.all()) == {nurse.user}
    late = member(cast.eve, "nurse", state="waiting")
    late.evidence.create(kind="mailbox", address="eve@trust.example", shown_at=timezone.now())
    late.notes.create(kind="found", text="On the register.", author=cast.stew)
    deciding.approve_application(late, actor=cast.stew)
    assert set(circle.group.user_set.all()) == {nurse.user, late.user}
    assert grouping.take_out(circle, cast.eve, actor=cast.stew)
    change = {"name": "Nurses and midwives", "about": "", "takes": ["nurse", "doctor"], "own_moderators": False}
    assert grouping.change_group(circle, version=1, **change, actor=cast.stew)  # type: ignore[arg-type]
    assert set(circle.group.user_set.all()) == {nurse.user, doctor.user}
    assert limited.user not in circle.group.user_set.all()
    deciding.suspend(late, actor=cast.stew, reason="x")
    deciding.reinstate(late, actor=cast.stew, reason="x")
    assert cast.eve not in circle.group.user_set.all()
    assert grouping.admit(circle, cast.eve, actor=cast.stew)
    assert cast.eve in circle.group.user_set.all()


def test_two_stewards_who_change_a_group_do_not_overwrite_each_other(cast: Cast, as_: As, circle: Circle) -> None:
    browser, url = as_(cast.stew), f"/desk/groups/{circle.public_id}/change/"
    assert 'name="version" value="1"' in browser.get(url).content.decode()
    assert browser.post(url, {"name": "Women’s room", "about": "", "version": "1"}).status_code == 302
    answer = browser.post(url, {"name": "Women alone", "about": "", "version": "1"})
    assert answer.status_code == 422
    assert "Another steward changed this group" in answer.content.decode()
    assert "Women alone" in answer.content.decode()
    circle.refresh_from_db()
    assert circle.name == "Women’s room"


def test_a_change_of_rule_says_what_it_does_to_people_before_it_is_done_and_is_undone(
    cast: Cast, as_: As, circle: Circle
) -> None:
    member(cast.ada, "nurse"), member(cast.ben, "doctor")
    grouping.admit(circle, cast.eve, actor=cast.stew)
    browser, url = as_(cast.stew), f"{circle.get_absolute_url()}change/"
    form = {"name": "Nurses", "about": "", "takes": ["nurse", "doctor"], "version": "1"}
    answer = browser.post(url, form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This takes 2 people in and nobody out of the group. Nothing is saved yet" in page
    assert set(circle.group.user_set.all()) == {cast.eve}
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    # What it would do has changed meanwhile: the page says the new state and asks again.
    User.objects.filter(pk=cast.ben.pk).update(is_active=False)
    page = browser.post(url, {**form, "seen": seen[1]}).content.decode()
    assert "This takes 1 person in and nobody out" in page
    page = browser.post(
        url, {**form, "seen": "This takes 1 person in and nobody out of the group."}, follow=True
    ).content.decode()
    assert set(circle.group.user_set.all()) == {cast.ada, cast.eve}
    undo(browser, page)
    circle.refresh_from_db()
    assert (circle.name, circle.about, circle.takes) == ("Women only", "Women who work with women.", [])
    assert set(circle.group.user_set.all()) == {cast.eve}
    assert "changed the group meanwhile" in undo(browser, page)
    assert browser.get(f"{circle.get_absolute_url()}step/?do=revert&was=forged").status_code == 404


def test_an_archived_group_opens_nothing_and_comes_back_with_its_people(cast: Cast, as_: As, circle: Circle, room: Board) -> None:
    grouping.admit(circle, cast.eve, actor=cast.stew)
    assert "It opens nothing any more" in step(as_(cast.stew), circle, "archive")
    assert not sees(cast.eve, room)
    assert as_(cast.stew).get(f"/desk/groups/{circle.public_id}/change/").status_code == 404
    assert "with the people it had" in step(as_(cast.stew), circle, "restore")
    assert sees(cast.eve, room)


def test_whoever_is_suspended_leaves_and_does_not_come_back_by_themselves(cast: Cast, circle: Circle) -> None:
    application = member(cast.ben, "doctor")
    grouping.admit(circle, cast.ben, actor=cast.stew)
    deciding.suspend(application, actor=cast.stew, reason="x")
    deciding.reinstate(application, actor=cast.stew, reason="x")
    grouping.archive_group(circle, actor=cast.stew)
    grouping.restore_group(circle, actor=cast.stew)
    assert list(cast.ben.groups.values_list("name", flat=True)) == [CLINICIANS]


def test_nobody_opens_a_group_to_themselves_or_to_somebody_unverified(cast: Cast, circle: Circle) -> None:
    member(cast.stew, "key_worker")
    with pytest.raises(PermissionDenied):
        grouping.admit(circle, cast.stew, actor=cast.stew)
    with pytest.raises(grouping.Refused, match="take you in too"):
        grouping.make_group("Key workers", kind="profession", takes=["key_worker"], actor=cast.stew)
    assert not Circle.objects.filter(group__name="Key workers").exists()
    with pytest.raises(grouping.Refused, match="verified"):
        grouping.admit(circle, cast.cy, actor=cast.stew)
    for name in ("Clinicians", "Associates"):
        with pytest.raises(grouping.Refused, match="Verification"):
            grouping.admit(Circle.objects.get(group__name=name), cast.eve, actor=cast.stew)


@pytest.mark.parametrize(
    "name", ["Stewards", "editors", "Moderators: Sedatives", "MODERATORS of all", "clinicians", "women ONLY"]
)
def test_a_name_that_passes_for_another_is_refused(cast: Cast, as_: As, circle: Circle, name: str) -> None:
    answer = as_(cast.stew).post("/desk/groups/new/", {"name": name, "kind": "other"})
    assert answer.status_code == 422
    assert "Another group has this name" in answer.content.decode()
    assert Circle.objects.exclude(kind="base").count() == 1


def test_a_double_click_makes_one_group(cast: Cast, as_: As) -> None:
    form = {"name": "Northgate partnership", "kind": "organisation", "about": "Four charities.", "takes": ["nurse", "doctor"]}
    for _ in range(2):
        assert as_(cast.stew).post("/desk/groups/new/", form).status_code == 302
    assert Circle.objects.filter(kind="organisation").count() == 1


def test_a_partnership_shows_from_how_many_services_its_people_come(cast: Cast, as_: As, circle: Circle) -> None:
    for who, service in ((cast.ada, "Northgate"), (cast.ben, "northgate "), (cast.eve, "Harbour House")):
        member(who, "doctor", service)
        grouping.admit(circle, who, actor=cast.stew)
    assert "3 people are in it, from 2 services" in as_(cast.stew).get(circle.get_absolute_url()).content.decode()


def test_nobody_else_learns_that_there_are_groups(cast: Cast, as_: As, circle: Circle) -> None:
    base = f"/desk/groups/{circle.public_id}/"
    for who in (cast.ada, cast.mia, cast.dee, cast.cy):
        for url in ("/desk/groups/", "/desk/groups/new/", base, f"{base}change/", f"{base}step/?do=archive"):
            assert as_(who).get(url).status_code == 404, url
            assert as_(who).post(url, {"undo": "1", "name": "x", "kind": "other"}).status_code in (404, 405), url
        for write in (
            lambda who=who: grouping.make_group("X", kind="other", actor=who),  # type: ignore[misc]
            lambda who=who: grouping.admit(circle, cast.ben, actor=who),  # type: ignore[misc]
            lambda who=who: grouping.take_out(circle, cast.ben, actor=who),  # type: ignore[misc]
            lambda who=who: grouping.archive_group(circle, actor=who),  # type: ignore[misc]
            lambda who=who: grouping.restore_group(circle, actor=who),  # type: ignore[misc]
            lambda who=who: duties.give_duty(cast.ben, "steward", actor=who),  # type: ignore[misc]
            lambda who=who: duties.take_duty(cast.stew, "steward", actor=who),  # type: ignore[misc]
        ):
            with pytest.raises(PermissionDenied):
                write()
    assert circle.group.user_set.count() == 0


def test_pages_of_groups_cost_the_same_for_many_as_for_few(
    cast: Cast, as_: As, circle: Circle, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    browser = as_(cast.stew)
    grouping.admit(circle, cast.eve, actor=cast.stew)
    few = [count_queries(lambda u=url: browser.get(u)) for url in ("/desk/groups/", circle.get_absolute_url())]  # type: ignore[misc]
    for number in range(20):
        grouping.make_group(f"Group {number}", kind="other", actor=cast.stew)
        grouping.admit(circle, person(f"P{number}", Role.MEMBER), actor=cast.stew)
    many = [count_queries(lambda u=url: browser.get(u)) for url in ("/desk/groups/", circle.get_absolute_url())]  # type: ignore[misc]
    assert many == few
    assert max(many) <= 14
