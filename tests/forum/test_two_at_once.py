"""Two people at the same moment, on PostgreSQL: the second transaction waits for the first, then does the decided thing."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction

from network.forum import budget, moderation, posting
from network.forum.models import Post, ReadBudget, Report, ReportKind, ReportState, Thread
from tests.cast import Cast

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite has one writer: set DATABASE_URL=postgres://… to run this"
    ),
]


def meanwhile(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """Do `first` in a transaction that stays open until `second`, in another connection, waits for it.

    Return what `first` returned, and what `second` returned or raised.
    """

    def in_another() -> Any:
        try:
            return second()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            result = first()
            running = pool.submit(in_another)
            _until_it_waits(running)
        return result, running.result(timeout=20)


def _until_it_waits(running: Future[Any]) -> None:
    """Return once another connection waits for a lock of ours; fail where it got by, or after ten seconds."""
    for _ in range(1000):
        assert not running.done(), f"the second did not wait for the first, but came to {running.result()!r}"
        with connection.cursor() as cursor:
            # pg_locks is read afresh each time; pg_stat_activity would be one snapshot for the whole transaction.
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    pytest.fail("the second transaction never came to wait")


@pytest.fixture
def thread(cast: Cast) -> Thread:
    return posting.start_thread(cast.open_board, actor=cast.ada, title="A stalled taper", text="Stuck.")


@pytest.fixture
def post(cast: Cast, thread: Thread) -> Post:
    return posting.reply(thread, actor=cast.ben, text="Hold.")


def test_a_double_click_makes_one_reply(cast: Cast, thread: Thread) -> None:
    key = uuid.uuid4()

    def send() -> Post:
        return posting.reply(thread, actor=cast.ben, text="Hold.", form_key=key)

    first, second = meanwhile(send, send)
    assert first == second
    thread.refresh_from_db()
    assert (thread.posts.count(), thread.reply_count) == (2, 1)


def test_a_double_click_starts_one_thread(cast: Cast) -> None:
    key = uuid.uuid4()

    def send() -> Thread:
        return posting.start_thread(cast.open_board, actor=cast.ada, title="Once", text="x", form_key=key)

    first, second = meanwhile(send, send)
    assert first == second
    assert (Thread.objects.count(), Post.objects.count()) == (1, 1)


def test_two_replies_are_both_counted(cast: Cast, thread: Thread) -> None:
    meanwhile(lambda: posting.reply(thread, actor=cast.ben, text="a"), lambda: posting.reply(thread, actor=cast.mia, text="b"))
    thread.refresh_from_db()
    assert (thread.posts.count(), thread.reply_count) == (3, 2)


def test_a_reply_that_waited_for_the_lock_is_refused(cast: Cast, thread: Thread) -> None:
    _, second = meanwhile(
        lambda: moderation.set_locked(thread, actor=cast.mia, locked=True),
        lambda: posting.reply(thread, actor=cast.ben, text="x"),
    )
    assert isinstance(second, posting.ThreadClosed)
    thread.refresh_from_db()
    assert (thread.posts.count(), thread.reply_count) == (1, 0)


def test_two_moderators_decide_and_one_of_them_wins(cast: Cast, post: Post) -> None:
    moderation.report_post(post, actor=cast.sam, kind=ReportKind.IDENTIFIES)
    report = Report.objects.get()
    first, second = meanwhile(
        lambda: moderation.decide_report(report, actor=cast.mia, keep=True, version=1),
        lambda: moderation.decide_report(report, actor=cast.mia, keep=False, version=1),
    )
    assert (first, second) == (True, False)
    post.refresh_from_db()
    assert (Report.objects.get().state, post.source, post.hidden) == (ReportState.KEPT, "Hold.", False)


@pytest.mark.parametrize("who_first", ["withdraw", "edit"])
def test_an_edit_never_brings_a_withdrawn_text_back(cast: Cast, post: Post, who_first: str) -> None:
    def edit() -> bool:
        return posting.edit_post(post, actor=cast.ben, text="New words", basis="opinion", version=1)

    def withdraw() -> bool:
        return posting.withdraw_post(post, actor=cast.ben)

    first, second = meanwhile(withdraw, edit) if who_first == "withdraw" else meanwhile(edit, withdraw)
    assert first is True
    assert isinstance(second, posting.PostChanged) if who_first == "withdraw" else second is True
    post.refresh_from_db()
    assert (post.source, post.html, post.withdrawn) == ("", "", True)


def test_of_two_edits_the_second_is_told(cast: Cast, post: Post) -> None:
    def edit(text: str) -> Callable[[], bool]:
        return lambda: posting.edit_post(post, actor=cast.ben, text=text, basis="opinion", version=1)

    first, second = meanwhile(edit("a"), edit("b"))
    assert first is True
    assert isinstance(second, posting.PostChanged)
    post.refresh_from_db()
    assert (post.source, post.version) == ("a", 2)


def test_a_double_click_reports_once(cast: Cast, post: Post) -> None:
    def send() -> bool:
        return moderation.report_post(post, actor=cast.sam, kind=ReportKind.IDENTIFIES)

    assert meanwhile(send, send) == (True, False)
    assert Report.objects.count() == 1


def test_a_decision_made_while_the_author_edits_is_about_the_text_that_was_read(cast: Cast, post: Post) -> None:
    moderation.report_post(post, actor=cast.sam, kind=ReportKind.OTHER)
    report = Report.objects.get()
    _, second = meanwhile(
        lambda: posting.edit_post(post, actor=cast.ben, text="New words", basis="opinion", version=1),
        lambda: moderation.decide_report(report, actor=cast.mia, keep=True, version=1),
    )
    assert isinstance(second, posting.PostChanged)
    assert Report.objects.get().state == ReportState.OPEN


def test_marking_helpful_and_withdrawing_do_not_lock_each_other_out(cast: Cast, post: Post) -> None:
    first, second = meanwhile(
        lambda: posting.withdraw_post(post, actor=cast.ben), lambda: posting.mark_helpful(post, actor=cast.ada)
    )
    assert (first, second) == (True, False)


def test_two_first_pages_at_once_are_both_counted(cast: Cast) -> None:
    meanwhile(lambda: budget.spend(cast.ben), lambda: budget.spend(cast.ben))
    assert ReadBudget.objects.get().opened == 2


def test_two_first_replies_at_once_are_signed_alike(cast: Cast, thread: Thread) -> None:
    def send(signed: str) -> Post:
        return posting.reply(thread, actor=cast.ben, text="Hold.", signed=signed)

    first, second = meanwhile(lambda: send("pseudonym"), lambda: send("name"))
    assert (second.signed, second.alias) == (first.signed, first.alias)
