"""List and door agree for every role × state of a thread, and guardian agrees with both."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.test import Client
from guardian.shortcuts import get_objects_for_user

from network.forum import posting
from network.forum.access import get_thread
from network.forum.audience import readers_of
from network.forum.models import Board, Thread
from network.forum.search_source import audience_of, tokens_of
from network.membership.models import User
from tests.cast import Cast
from tests.pages import without_token

STATES = ["plain", "locked", "clinicians_only", "restricted", "restricted_without_guest", "hidden", "closed_board"]
# Who may open a thread that Ada started, by state. Everybody else may not.
OPEN_TO = {
    "plain": {"ada", "ben", "mia", "sam", "dee"},
    "locked": {"ada", "ben", "mia", "sam", "dee"},
    "clinicians_only": {"ada", "ben", "mia", "dee"},
    "restricted": {"ada", "ben"},
    "restricted_without_guest": {"ada"},
    "hidden": set(),
    "closed_board": set(),
}
PEOPLE = ["ada", "ben", "mia", "sam", "eve", "cy", "dee", "stew", "anonymous", "suspended"]


def thread_in(cast: Cast, state: str) -> Thread:
    restricted = state.startswith("restricted")
    thread = posting.start_thread(
        cast.open_board,
        actor=cast.ada,
        title="A stalled taper",
        text="What would you do?",
        restricted=restricted,
        clinicians_only=state == "clinicians_only",
        invited=[cast.ben] if state == "restricted" else [],
    )
    changes = {"locked": {"status": "locked"}, "hidden": {"hidden": True}, "closed_board": {"board": cast.closed_board}}
    Thread.objects.filter(pk=thread.pk).update(**changes.get(state, {}))
    return Thread.objects.get(pk=thread.pk)


def who(cast: Cast, name: str) -> User | AnonymousUser:
    if name == "anonymous":
        return AnonymousUser()
    if name == "suspended":
        User.objects.filter(pk=cast.ben.pk).update(is_active=False)
        return User.objects.get(pk=cast.ben.pk)
    return getattr(cast, name)  # type: ignore[no-any-return]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", PEOPLE)
def test_list_door_page_and_search_tokens_agree(cast: Cast, as_: Callable[[User | None], Client], state: str, name: str) -> None:
    thread, user = thread_in(cast, state), who(cast, name)
    allowed = name in OPEN_TO[state]
    assert readers_of(thread).filter(pk=getattr(user, "pk", None)).exists() is allowed
    assert Thread.objects.visible_to(user).filter(pk=thread.pk).exists() is allowed
    assert bool(audience_of(thread) & set(tokens_of(user))) is allowed
    if allowed:
        assert get_thread(user, thread.public_id) == thread
    else:
        with pytest.raises(Http404):
            get_thread(user, thread.public_id)
    answer = as_(user if isinstance(user, User) and user.is_active else None).get(thread.get_absolute_url())
    assert answer.status_code == (200 if allowed else 302 if name in ("anonymous", "suspended") else 404)


def test_our_rule_for_boards_agrees_with_guardian(cast: Cast) -> None:
    for user in (cast.ada, cast.sam, cast.eve, cast.stew):
        guardian = get_objects_for_user(user, "forum.view_board", Board, accept_global_perms=False)
        assert set(guardian) == set(Board.objects.visible_to(user))


def test_a_revoked_grant_closes_board_and_thread_at_once(cast: Cast, as_: Callable[[User | None], Client]) -> None:
    thread, browser = thread_in(cast, "plain"), as_(cast.ben)
    assert browser.get(thread.get_absolute_url()).status_code == 200
    cast.ben.groups.clear()
    assert browser.get(thread.get_absolute_url()).status_code == 404
    assert browser.get(cast.open_board.get_absolute_url()).status_code == 404


def test_hidden_and_absent_have_the_same_answer(cast: Cast, as_: Callable[[User | None], Client]) -> None:
    thread, browser = thread_in(cast, "restricted"), as_(cast.sam)
    hidden, absent = browser.get(thread.get_absolute_url()), browser.get("/discussions/thread/zzzzzzzzzzzz/")
    assert hidden.status_code == absent.status_code
    assert without_token(hidden.content) == without_token(absent.content)


@pytest.mark.parametrize("path", ["", "reply/", "follow/", "lock/", "people/", "people/remove/"])
def test_no_partial_or_action_opens_a_hidden_thread(cast: Cast, as_: Callable[[User | None], Client], path: str) -> None:
    thread = thread_in(cast, "restricted")
    url = f"/discussions/thread/{thread.public_id}/{path}"
    browser = as_(cast.sam)
    answer = browser.post(url, {"text": "x", "basis": "opinion"}) if path else browser.get(url)
    assert answer.status_code == 404
    assert thread.title.encode() not in answer.content


def test_grants_die_with_their_object(cast: Cast) -> None:
    from network.forum.models import BoardGroupGrant, ThreadInvitation  # noqa: PLC0415

    thread = thread_in(cast, "restricted")
    assert ThreadInvitation.objects.count() == 1
    thread.delete()
    cast.open_board.delete()
    assert (ThreadInvitation.objects.count(), BoardGroupGrant.objects.count()) == (0, 0)
