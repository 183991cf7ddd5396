"""Editing and withdrawing, and what comes between opening a form and sending it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from network.forum import moderation, posting
from network.forum.models import Board, Post, ReportKind, Thread
from network.membership.models import AuditEntry, User
from search.indexer import drain
from search.results import find
from tests.cast import Cast
from tests.pages import without_token

As = Callable[[User | None], Client]


@pytest.fixture
def thread(cast: Cast) -> Thread:
    return posting.start_thread(cast.open_board, actor=cast.ada, title="A stalled taper", text="Stuck at 6 mg.")


@pytest.fixture
def post(cast: Cast, thread: Thread) -> Post:
    return posting.reply(thread, actor=cast.ben, text="Hold for a marzipan.")


def edit(browser: Client, post: Post, text: str, version: int = 1, **more: str) -> tuple[int, str]:
    data = {"text": text, "basis": "evidence", "version": version, **more}
    answer = browser.post(f"/discussions/post/{post.public_id}/edit/", data)
    return answer.status_code, answer.content.decode()


def reply(browser: Client, thread: Thread, text: str = "What I typed", **more: str) -> tuple[int, str]:
    answer = browser.post(f"/discussions/thread/{thread.public_id}/reply/", {"text": text, "basis": "opinion", **more})
    return answer.status_code, answer.content.decode()


def stamp(browser: Client, thread: Thread) -> str:
    page = browser.get(thread.get_absolute_url()).content.decode()
    return page.split('name="seen" value="')[1].split('"')[0]


def test_an_author_edits_and_readers_and_search_see_the_new_words_alone(cast: Cast, as_: As, post: Post) -> None:
    drain()
    assert edit(as_(cast.ben), post, "Hold for a *month*.")[0] == 302
    drain()
    page = as_(cast.ada).get(post.thread.get_absolute_url()).content.decode()
    assert "Hold for a <em>month</em>." in page
    assert "Edited just now" in page
    assert "marzipan" not in page
    assert (find("month", cast.ada).total, find("marzipan", cast.ada).total) == (1, 0)
    edit(as_(cast.ben), post, "Hold for two.", version=2)
    assert "2 times in all" in as_(cast.ada).get(post.thread.get_absolute_url()).content.decode()
    assert AuditEntry.objects.filter(verb="edited post", subject_id=post.public_id).count() == 2


def test_only_the_author_edits(cast: Cast, as_: As, post: Post) -> None:
    for person in (cast.ada, cast.mia):
        assert edit(as_(person), post, "x")[0] == 403
        with pytest.raises(PermissionDenied):
            posting.edit_post(post, actor=person, text="x", basis="opinion", version=1)
    assert edit(as_(cast.eve), post, "x")[0] == 404
    post.refresh_from_db()
    assert post.source == "Hold for a marzipan."


def test_an_edit_passes_the_same_check_and_can_be_seen_before(cast: Cast, as_: As, post: Post) -> None:
    status, page = edit(as_(cast.ben), post, "Ring 07700 900123")
    assert status == 422
    assert "Ring 07700 900123</textarea>" in page
    status, page = edit(as_(cast.ben), post, "**new**", preview="1")
    assert (status, "<strong>new</strong>" in page) == (200, True)
    with pytest.raises(posting.IdentifiesSomeone):
        posting.edit_post(post, actor=cast.ben, text="Ring 07700 900123", basis="opinion", version=1)
    post.refresh_from_db()
    assert (post.version, post.source) == (1, "Hold for a marzipan.")


def test_the_same_words_again_change_nothing(cast: Cast, post: Post) -> None:
    assert posting.edit_post(post, actor=cast.ben, text=post.source, basis=post.basis, version=1) is False
    post.refresh_from_db()
    assert (post.version, post.edited_at) == (1, None)


def test_an_edit_from_an_old_window_is_told_and_keeps_both_texts(cast: Cast, as_: As, post: Post) -> None:
    browser = as_(cast.ben)
    edit(browser, post, "From the first window.")
    status, page = edit(browser, post, "From the second window.", version=1)
    assert status == 409
    assert "From the first window." in page
    assert "From the second window.</textarea>" in page
    assert 'name="version" value="2"' in page
    assert edit(browser, post, "From the second window.", version=2)[0] == 302


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 30])
def test_a_broken_version_is_an_error_and_not_a_fault(cast: Cast, as_: As, post: Post, version: str) -> None:
    answer = as_(cast.ben).post(
        f"/discussions/post/{post.public_id}/edit/", {"text": "x", "basis": "opinion", "version": version}
    )
    assert answer.status_code in (409, 422)
    assert Post.objects.get(pk=post.pk).source == "Hold for a marzipan."


def test_a_withdrawn_post_takes_no_edit_and_the_text_comes_back(cast: Cast, as_: As, post: Post) -> None:
    posting.withdraw_post(post, actor=cast.ben)
    status, page = edit(as_(cast.ben), post, "Too late a word")
    assert (status, "Too late a word</textarea>" in page) == (404, True)
    assert Post.objects.get(pk=post.pk).source == ""


def test_a_post_under_report_takes_no_edit(cast: Cast, as_: As, post: Post) -> None:
    moderation.report_post(post, actor=cast.ada, kind=ReportKind.IDENTIFIES)
    status, page = edit(as_(cast.ben), post, "Another word")
    assert status == 409
    assert "A moderator is looking at this post" in page
    assert "Another word</textarea>" in page


def test_a_thread_locked_meanwhile_keeps_the_text_and_says_so(cast: Cast, as_: As, thread: Thread, post: Post) -> None:
    browser = as_(cast.ben)
    moderation.set_locked(thread, actor=cast.mia, locked=True)
    status, page = reply(browser, thread)
    assert status == 409
    assert "locked this thread meanwhile" in page
    assert "What I typed</textarea>" in page
    status, page = edit(browser, post, "A better word")
    assert (status, "A better word</textarea>" in page) == (409, True)
    assert thread.posts.count() == 2


def test_a_thread_moved_meanwhile_is_told_before_its_new_readers_see_anything(cast: Cast, as_: As, thread: Thread) -> None:
    from django.contrib.auth.models import Group  # noqa: PLC0415
    from guardian.shortcuts import assign_perm  # noqa: PLC0415

    browser = as_(cast.ben)
    seen = stamp(browser, thread)
    wider = Board.objects.create(name="Everybody", about="x")
    assign_perm("forum.view_board", Group.objects.get(name="Clinicians"), wider)
    Thread.objects.filter(pk=thread.pk).update(board=wider)
    status, page = reply(browser, thread, seen=seen)
    assert status == 422
    assert "it is now on “Everybody”" in page
    assert "What I typed</textarea>" in page
    assert reply(browser, thread, seen=stamp(browser, thread))[0] == 302


@pytest.mark.parametrize("way", ["reply", "edit", "new"])
def test_who_lost_the_board_gets_the_text_back_and_learns_nothing(
    cast: Cast, as_: As, thread: Thread, post: Post, way: str
) -> None:
    browser = as_(cast.ben)
    cast.ben.groups.clear()
    data = {"title": "My title", "text": "What I typed", "basis": "opinion", "version": "1"}
    real = {
        "reply": f"thread/{thread.public_id}/reply",
        "edit": f"post/{post.public_id}/edit",
        "new": f"{cast.open_board.public_id}/new",
    }
    absent = {"reply": "thread/zzzzzzzzzzzz/reply", "edit": "post/zzzzzzzzzzzz/edit", "new": "zzzzzzzzzzzz/new"}
    answer, other = (browser.post(f"/discussions/{path[way]}/", data) for path in (real, absent))
    assert answer.status_code == other.status_code == 404
    assert without_token(answer.content) == without_token(other.content)
    page = answer.content.decode()
    assert "What I typed</textarea>" in page
    assert thread.title not in page
    assert cast.open_board.name not in page


def test_withdrawing_twice_says_that_it_was_done(cast: Cast, as_: As, post: Post) -> None:
    assert posting.withdraw_post(post, actor=cast.ben) is True
    assert posting.withdraw_post(post, actor=cast.ben) is False
    assert as_(cast.ben).post(f"/discussions/post/{post.public_id}/withdraw/").status_code == 404
    post.thread.refresh_from_db()
    assert post.thread.reply_count == 0


def test_a_part_of_the_page_is_swapped_in_whatever_it_says(cast: Cast, as_: As, thread: Thread) -> None:
    answer = as_(cast.ben).post(
        f"/discussions/thread/{thread.public_id}/reply/",
        {"text": "Ring 07700 900123", "basis": "opinion", "preview": "1"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    assert b"There is a problem" in answer.content


def test_similar_threads_are_offered_inside_the_writers_audience(cast: Cast, as_: As, thread: Thread) -> None:
    posting.start_thread(cast.open_board, actor=cast.mia, title="Taper secrets", text="x", restricted=True)
    drain()
    url = f"/discussions/{cast.open_board.public_id}/new/"
    data = {"title": "Taper stalled again", "text": "y", "basis": "opinion", "preview": "1"}
    page = as_(cast.ben).post(url, data).content.decode()
    assert "Has it been asked already?" in page
    assert "A stalled taper</a>" in page
    assert "Taper secrets" not in page
    assert Thread.objects.count() == 2


def test_a_new_threads_errors_keep_everything_typed(cast: Cast, as_: As) -> None:
    data = {"title": "x" * 141, "text": "My words", "basis": "evidence", "invited": [cast.ada.pk], "clinicians_only": "on"}
    answer = as_(cast.ben).post(f"/discussions/{cast.open_board.public_id}/new/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "My words</textarea>" in page
    assert f'<option value="{cast.ada.pk}" selected>' in page
    assert "or invite nobody: everybody on the board reads it" in page
    assert Thread.objects.count() == 0


def test_a_title_turns_no_list_around(cast: Cast, as_: As) -> None:
    data = {"title": "Taper \u202estalled", "text": "My words", "basis": "evidence"}
    door = f"/discussions/{cast.open_board.public_id}/new/"
    answer = as_(cast.ben).post(door, data)
    assert answer.status_code == 422
    assert "Remove the invisible character" in answer.content.decode()
    assert as_(cast.ben).post(door, data | {"title": "Taper stalled"}).status_code == 302


def test_nobody_is_invited_to_whom_the_thread_would_stay_closed(cast: Cast, as_: As) -> None:
    data = {"title": "T", "text": "x", "basis": "opinion", "restricted": "on", "clinicians_only": "on", "invited": [cast.sam.pk]}
    answer = as_(cast.ben).post(f"/discussions/{cast.open_board.public_id}/new/", data)
    assert answer.status_code == 422
    assert "would not open it to Dr Sam Testing" in answer.content.decode()
