"""What is unread, what is followed, mail that stops with one click, and who reads a restricted thread."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from network.forum import inviting, notify, posting
from network.forum.models import Follow, Post, ReadMark, Thread
from network.forum.notify import tell_invited, tell_readers
from network.forum.thread_page import POSTS_PER_PAGE
from network.membership.models import User
from tests.cast import Cast

As = Callable[[User | None], Client]


@pytest.fixture
def thread(cast: Cast) -> Thread:
    return posting.start_thread(cast.open_board, actor=cast.ada, title="A stalled taper", text="Stuck.")


@pytest.fixture
def quiet(cast: Cast) -> Thread:
    return posting.start_thread(
        cast.open_board, actor=cast.ada, title="Quiet matter", text="Stuck.", restricted=True, invited=[cast.ben]
    )


def unread(user: User, thread: Thread) -> int:
    return Thread.objects.visible_to(user).with_unread(user).get(pk=thread.pk).unread  # type: ignore[no-any-return]


def many(cast: Cast, thread: Thread, number: int) -> None:
    start = timezone.now()
    for n in range(number):
        Post.objects.create(
            thread=thread, author=cast.ada, source=f"p{n}", html=f"<p>p{n}</p>", created_at=start + timedelta(seconds=n)
        )


def test_only_the_pages_that_were_opened_count_as_read(cast: Cast, as_: As, thread: Thread) -> None:
    many(cast, thread, POSTS_PER_PAGE + 9)
    browser = as_(cast.ben)
    browser.get(thread.get_absolute_url())
    assert unread(cast.ben, thread) == 10
    page = browser.get(f"{thread.get_absolute_url()}?new=1").content.decode()
    assert 'id="new"' in page
    assert f"<p>p{POSTS_PER_PAGE + 8}</p>" in page
    assert unread(cast.ben, thread) == 0
    browser.get(thread.get_absolute_url())  # going back to the first page forgets nothing
    assert unread(cast.ben, thread) == 0


def test_what_came_in_while_the_page_was_made_stays_new(cast: Cast, as_: As, thread: Thread) -> None:
    as_(cast.ben).get(thread.get_absolute_url())
    last = thread.posts.last()
    assert last is not None
    assert ReadMark.objects.get(user=cast.ben).read_up_to == last.created_at


def test_next_unread_walks_through_what_is_new_and_ends(cast: Cast, as_: As, thread: Thread, quiet: Thread) -> None:
    second = posting.start_thread(cast.open_board, actor=cast.ada, title="Second", text="x")
    browser, seen = as_(cast.mia), []
    for _ in range(2):
        address = browser.get("/discussions/unread/").headers["Location"]
        seen.append(address.split("?")[0])
        browser.get(address)
    assert seen == [thread.get_absolute_url(), second.get_absolute_url()]
    assert b"You have read everything" in browser.get("/discussions/unread/", follow=True).content
    other = as_(cast.sam).get(f"/discussions/unread/?not={thread.public_id}").headers["Location"]
    assert other.startswith(second.get_absolute_url())


def test_mail_names_the_board_alone_and_a_restricted_threads_mail_not_even_that(
    cast: Cast, thread: Thread, quiet: Thread
) -> None:
    for place in (thread, quiet):
        tell_readers.func(posting.reply(place, actor=cast.ben, text="A marzipan").pk, [])
    plain, restricted = mail.outbox
    assert cast.open_board.name in plain.body
    for letter in (plain, restricted):
        assert letter.to == [cast.ada.email]
        for word in ("marzipan", thread.title, quiet.title, cast.ben.display_name):
            assert word not in letter.subject + letter.body
    assert cast.open_board.name not in restricted.body


def test_the_link_in_a_mail_asks_first_and_stops_on_post_without_signing_in(cast: Cast, thread: Thread) -> None:
    tell_readers.func(posting.reply(thread, actor=cast.ben, text="x").pk, [])
    letter = mail.outbox[0]
    found = re.search(r"https?://[^/]+(/discussions/unfollow/\S+)", letter.body)
    assert found
    assert letter.extra_headers["List-Unsubscribe"].endswith(f"{found[1]}>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(found[1])
    assert b"Stop mail about this thread?" in page.content
    assert thread.title.encode() not in page.content
    assert Follow.objects.filter(user=cast.ada, thread=thread).exists()
    for _ in range(2):
        assert browser.post(found[1]).status_code == 200
    assert not Follow.objects.filter(user=cast.ada, thread=thread).exists()
    tell_readers.func(posting.reply(thread, actor=cast.ben, text="y").pk, [])
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: "x", lambda t: t.replace(":", ".", 1)]
)
def test_a_forged_link_stops_nothing(cast: Cast, thread: Thread, change: Callable[[str], str]) -> None:
    token = change(notify.unfollow_token(cast.ada, thread))
    answer = Client().post(f"/discussions/unfollow/{token}/")
    assert (answer.status_code, b"no effect" in answer.content) == (404, True)
    assert Follow.objects.filter(user=cast.ada, thread=thread).exists()


def test_an_old_link_stops_nothing(cast: Cast, thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    token = notify.unfollow_token(cast.ada, thread)
    monkeypatch.setattr(notify, "LINK_LIVES", -1)
    assert Client().post(f"/discussions/unfollow/{token}/").status_code == 404
    assert Follow.objects.filter(user=cast.ada, thread=thread).exists()


def test_one_address_that_fails_keeps_nobody_else_from_being_told(
    cast: Cast, thread: Thread, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for follower in (cast.mia, cast.sam):
        Follow.objects.create(user=follower, thread=thread)
    post, send = posting.reply(thread, actor=cast.ben, text="x"), notify.EmailMessage.send

    def fail_once(self: notify.EmailMessage, *args: object) -> int:
        if self.to == [cast.ada.email]:
            raise ConnectionRefusedError(cast.ada.email)
        return send(self)

    monkeypatch.setattr(notify.EmailMessage, "send", fail_once)
    assert tell_readers.func(post.pk, []) == 2
    assert cast.ada.email not in caplog.text


def test_a_hidden_post_is_told_to_nobody(cast: Cast, thread: Thread) -> None:
    post = posting.reply(thread, actor=cast.ben, text="x")
    Post.objects.filter(pk=post.pk).update(hidden=True)
    assert tell_readers.func(post.pk, []) == 0


def test_an_author_invites_later_and_takes_it_back(cast: Cast, as_: As, quiet: Thread) -> None:
    browser, url = as_(cast.ada), f"/discussions/thread/{quiet.public_id}/people/"
    page = browser.get(url).content.decode()
    assert "everything written so far" in page
    assert "2 people" in page
    browser.post(url, {"people": [cast.mia.pk]})
    assert as_(cast.mia).get(quiet.get_absolute_url()).status_code == 200
    assert "3 people can read this" in as_(cast.ben).get(quiet.get_absolute_url()).content.decode()
    assert tell_invited.func(quiet.pk, cast.mia.pk) == 1
    assert quiet.title not in mail.outbox[0].subject + mail.outbox[0].body
    Follow.objects.create(user=cast.mia, thread=quiet)
    browser.post(f"{url}remove/", {"person": cast.mia.public_id})
    assert as_(cast.mia).get(quiet.get_absolute_url()).status_code == 404
    assert not Follow.objects.filter(user=cast.mia).exists()
    assert tell_invited.func(quiet.pk, cast.mia.pk) == 0


def test_only_the_author_sees_and_changes_who_is_invited(cast: Cast, as_: As, thread: Thread, quiet: Thread) -> None:
    url = f"/discussions/thread/{quiet.public_id}/people/"
    for person, status in ((cast.ben, 403), (cast.mia, 404), (cast.eve, 404)):
        assert as_(person).get(url).status_code == status
        assert as_(person).post(url, {"people": [cast.mia.pk]}).status_code == status
        assert as_(person).post(f"{url}remove/", {"person": cast.ben.public_id}).status_code == status
    with pytest.raises(PermissionDenied):
        inviting.uninvite(quiet, cast.ben, actor=cast.mia)
    assert as_(cast.ada).get(f"/discussions/thread/{thread.public_id}/people/").status_code == 404
    assert Thread.objects.visible_to(cast.ben).filter(pk=quiet.pk).exists()


def test_nobody_is_invited_past_the_board_nor_twice(cast: Cast, as_: As, quiet: Thread) -> None:
    url = f"/discussions/thread/{quiet.public_id}/people/"
    assert as_(cast.ada).post(url, {"people": [cast.eve.pk]}).status_code == 422
    assert as_(cast.ada).post(url, {}).status_code == 422
    assert inviting.invite(quiet, [cast.eve, cast.cy, cast.ben, cast.ada], actor=cast.ada) == 0
    assert inviting.uninvite(quiet, cast.mia, actor=cast.ada) is False


def test_a_guest_who_lost_the_board_is_no_longer_listed(cast: Cast, as_: As, quiet: Thread) -> None:
    cast.ben.groups.clear()
    page = as_(cast.ada).get(quiet.get_absolute_url()).content.decode()
    assert "1 person can read this" in page
    assert cast.ben.display_name not in page


def test_an_invitation_of_somebody_who_lost_the_board_is_listed_and_can_be_taken_back(cast: Cast, as_: As, quiet: Thread) -> None:
    browser, url = as_(cast.ada), f"/discussions/thread/{quiet.public_id}/people/"
    assert "cannot open it now" not in browser.get(url).content.decode()
    group = cast.ben.groups.get()
    cast.ben.groups.clear()
    page = browser.get(url).content.decode()
    assert "1 person" in page
    assert cast.ben.display_name in page.partition("cannot open it now")[2]
    browser.post(f"{url}remove/", {"person": cast.ben.public_id})
    browser.get(url)  # where it says that it was taken back
    assert cast.ben.display_name not in browser.get(url).content.decode()
    cast.ben.groups.add(group)
    assert as_(cast.ben).get(quiet.get_absolute_url()).status_code == 404
    assert browser.post(f"{url}remove/", {"person": cast.ada.public_id}).status_code == 404


def test_a_restricted_thread_stays_within_its_ceiling(
    cast: Cast, as_: As, quiet: Thread, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    many(cast, quiet, 40)
    browser = as_(cast.ben)
    assert count_queries(lambda: browser.get(quiet.get_absolute_url())) <= 12
