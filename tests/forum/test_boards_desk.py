"""Stewards make boards, open and close them to groups, and give and take duties; each step is asked, recorded, told and undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from network.forum import posting
from network.forum.models import Board, Report
from network.forum.moderators import drop_moderator, make_moderator
from network.forum.opening import change_board, close_to, open_board, open_to
from network.membership import duties, grouping
from network.membership.models import AuditEntry, Circle, User
from network.membership.roles import ASSOCIATES, CLINICIANS, STEWARDS, Role
from tests.cast import Cast, person

As = Callable[[User | None], Client]
Commit = Callable[..., Any]


def step(browser: Client, url: str, reason: str = "Because it is so") -> str:
    """Walk one step as a browser does, and return the page it leads to."""
    seal = re.search(r'name="seal" value="(\w+)"', browser.get(url).content.decode())
    assert seal
    return browser.post(url, {"seal": seal[1], "reason": reason}, follow=True).content.decode()


def undo(browser: Client, page: str) -> str:
    """Click the button that a done step offers."""
    back = re.search(r'action="(/desk/[^"]+)"', page.partition('role="status"')[2])
    assert back
    return browser.post(back[1].replace("&amp;", "&"), {"undo": "1"}, follow=True).content.decode()


def circle(name: str) -> Circle:
    return Circle.objects.get(group__name=name)


def sees(user: User, board: Board) -> bool:
    return Board.objects.visible_to(User.objects.get(pk=user.pk)).filter(pk=board.pk).exists()


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a_board_is_made_opened_and_closed_on_the_desk(cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit) -> None:
    browser = as_(cast.stew)
    form = {"name": "Prison health", "about": "Care behind the wall.", "carries_cases": "on"}
    for _ in range(2):
        assert browser.post("/desk/boards/new/", form).status_code == 302
    board = Board.objects.get(name="Prison health")
    make_moderator(board, cast.mia, actor=cast.stew)
    url = f"{board.desk_url}step/?group={circle(CLINICIANS).public_id}"
    assert not sees(cast.ada, board)
    assert "3 people can read “Prison health” who cannot now" in browser.get(f"{url}&do=open").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        page = step(browser, f"{url}&do=open")
    assert (sees(cast.ada, board), sees(cast.sam, board)) == (True, False)
    assert [letter.to for letter in mail.outbox] == [[cast.mia.email]]
    undo(browser, page)
    assert not sees(cast.ada, board)
    step(browser, f"{url}&do=open")
    step(browser, f"{url}&do=close")
    assert not sees(cast.ada, board)
    verbs = list(AuditEntry.objects.filter(subject_id=board.public_id).order_by("pk").values_list("verb", "reason"))
    assert ("closed board to group", "Because it is so") in verbs
    assert [verb for verb, _ in verbs if "group" in verb] == ["opened board to group", "closed board to group"] * 2


def test_two_stewards_and_one_step(cast: Cast, as_: As) -> None:
    other, url = person("Otto", Role.ASSOCIATE, STEWARDS), f"{cast.closed_board.desk_url}step/?do=open&group="
    grouping.make_group("Northgate", kind="organisation", actor=cast.stew)
    first, second = as_(cast.stew), as_(other)
    url += circle("Northgate").public_id
    step(first, url)
    assert "Somebody did that already" in step(second, url)
    assert AuditEntry.objects.filter(verb="opened board to group", subject_id=cast.closed_board.public_id).count() == 1


def test_a_steward_opens_nothing_to_themselves(cast: Cast, as_: As) -> None:
    steward = person("Otto", Role.ASSOCIATE, STEWARDS, ASSOCIATES)
    board = cast.closed_board
    make_moderator(board, cast.mia, actor=cast.stew)
    posting.start_thread(board, actor=cast.mia, title="Marzipan", text="Something written before.")
    page = step(as_(steward), f"{board.desk_url}step/?do=open&group={circle(ASSOCIATES).public_id}")
    assert "Another steward has to do it" in page
    assert not sees(steward, board)
    assert open_to(board, circle(ASSOCIATES).group, actor=cast.stew)
    for write in (
        lambda: make_moderator(board, cast.stew, actor=cast.stew),
        lambda: duties.give_duty(cast.stew, "editor", actor=cast.stew),
    ):
        with pytest.raises(PermissionDenied):
            write()


def test_a_board_opens_to_people_never_to_a_duty_nor_to_an_archived_group(cast: Cast) -> None:
    old = grouping.make_group("Old", kind="other", actor=cast.stew)
    grouping.archive_group(old, actor=cast.stew)
    for group in (Group.objects.get(name=STEWARDS), Group.objects.get(name="Moderators: Sedatives"), old.group):
        with pytest.raises(grouping.Refused):
            open_to(cast.closed_board, group, actor=cast.stew)
    with pytest.raises(grouping.Refused):
        close_to(cast.open_board, Group.objects.get(name="Moderators: Sedatives"), actor=cast.stew)


def test_a_board_is_renamed_with_its_moderators_and_a_stale_form_renames_nothing(cast: Cast, as_: As) -> None:
    browser, url = as_(cast.stew), f"{cast.open_board.desk_url}change/"
    form = {"name": "Benzodiazepines", "about": "And Z-drugs.", "carries_cases": "on", "was": "Sedatives"}
    assert browser.post(url, form).status_code == 302
    mia = again(cast.mia)
    assert mia.moderates
    assert Board.objects.moderated_by(mia).get().name == "Benzodiazepines"
    page = browser.get(cast.open_board.desk_url).content.decode()
    undo(browser, page)
    assert Board.objects.moderated_by(mia).get().name == "Sedatives"
    browser.post(url, form)
    answer = browser.post(url, {**form, "name": "Tablets"})
    assert answer.status_code == 422
    assert "Another steward renamed this board" in answer.content.decode()
    assert "Tablets" in answer.content.decode()
    assert browser.post(url, {**form, "was": "Benzodiazepines", "name": "closed ROOM"}).status_code == 422
    assert not change_board(
        cast.open_board, was="Benzodiazepines", name="Benzodiazepines", about="And Z-drugs.", carries_cases=True, actor=cast.stew
    )


def test_a_moderator_is_made_and_unmade_and_open_pages_narrow_at_once(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit
) -> None:
    browser, url = as_(cast.stew), f"{cast.open_board.desk_url}step/?person={cast.ben.public_id}"
    post = posting.start_thread(cast.open_board, actor=cast.ada, title="A", text="A post.").posts.get()
    as_(cast.sam).post(f"/discussions/post/{post.public_id}/report/", {"kind": "other", "note": ""})
    bens = as_(cast.ben)
    assert bens.get("/discussions/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        page = step(browser, f"{url}&do=give")
    assert [letter.to for letter in mail.outbox] == [[cast.ben.email]]
    assert "second factor" in mail.outbox[0].body
    # The session that was open before meets the second factor at its next page, and nothing else.
    assert bens.get("/discussions/").headers["Location"] == "/accounts/2fa/totp/activate/"
    bens = as_(again(cast.ben))
    decide = f"/discussions/reports/{Report.objects.get().public_id}/"
    assert bens.get(decide).status_code == 200
    assert "Nobody keeps order on it then" not in browser.get(f"{url}&do=take").content.decode()
    undo(browser, page)
    last = f"{cast.open_board.desk_url}step/?do=take&person={cast.mia.public_id}"
    assert "Nobody keeps order on it then" in browser.get(last).content.decode()
    assert bens.get(decide).status_code == 404
    assert bens.get("/discussions/").status_code == 200


@pytest.mark.parametrize("duty", ["editor", "steward"])
def test_a_duty_is_given_with_its_second_factor_and_taken(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit, duty: str
) -> None:
    other = person("Otto", Role.ASSOCIATE, STEWARDS)
    browser, url, adas = as_(cast.stew), f"/desk/people/{cast.ada.public_id}/step/?duty={duty}", as_(cast.ada)
    assert adas.get("/account/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        page = step(browser, f"{url}&do=give")
    assert getattr(again(cast.ada), f"is_{duty}")
    assert adas.get("/account/").headers["Location"] == "/accounts/2fa/totp/activate/"
    told = {cast.ada.email, other.email} if duty == "steward" else {cast.ada.email}
    assert {letter.to[0] for letter in mail.outbox} == told
    undo(browser, page)
    assert not getattr(again(cast.ada), f"is_{duty}")
    assert adas.get("/account/").status_code == 200
    assert not Authenticator.objects.filter(user=cast.ada).exists()
    assert set(AuditEntry.objects.filter(subject_id=cast.ada.public_id, verb__contains="duty").values_list("verb", flat=True)) == {
        f"gave duty: {duty}", f"took duty: {duty}",
    }  # fmt: skip


def test_the_last_steward_stays(cast: Cast, as_: As) -> None:
    other = person("Otto", Role.ASSOCIATE, STEWARDS)
    url = f"/desk/people/{cast.stew.public_id}/step/?do=take&duty=steward"
    assert "no longer steward" in step(as_(other), url)
    url = f"/desk/people/{other.public_id}/step/?do=take&duty=steward"
    assert "They are the last steward" in step(as_(other), url)
    assert again(other).is_steward
    # Somebody whose account is closed keeps no network going.
    duties.give_duty(cast.stew, "steward", actor=other)
    User.objects.filter(pk=cast.stew.pk).update(is_active=False)
    with pytest.raises(duties.LastSteward):
        duties.take_duty(other, "steward", actor=other)
    with pytest.raises(duties.LastSteward):
        duties.leave_groups(other, actor=None)


def test_only_a_verified_member_takes_on_a_duty(cast: Cast) -> None:
    for give in (
        lambda: duties.give_duty(cast.cy, "steward", actor=cast.stew),
        lambda: duties.give_duty(cast.cy, "editor", actor=None),
        lambda: make_moderator(cast.open_board, cast.cy, actor=cast.stew),
    ):
        with pytest.raises(grouping.Refused, match="verified"):
            give()


def test_a_group_with_its_own_moderators_has_no_others(cast: Cast, as_: As) -> None:
    women = grouping.make_group("Women only", kind="other", own_moderators=True, actor=cast.stew)
    grouping.admit(women, cast.eve, actor=cast.stew)
    board = open_board("Women’s room", about="x", groups=[], actor=cast.stew)
    make_moderator(board, cast.ben, actor=cast.stew)
    url = f"{board.desk_url}step/?do=open&group={women.public_id}"
    assert f"{cast.ben.display_name} stops keeping order" in as_(cast.stew).get(url).content.decode()
    step(as_(cast.stew), url)
    assert not sees(cast.ben, board)
    with pytest.raises(grouping.Refused, match="Only members of “Women only”"):
        make_moderator(board, cast.mia, actor=cast.stew)
    assert make_moderator(board, cast.eve, actor=cast.stew)
    out = f"/desk/groups/{women.public_id}/step/?do=take-out&person={cast.eve.public_id}"
    assert "They stop keeping order on “Women’s room”" in as_(cast.stew).get(out).content.decode()
    step(as_(cast.stew), out)
    assert not again(cast.eve).moderates
    assert not sees(cast.eve, board)


def test_a_group_that_asks_for_its_own_moderators_later_loses_the_others(cast: Cast) -> None:
    group = grouping.make_group("Northgate", kind="organisation", actor=cast.stew)
    board = open_board("Northgate", about="x", groups=["Northgate"], actor=cast.stew)
    make_moderator(board, cast.ben, actor=cast.stew)
    grouping.change_group(group, version=1, name="Northgate", about="", takes=[], own_moderators=True, actor=cast.stew)
    assert not again(cast.ben).moderates
    assert AuditEntry.objects.filter(verb="took duty: moderator", subject_id=cast.ben.public_id).exists()


def test_plain_members_write_nothing_of_it(cast: Cast) -> None:
    for who in (cast.ada, cast.mia, cast.dee):
        for write in (
            lambda who=who: open_board("X", about="x", groups=[], actor=who),  # type: ignore[misc]
            lambda who=who: open_to(cast.closed_board, circle(CLINICIANS).group, actor=who),  # type: ignore[misc]
            lambda who=who: close_to(cast.open_board, circle(CLINICIANS).group, actor=who),  # type: ignore[misc]
            lambda who=who: make_moderator(cast.open_board, cast.ben, actor=who),  # type: ignore[misc]
            lambda who=who: drop_moderator(cast.open_board, cast.mia, actor=who),  # type: ignore[misc]
            lambda who=who: change_board(cast.open_board, was="Sedatives", name="X", about="", carries_cases=True, actor=who),  # type: ignore[misc]
        ):
            with pytest.raises(PermissionDenied):
                write()
