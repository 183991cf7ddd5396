"""What consent covers is kept when time passes, when a thread moves and when a case is withdrawn with replies in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from guardian.shortcuts import assign_perm

from cases import actions
from cases.models import Case
from network.forum import moderation, moving, posting
from network.forum.audience import readers_of
from network.forum.models import Board, Follow, Post, Report, Thread
from network.forum.opening import close_to, open_to
from network.forum.residue import scan
from network.membership import grouping
from network.membership.models import AuditEntry, Circle, User
from network.membership.roles import ASSOCIATES, CLINICIANS
from search.indexer import drain
from search.rebuild import purge
from tests.cases.making import published, submitted
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
SIGNED = {"consent_basis": "signed", "consent_saw": "text", "consent_held": "service", "clinicians_only": True}
MARKER = "qwyxvortle"


def board(name: str, *groups: str, moderators: str = "Moderators: Sedatives") -> Board:
    """Make a board that `groups` hold and Mia keeps."""
    made = Board.objects.create(name=name, about=name)
    for group in (*groups, moderators):
        assign_perm("forum.view_board", Group.objects.get_or_create(name=group)[0], made)
    assign_perm("forum.moderate_board", Group.objects.get_or_create(name=moderators)[0], made)
    return made


def discussed(cast: Cast, **fields: Any) -> Thread:
    thread = published(cast, **fields).thread
    assert thread is not None
    posting.reply(thread, actor=cast.ben, text=f"They were called {MARKER} there.")
    return thread


def test_a_thread_closes_the_day_after_the_consents_last_day_whatever_timers_do(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    thread = discussed(cast, **SIGNED, consent_covers="members")
    url, browser = thread.get_absolute_url(), as_(cast.ben)
    post = thread.posts.get()
    drain()
    for expires, is_open in ((timezone.localdate(), True), (timezone.localdate() - timedelta(days=1), False)):
        Case.objects.update(consent_expires=expires)
        assert browser.get(url).status_code == (200 if is_open else 404)
        assert (thread.title in browser.get("/discussions/").content.decode()) == is_open
        assert (thread.title in browser.get(cast.open_board.get_absolute_url()).content.decode()) == is_open
        assert (url in browser.get("/search/", {"q": MARKER}).content.decode()) == is_open
        assert readers_of(thread).filter(pk=cast.ben.pk).exists() == is_open
        assert Post.objects.visible_to(cast.ada).filter(pk=post.pk).exists() == is_open
    with pytest.raises(PermissionDenied):
        posting.reply(thread, actor=cast.ben, text="More.")
    before = len(mail.outbox)
    Follow.objects.get_or_create(user=cast.mia, thread=thread)
    with django_capture_on_commit_callbacks(execute=True):
        Case.objects.update(consent_expires=None)
        posting.reply(thread, actor=cast.ben, text="More.")
        Case.objects.update(consent_expires=timezone.localdate() - timedelta(days=1))
    assert len(mail.outbox) == before, "asked again at sending"


@pytest.mark.parametrize("because", [actions.Because.AUTHOR, actions.Because.CONSENT, actions.Because.IDENTIFIES])
def test_replies_go_with_a_withdrawn_case_and_their_authors_are_told(
    cast: Cast, as_: As, because: str, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    thread = discussed(cast)
    posting.reply(thread, actor=cast.ada, text="An answer of the author.")
    moderation.report_post(thread.posts.earliest("pk"), actor=cast.mia, kind="other")
    drain()
    assert "what you wrote" not in as_(cast.ada).get(f"{thread.case.get_absolute_url()}withdraw/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw(thread.case, actor=cast.ada, because=because)
    purge()
    assert not [residue.place for residue in scan(MARKER) if not residue.place.startswith("/")]
    assert set(thread.posts.values_list("source", "html", "withdrawn")) == {("", "", True)}
    told = [m for m in mail.outbox if "is withdrawn" in m.subject]
    assert [m.to for m in told] == [[cast.ben.email]]
    assert MARKER not in told[0].body
    assert not Report.objects.visible_to(cast.mia).waiting().exists()


def test_who_has_lost_the_board_hears_nothing_of_the_withdrawal(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    thread = discussed(cast)
    cast.ben.groups.clear()
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw(thread.case, actor=cast.ada)
    assert cast.ben.email not in [to for m in mail.outbox if "is withdrawn" in m.subject for to in m.to]


@pytest.mark.parametrize(
    ("fields", "allowed"),
    [
        ({**SIGNED, "consent_covers": "members"}, False),
        ({**SIGNED, "consent_covers": "clinicians"}, False),
        ({**SIGNED, "consent_covers": "public"}, True),
        ({"consent_basis": "composite"}, True),
        ({"consent_basis": "composite", "consent_covers": "clinicians", "clinicians_only": True}, False),
        ({"consent_basis": "anonymised", "consent_covers": "members"}, False),
        ({"consent_basis": "anonymised", "consent_covers": "public"}, True),
        ({**SIGNED, "consent_covers": "invited", "restricted": True}, True),
    ],
)
def test_a_case_moves_to_no_board_that_has_readers_beyond_its_consent(
    cast: Cast, as_: As, fields: dict[str, Any], allowed: bool
) -> None:
    if fields.get("restricted"):
        fields = {**fields, "invited": [cast.ben, cast.mia]}
    thread = discussed(cast, **fields)
    wider = board("Everybody", CLINICIANS, "Another group")  # nobody is in that group yet
    if allowed:
        assert moving.move_thread(thread, wider, actor=cast.mia)
        assert Case.objects.get().board == wider
    else:
        with pytest.raises(moving.CannotMove, match="covers the readers of its own board"):
            moving.move_thread(thread, wider, actor=cast.mia)
        page = as_(cast.mia).post(f"{thread.get_absolute_url()}move/", {"board": wider.public_id})
        assert "It must stay where it is" in page.content.decode()
        forged = {"board": wider.public_id, "confirmed": wider.public_id}
        as_(cast.mia).post(f"{thread.get_absolute_url()}move/", forged)
        assert Thread.objects.get().board == cast.open_board
    # Its moderators' group is another one; but who is in it reads the thread already.
    narrower = board("Few", CLINICIANS, moderators="Moderators: Few")
    assign_perm("forum.moderate_board", Group.objects.get(name="Moderators: Sedatives"), narrower)
    assert moving.move_thread(Thread.objects.get(), narrower, actor=cast.mia)


def test_a_moderator_of_the_new_board_who_could_not_read_it_is_one_reader_too_many(cast: Cast) -> None:
    thread, there = discussed(cast, **SIGNED, consent_covers="members"), board("Few", CLINICIANS)
    cast.eve.groups.add(Group.objects.get(name="Moderators: Sedatives"))
    with pytest.raises(moving.CannotMove, match="its own board"):
        moving.move_thread(thread, there, actor=cast.mia)
    cast.eve.groups.clear()
    assert moving.move_thread(thread, there, actor=cast.mia)


def test_a_case_goes_to_no_board_that_takes_none_nor_to_an_archived_one(cast: Cast) -> None:
    thread, there = discussed(cast), board("Commons", CLINICIANS)
    Board.objects.filter(pk=there.pk).update(carries_cases=False)
    with pytest.raises(moving.CannotMove, match="takes no cases"):
        moving.move_thread(thread, Board.objects.get(pk=there.pk), actor=cast.mia)
    plain = posting.start_thread(cast.open_board, actor=cast.ada, title="Tapering", text="Opening words.")
    assert moving.move_thread(plain, Board.objects.get(pk=there.pk), actor=cast.mia)
    Board.objects.filter(pk=there.pk).update(carries_cases=True, archived=True)
    with pytest.raises(moving.CannotMove, match="archived"):
        moving.move_thread(thread, Board.objects.get(pk=there.pk), actor=cast.mia)


def test_a_moderator_sees_what_a_move_does_before_it_is_done(cast: Cast, as_: As) -> None:
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="Tapering", text="About seizures.")
    few, browser, url = board("Few"), as_(cast.mia), f"{thread.get_absolute_url()}move/"
    drain()
    assert url in browser.get(thread.get_absolute_url()).content.decode()
    shown = browser.post(url, {"board": few.public_id}).content.decode()
    assert "0 people will be able to read it" in shown
    assert "4 people will not be able to any more" in shown
    assert Thread.objects.get().board == cast.open_board
    done = browser.post(url, {"board": few.public_id, "confirmed": few.public_id})
    assert done.status_code == 302
    assert as_(cast.ben).get(thread.get_absolute_url()).status_code == 404
    assert browser.get(thread.get_absolute_url()).status_code == 200
    drain()
    assert thread.get_absolute_url() not in as_(cast.ben).get("/search/", {"q": "seizures"}).content.decode()
    assert thread.get_absolute_url() in browser.get("/search/", {"q": "seizures"}).content.decode()
    assert AuditEntry.objects.get(verb="moved thread").actor == cast.mia
    assert not moving.move_thread(Thread.objects.get(), few, actor=cast.mia), "twice is once"


def test_only_the_moderator_of_both_boards_moves_and_never_their_own(cast: Cast, as_: As) -> None:
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="Tapering", text="Opening words.")
    own = posting.start_thread(cast.open_board, actor=cast.mia, title="Mine", text="Opening words.")
    few = board("Few")
    Group.objects.create(name="Moderators: Elsewhere")
    foreign = board("Foreign", moderators="Moderators: Elsewhere")
    for actor, what, where in (
        (cast.ada, thread, few),
        (cast.ben, thread, few),
        (cast.stew, thread, few),
        (cast.mia, own, few),
        (cast.mia, thread, foreign),
    ):
        with pytest.raises(PermissionDenied):
            moving.move_thread(what, where, actor=actor)
    assert as_(cast.mia).post(f"{thread.get_absolute_url()}move/", {"board": foreign.public_id}).status_code == 422
    assert as_(cast.ben).get(f"{thread.get_absolute_url()}move/").status_code == 403
    assert moving.move_thread(thread, few, actor=cast.mia)


@pytest.mark.parametrize(
    ("fields", "held", "opens"),
    [
        ({}, (), True),  # nobody had to agree
        ({"consent_covers": "clinicians", "clinicians_only": True}, (), False),  # and yet it says whom it is for
        ({**SIGNED, "consent_covers": "public"}, (), True),
        ({**SIGNED, "consent_covers": "invited", "restricted": True}, (), True),
        ({**SIGNED, "consent_covers": "members"}, (), False),
        ({**SIGNED, "consent_covers": "clinicians"}, (ASSOCIATES,), False),
        ({**SIGNED, "consent_covers": "clinicians"}, (CLINICIANS,), True),  # every clinician reads it already, now and later
        (
            {**SIGNED, "consent_covers": "members", "clinicians_only": False},
            (CLINICIANS,),
            False,
        ),  # an associate of the group does not
        ({**SIGNED, "consent_covers": "members", "clinicians_only": False}, (CLINICIANS, ASSOCIATES), True),
    ],
)
def test_a_board_opens_to_no_group_that_an_agreement_does_not_reach(
    cast: Cast, as_: As, fields: dict[str, Any], held: tuple[str, ...], opens: bool
) -> None:
    grouping.make_group("Pharmacists", kind="other", actor=cast.stew)
    circle = Circle.objects.get(group__name="Pharmacists")
    room = board("Few", "Sleep", *held)
    for reader in (cast.ada, cast.ben):
        reader.groups.add(Group.objects.get(name="Sleep"))
    page = f"{room.desk_url}step/?do=open&group={circle.public_id}"
    as_(cast.stew).get(page)
    case = submitted(cast, board=room, **fields)  # on its way counts as published does
    offered = as_(cast.stew).get(page).content.decode()
    assert ("1 case on it rests on an agreement" in offered) != opens
    assert ('name="seal"' in offered) == opens, "no button that could only refuse"
    if opens:
        assert open_to(room, circle.group, actor=cast.stew)
        return
    with pytest.raises(grouping.Refused, match="1 case on it rests on an agreement"):
        open_to(room, circle.group, actor=cast.stew)
    with pytest.raises(CommandError, match="1 case on it rests"):
        call_command("open_board", room.name, about=room.about, group=[circle.group.name])
    actions.withdraw(case, actor=cast.ada)
    assert open_to(room, circle.group, actor=cast.stew)


def test_closing_a_board_says_when_there_is_no_way_back(cast: Cast, as_: As) -> None:
    grouping.make_group("Pharmacists", kind="other", actor=cast.stew)
    circle = Circle.objects.get(group__name="Pharmacists")
    room = board("Few", "Sleep")
    open_to(room, circle.group, actor=cast.stew)
    for reader in (cast.ada, cast.ben):
        reader.groups.add(Group.objects.get(name="Sleep"))
    page = f"{room.desk_url}step/?do=close&group={circle.public_id}"
    assert "There is no way back" not in as_(cast.stew).get(page).content.decode()
    published(cast, board=room, **SIGNED, consent_covers="clinicians")
    assert "There is no way back. 1 case on it rests" in as_(cast.stew).get(page).content.decode()
    assert close_to(room, circle.group, actor=cast.stew)
    with pytest.raises(grouping.Refused):
        open_to(room, circle.group, actor=cast.stew)
