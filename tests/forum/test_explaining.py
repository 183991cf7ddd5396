"""What the stewards' explanations say agrees with the doors, for every role × board; and every condition has words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client

from network.forum import posting
from network.forum.access import get_board, get_thread
from network.forum.explaining import IN_THE_WAY, Sight, conditions, sights_of, sights_on
from network.forum.models import Board, Thread
from network.forum.moderators import make_moderator
from network.forum.opening import open_board, open_to
from network.forum.permissions import Can, allows
from network.membership import duties, grouping
from network.membership.models import AuditEntry, User
from network.membership.roles import CLINICIANS, Role
from tests.cast import Cast, person

As = Callable[[User | None], Client]
PEOPLE = [
    "ada", "ben", "mia", "sam", "eve", "cy", "dee", "stew", "unbriefed", "closed_account", "narrowed", "in_group", "kept_out", "own_moderator",
    "archived_group", "writes_nowhere",
]  # fmt: skip
BOARDS = ["Sedatives", "Closed room", "Women’s room", "Nobody’s room", "Old partnership"]


@pytest.fixture
def scene(cast: Cast) -> dict[str, User]:
    """Make the cast and further people, one of each way in or out, and five boards with a plain and a reserved thread each."""
    women = grouping.make_group("Women only", kind="other", own_moderators=True, actor=cast.stew)
    nurses = grouping.make_group("Nurses", kind="profession", takes=["nurse"], actor=cast.stew)
    old = grouping.make_group("Old partnership", kind="organisation", actor=cast.stew)
    people = {
        name: person(name.title().replace("_", ""), Role.MEMBER)
        for name in PEOPLE
        if not hasattr(cast, name)
    }  # fmt: skip
    for name in ("unbriefed", "closed_account", "narrowed"):
        people[name].groups.add(women.group)
    User.objects.filter(pk=people["unbriefed"].pk).update(briefed_at=None)
    User.objects.filter(pk=people["closed_account"].pk).update(is_active=False)
    User.objects.filter(pk=people["narrowed"].pk).update(role=Role.REGISTRANT)
    User.objects.filter(pk=people["writes_nowhere"].pk).update(briefed_at=None)
    for circle, name in ((women, "in_group"), (women, "own_moderator"), (women, "kept_out"), (old, "archived_group")):
        grouping.admit(circle, people[name], actor=cast.stew)
    grouping.take_out(women, people["kept_out"], actor=cast.stew)
    for name, groups in (
        ("Women’s room", ["Women only", "Nurses"]),
        ("Nobody’s room", []),
        ("Old partnership", ["Old partnership"]),
    ):
        open_board(name, about="A room.", groups=groups, actor=cast.stew)
    make_moderator(Board.objects.get(name="Women’s room"), people["own_moderator"], actor=cast.stew)
    grouping.archive_group(old, actor=cast.stew)
    assert nurses.group.user_set.count() == 0
    for board in Board.objects.all():
        for reserved in (False, True):
            Thread.objects.create(board=board, author=cast.ada, title="A", clinicians_only=reserved)
    everybody = {**{name: getattr(cast, name) for name in PEOPLE if hasattr(cast, name)}, **people}
    return {name: User.objects.get(pk=user.pk) for name, user in everybody.items()}


def opens(door: Callable[..., Any], user: User, thing: Board | Thread) -> bool:
    try:
        door(user, thing.public_id)
    except Http404:
        return False
    return True


def writes(user: User, board: Board) -> bool:
    try:
        posting.start_thread(board, actor=user, title="A question", text="What would you do?")
    except PermissionDenied:
        return False
    return True


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("board_name", BOARDS)
def test_what_is_said_agrees_with_the_doors(scene: dict[str, User], as_: As, name: str, board_name: str) -> None:
    user, board = scene[name], Board.objects.get(name=board_name)
    plain, reserved = board.threads.order_by("clinicians_only")
    ways: list[Sight] = [next(s for s in sights_of(user) if s.board == board), sights_on(board, [user])[0]]
    assert ways[0] == ways[1]
    said = ways[0]
    assert said.reads == opens(get_board, user, board) == opens(get_thread, user, plain)
    assert said.reads_reserved == opens(get_thread, user, reserved)
    assert said.moderates == Board.objects.moderated_by(user).filter(pk=board.pk).exists()
    answer = as_(user if user.is_active else None).get(board.get_absolute_url())
    assert (answer.status_code == 200) == said.reads
    assert bool(said.because) == said.reads
    assert bool(said.but) == (not said.writes or (said.reads and not said.reads_reserved))
    assert said.writes == allows(user, Can.START_THREAD, board) == writes(user, board)


def test_every_kind_of_answer_occurs(scene: dict[str, User]) -> None:
    sights = {(name, s.board.name): s for name, user in scene.items() for s in sights_of(user)}
    assert sights["ada", "Sedatives"].because == ["Clinicians: by verification"]
    assert sights["in_group", "Women’s room"].because[0].startswith("Women only: put in by Dr Stew Testing, ")
    assert "keeps order on it" in sights["own_moderator", "Women’s room"].because
    assert sights["kept_out", "Women’s room"].but == ["none of their groups holds the board"]
    assert sights["archived_group", "Old partnership"].but == ["none of their groups holds the board"]
    assert sights["narrowed", "Women’s room"].but[0].startswith("no steward has verified them")
    assert sights["closed_account", "Women’s room"].but == ["the account is closed"]
    assert sights["unbriefed", "Women’s room"].but == ["the case-privacy briefing is not done, which opens writing"]
    assert sights["sam", "Sedatives"].but[0].startswith("verified as an associate")
    said = {why for s in sights.values() for why in s.but}
    assert said == set(IN_THE_WAY.values())


def test_every_condition_has_words() -> None:
    assert conditions() == set(IN_THE_WAY)


def test_the_pages_say_it(scene: dict[str, User], cast: Cast, as_: As) -> None:
    browser, board = as_(cast.stew), Board.objects.get(name="Women’s room")
    page = browser.get(board.desk_url).content.decode()
    assert "2 people can open it" not in page
    assert "3 people can open it" in page
    assert "put in by Dr Stew Testing" in page
    page = browser.get(f"{board.desk_url}?q=Kept").content.decode()
    assert "none of their groups holds the board" in page.partition("Cannot open it")[2]
    page = browser.get(f"/desk/people/{scene['in_group'].public_id}/").content.decode()
    assert "Women’s room" in page.partition("Boards open to them")[2].partition("Boards closed to them")[0]
    assert "Sedatives" in page.partition("Boards closed to them")[2]
    verbs = AuditEntry.objects.filter(actor=cast.stew).values_list("verb", "subject_id")
    assert ("looked up who sees a board", board.public_id) in verbs
    assert ("looked up what a person sees", scene["in_group"].public_id) in verbs


def test_a_restricted_thread_is_counted_and_never_named(cast: Cast, as_: As) -> None:
    posting.start_thread(cast.open_board, actor=cast.ada, title="Marzipan walrus", text="x", restricted=True, invited=[cast.ben])
    page = as_(cast.stew).get(f"/desk/people/{cast.ben.public_id}/").content.decode()
    assert "1 restricted thread" in page
    assert "Marzipan" not in page
    assert "Marzipan" not in as_(cast.stew).get(cast.open_board.desk_url).content.decode()


@pytest.mark.parametrize("name", ["ada", "mia", "dee", "cy", "eve"])
def test_nobody_else_learns_what_somebody_sees(cast: Cast, as_: As, name: str) -> None:
    board, who = cast.open_board, cast.ben.public_id
    for url in (
        "/desk/boards/", "/desk/boards/new/", "/desk/people/", board.desk_url, f"{board.desk_url}change/", f"{board.desk_url}step/?do=give&person={who}",
        f"/desk/people/{who}/", f"/desk/people/{who}/step/?do=give&duty=steward",
    ):  # fmt: skip
        assert as_(getattr(cast, name)).get(url).status_code == 404, url
        assert as_(getattr(cast, name)).post(url, {"undo": "1"}).status_code in (404, 405), url
    assert not User.objects.get(pk=cast.ben.pk).is_steward


def test_explanations_cost_the_same_for_many_as_for_few(
    cast: Cast, as_: As, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    browser = as_(cast.stew)
    urls = ("/desk/boards/", "/desk/people/", cast.open_board.desk_url, f"/desk/people/{cast.ben.public_id}/")
    few = [count_queries(lambda u=url: browser.get(u)) for url in urls]  # type: ignore[misc]
    for number in range(15):
        circle = grouping.make_group(f"Group {number}", kind="other", actor=cast.stew)
        board = open_board(f"Board {number}", about="x", groups=[circle.name], actor=cast.stew)
        grouping.admit(circle, cast.ben, actor=cast.stew)
        open_to(cast.open_board, circle.group, actor=None)
        make_moderator(board, person(f"P{number}", Role.MEMBER, CLINICIANS), actor=cast.stew)
    duties.give_duty(cast.ada, "editor", actor=cast.stew)
    many = [count_queries(lambda u=url: browser.get(u)) for url in urls]  # type: ignore[misc]
    assert many == few
    assert max(many) <= 18
