"""Starting threads and replying: what is stored, what is refused, what happens twice."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from network.forum import inviting, moderation, posting
from network.forum.models import Board, Follow, Post, Thread, ThreadStatus
from network.forum.notify import tell_readers
from network.membership.models import AuditEntry, User
from search.models import Outbox
from tests.cast import Cast

As = Callable[[User | None], Client]


@pytest.fixture
def thread(cast: Cast) -> Thread:
    return posting.start_thread(cast.open_board, actor=cast.ada, title="A stalled taper", text="Stuck at *6 mg*.")


def test_a_thread_holds_its_first_post_rendered_once(thread: Thread) -> None:
    post = thread.posts.get()
    assert (post.source, post.html, post.opens_thread) == ("Stuck at *6 mg*.", "<p>Stuck at <em>6 mg</em>.</p>\n", True)
    assert Outbox.objects.filter(source="forum.thread", object_id=str(thread.pk)).exists()
    assert AuditEntry.objects.get(verb="started thread").subject_id == thread.public_id


def test_a_member_replies_in_the_browser(cast: Cast, thread: Thread, as_: As) -> None:
    answer = as_(cast.ben).post(
        f"/discussions/thread/{thread.public_id}/reply/", {"text": "Hold for a month.", "basis": "experience"}
    )
    assert answer.status_code == 302
    thread.refresh_from_db()
    assert (thread.reply_count, thread.posts.last().source) == (1, "Hold for a month.")  # type: ignore[union-attr]


def test_a_preview_stores_nothing_and_keeps_the_text(cast: Cast, thread: Thread, as_: As) -> None:
    answer = as_(cast.ben).post(
        f"/discussions/thread/{thread.public_id}/reply/", {"text": "Hold **still**", "basis": "opinion", "preview": "1"}
    )
    assert answer.status_code == 200
    assert b"<strong>still</strong>" in answer.content
    assert b"Hold **still**</textarea>" in answer.content
    assert thread.posts.count() == 1


def test_a_direct_identifier_is_refused_and_the_text_comes_back(cast: Cast, thread: Thread, as_: As) -> None:
    text = "Her NHS number is 999 000 0018, what now?"
    answer = as_(cast.ben).post(f"/discussions/thread/{thread.public_id}/reply/", {"text": text, "basis": "opinion"})
    assert answer.status_code == 422
    assert text.encode() in answer.content
    assert "NHS number: “999 000 0018”" in answer.content.decode()  # the words themselves: nobody counts characters
    assert thread.posts.count() == 1
    with pytest.raises(posting.IdentifiesSomeone):
        posting.reply(thread, actor=cast.ben, text=text)
    with pytest.raises(posting.IdentifiesSomeone):
        posting.start_thread(cast.open_board, actor=cast.ben, title="Ring 07700 900123")


def test_a_pasted_address_of_our_own_is_no_identifier_and_every_other_is(
    cast: Cast, thread: Thread, as_: As, settings: Any
) -> None:
    door = f"/discussions/thread/{thread.public_id}/reply/"
    own = f"{settings.SITE_URL}/guidance/illicit-benzodiazepines/"
    assert as_(cast.ben).post(door, {"text": f"See {own}, section 3.", "basis": "evidence"}).status_code == 302
    assert f'href="{own}"' in thread.posts.last().html  # type: ignore[union-attr]
    for text in (
        f"{settings.SITE_URL}.example/guidance/",
        f"https://someone.example/?next={own}",
        f"{settings.SITE_URL}/search/?q=999 000 0018",
    ):
        assert as_(cast.ben).post(door, {"text": f"See {text}", "basis": "evidence"}).status_code == 422
    assert thread.posts.count() == 2


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_001, "a\x00b"])
def test_bad_text_has_a_message_and_stores_nothing(cast: Cast, thread: Thread, as_: As, text: str) -> None:
    answer = as_(cast.ben).post(f"/discussions/thread/{thread.public_id}/reply/", {"text": text, "basis": "opinion"})
    assert answer.status_code == 422
    assert b"There is a problem" in answer.content
    assert thread.posts.count() == 1


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "שלום עולם", "😀 emoji", "\u202ereversed"])
def test_odd_text_is_shown_harmless(cast: Cast, thread: Thread, as_: As, text: str) -> None:
    data = {"text": text, "basis": "opinion", "looked": "on"}  # letters without capitals may be a name, so one looks again
    answer = as_(cast.ben).post(f"/discussions/thread/{thread.public_id}/reply/", data, follow=True)
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content
    assert "\u202e" not in thread.posts.last().html  # type: ignore[union-attr]


def test_a_double_click_makes_one_post(cast: Cast, thread: Thread, as_: As) -> None:
    browser, key = as_(cast.ben), str(uuid.uuid4())
    for _ in range(2):
        data = {"text": "Hold.", "basis": "opinion", "form_key": key}
        assert browser.post(f"/discussions/thread/{thread.public_id}/reply/", data).status_code == 302
    thread.refresh_from_db()
    assert (thread.posts.count(), thread.reply_count) == (2, 1)


def test_a_second_thread_with_the_same_key_is_the_first(cast: Cast) -> None:
    key = uuid.uuid4()
    first, second = (posting.start_thread(cast.open_board, actor=cast.ada, title="T", text="x", form_key=key) for _ in range(2))
    assert first == second


def test_a_locked_thread_takes_no_reply(cast: Cast, thread: Thread) -> None:
    assert moderation.set_locked(thread, actor=cast.mia, locked=True) is True
    thread.refresh_from_db()
    with pytest.raises(PermissionDenied):
        posting.reply(thread, actor=cast.ben, text="Too late")
    assert moderation.set_locked(thread, actor=cast.mia, locked=True) is False


def test_only_a_moderator_of_the_board_locks_and_never_their_own(cast: Cast, thread: Thread) -> None:
    own = posting.start_thread(cast.open_board, actor=cast.mia, title="Mine", text="x")
    for actor, subject in ((cast.ben, thread), (cast.ada, thread), (cast.mia, own), (cast.stew, thread)):
        with pytest.raises(PermissionDenied):
            moderation.set_locked(subject, actor=actor, locked=True)


def test_posting_opens_after_the_briefing(cast: Cast, thread: Thread, as_: As) -> None:
    User.objects.filter(pk=cast.ben.pk).update(briefed_at=None)
    page = as_(cast.ben).get(thread.get_absolute_url())
    assert b"Do the briefing" in page.content
    answer = as_(cast.ben).post(f"/discussions/thread/{thread.public_id}/reply/", {"text": "x", "basis": "opinion"})
    assert answer.status_code == 403


def test_marking_helpful_answers_the_thread_and_only_its_author_may(cast: Cast, thread: Thread) -> None:
    post = posting.reply(thread, actor=cast.ben, text="Hold.")
    with pytest.raises(PermissionDenied):
        posting.mark_helpful(post, actor=cast.mia)
    assert posting.mark_helpful(post, actor=cast.ada) is True
    assert posting.mark_helpful(post, actor=cast.ada) is False
    thread.refresh_from_db()
    assert thread.status == ThreadStatus.ANSWERED


def test_a_wrong_mark_is_taken_back_by_whoever_made_it_and_the_last_one_reopens_the_thread(
    cast: Cast, thread: Thread, as_: As
) -> None:
    first, second = (posting.reply(thread, actor=cast.ben, text=text) for text in ("Hold.", "Or go slower."))
    author, other = as_(cast.ada), as_(cast.mia)
    for post in (first, second):
        author.post(f"/discussions/post/{post.public_id}/helpful/")
    assert "Take “helpful” back" in author.get(thread.get_absolute_url()).content.decode()
    assert "Take “helpful” back" not in other.get(thread.get_absolute_url()).content.decode()
    assert other.post(f"/discussions/post/{first.public_id}/helpful/", {"helpful": "0"}).status_code == 403
    statuses = []
    for post in (first, second):
        assert author.post(f"/discussions/post/{post.public_id}/helpful/", {"helpful": "0"}).status_code == 302
        statuses.append(Thread.objects.get(pk=thread.pk).status)
    assert statuses == [ThreadStatus.ANSWERED, ThreadStatus.OPEN]
    assert posting.unmark_helpful(first, actor=cast.ada) is False
    Thread.objects.filter(pk=thread.pk).update(status=ThreadStatus.LOCKED)
    assert posting.mark_helpful(first, actor=cast.ada)
    assert posting.unmark_helpful(first, actor=cast.ada)
    assert Thread.objects.get(pk=thread.pk).status == ThreadStatus.LOCKED, "a moderator's lock stands"


def test_a_withdrawn_post_leaves_no_text_behind(cast: Cast, thread: Thread, as_: As) -> None:
    post = posting.reply(thread, actor=cast.ben, text="A regretted marzipan.")
    with pytest.raises(PermissionDenied):
        posting.withdraw_post(post, actor=cast.ada)
    assert as_(cast.ben).post(f"/discussions/post/{post.public_id}/withdraw/").status_code == 302
    stored = Post.objects.get(pk=post.pk)
    assert (stored.source, stored.html, stored.withdrawn) == ("", "", True)
    assert b"marzipan" not in as_(cast.ada).get(thread.get_absolute_url()).content


def test_a_quote_brings_the_words_and_a_foreign_post_brings_nothing(cast: Cast, thread: Thread, as_: As) -> None:
    post = posting.reply(thread, actor=cast.ben, text="Hold for a month.")
    assert b"&gt; Hold for a month." in as_(cast.ada).get(f"{thread.get_absolute_url()}?quote={post.public_id}").content
    other = posting.start_thread(cast.open_board, actor=cast.ben, title="Other", text="Secret words", restricted=True)
    page = as_(cast.ada).get(f"{thread.get_absolute_url()}?quote={other.posts.get().public_id}")
    assert b"Secret words" not in page.content


def test_followers_are_mailed_a_link_and_no_text(cast: Cast, thread: Thread) -> None:
    post = posting.reply(thread, actor=cast.ben, text="A telling marzipan.")
    assert tell_readers.func(post.pk, []) == 1
    letter = mail.outbox[0]
    assert letter.to == [cast.ada.email]
    assert thread.public_id in letter.body
    assert "marzipan" not in letter.body + letter.subject
    assert thread.title not in letter.body + letter.subject


def test_a_follower_who_lost_the_board_hears_nothing(cast: Cast, thread: Thread) -> None:
    post = posting.reply(thread, actor=cast.ben, text="x")
    cast.ada.groups.clear()
    assert tell_readers.func(post.pk, []) == 0
    assert mail.outbox == []


def test_only_people_who_hold_the_board_can_be_invited(cast: Cast) -> None:
    thread = posting.start_thread(
        cast.open_board, actor=cast.ada, title="Quiet", text="x", restricted=True, invited=[cast.ben, cast.eve, cast.cy]
    )
    assert Thread.objects.visible_to(cast.ben).filter(pk=thread.pk).exists()
    assert not Thread.objects.visible_to(cast.eve).filter(pk=thread.pk).exists()
    with pytest.raises(PermissionDenied):
        inviting.invite(thread, [cast.sam], actor=cast.ben)


def test_unread_counts_posts_by_others_since_the_last_visit(cast: Cast, thread: Thread, as_: As) -> None:
    def unread(user: User) -> int:
        return Thread.objects.visible_to(user).with_unread(user).get(pk=thread.pk).unread  # type: ignore[attr-defined, no-any-return]

    assert (unread(cast.ada), unread(cast.ben)) == (0, 1)
    as_(cast.ben).get(thread.get_absolute_url())
    assert unread(cast.ben) == 0
    posting.reply(thread, actor=cast.ada, text="More")
    assert (unread(cast.ada), unread(cast.ben)) == (0, 1)
    assert b"New since you were last here" in as_(cast.ben).get(thread.get_absolute_url()).content


def test_following_and_stopping(cast: Cast, thread: Thread, as_: As) -> None:
    browser, url = as_(cast.ben), f"/discussions/thread/{thread.public_id}/follow/"
    browser.post(url, {"follow": "1"})
    assert Follow.objects.filter(user=cast.ben, thread=thread).exists()
    browser.post(url, {"follow": "0"})
    assert not Follow.objects.filter(user=cast.ben, thread=thread).exists()


@pytest.mark.parametrize("many", [10, 100])
def test_pages_stay_within_their_query_ceilings(
    cast: Cast, as_: As, count_queries: Callable[[Callable[[], object]], int], many: int
) -> None:
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="Long", text="x")
    for n in range(many):
        Post.objects.create(thread=thread, author=cast.ben, source=f"p{n}", html=f"<p>p{n}</p>")
        Thread.objects.create(board=cast.open_board, author=cast.ben, title=f"T{n}")
    browser = as_(cast.ada)
    assert count_queries(lambda: browser.get(thread.get_absolute_url())) == THREAD_QUERIES
    assert count_queries(lambda: browser.get("/discussions/")) == BOARDS_QUERIES
    assert count_queries(lambda: browser.get(cast.open_board.get_absolute_url())) == BOARD_QUERIES


# Ceilings of the product: thread page 12 (one counts it for the read budget, the last writes the read mark), board 8.
THREAD_QUERIES = 11
BOARDS_QUERIES = 7
BOARD_QUERIES = 8


def test_an_empty_board_and_no_board_have_something_to_do(cast: Cast, as_: As) -> None:
    assert b"Start the first thread" in as_(cast.ada).get(cast.open_board.get_absolute_url()).content
    assert b"No board is open to you yet" in as_(cast.eve).get("/discussions/").content
    assert Board.objects.visible_to(cast.eve).count() == 0
