"""A reported post: who learns of it, what is hidden, who decides, and that it is decided once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from network.forum import moderation, posting
from network.forum.models import Post, Report, ReportKind, ReportState, Thread
from network.forum.notify import tell_author_of_decision, tell_moderators
from network.membership.models import AuditEntry, User
from search.indexer import drain
from search.results import find
from tests.cast import Cast, person
from tests.pages import without_token

As = Callable[[User | None], Client]
WORD = "marzipanwalrus"


@pytest.fixture
def post(cast: Cast) -> Post:
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="A stalled taper", text="Stuck.")
    return posting.reply(thread, actor=cast.ben, text=f"The {WORD} of the town.")


def send(browser: Client, post: Post, kind: str = "identifies", note: str = "") -> tuple[int, str]:
    answer = browser.post(f"/discussions/post/{post.public_id}/report/", {"kind": kind, "note": note}, follow=True)
    return answer.status_code, answer.content.decode()


def test_what_may_identify_is_hidden_at_once_from_everybody(cast: Cast, as_: As, post: Post) -> None:
    drain()
    assert find(WORD, cast.dee).total == 1
    status, page = send(as_(cast.sam), post)
    assert status == 200
    assert "hidden from everybody until a moderator has looked" in page
    drain()
    for reader in (cast.ada, cast.ben, cast.sam, cast.mia):
        page = as_(reader).get(post.thread.get_absolute_url()).content.decode()
        assert WORD not in page
        assert "Hidden while a moderator looks" in page
    assert find(WORD, cast.dee).total == 0
    quote = as_(cast.ada).get(f"{post.thread.get_absolute_url()}?quote={post.public_id}").content.decode()
    assert WORD not in quote


def test_another_complaint_hides_nothing(cast: Cast, as_: As, post: Post) -> None:
    send(as_(cast.ada), post, "other", "Unsafe dose")
    post.refresh_from_db()
    assert post.hidden is False
    assert Report.objects.get().note == "Unsafe dose"


def test_the_author_never_learns_who_nor_does_the_moderator(cast: Cast, as_: As, post: Post) -> None:
    send(as_(cast.sam), post, "identifies", "I know the family")
    report = Report.objects.get()
    tell_moderators.func(report.pk)
    pages = [
        as_(cast.ben).get(post.thread.get_absolute_url()).content.decode(),
        as_(cast.mia).get("/discussions/reports/").content.decode(),
        as_(cast.mia).get(f"/discussions/reports/{report.public_id}/").content.decode(),
    ]
    moderation.decide_report(report, actor=cast.mia, keep=True, version=1)
    tell_author_of_decision.func(report.pk)
    letters = [letter.subject + letter.body for letter in mail.outbox]
    assert [letter.to for letter in mail.outbox] == [[cast.mia.email], [cast.ben.email]]
    assert list(AuditEntry.objects.filter(verb="reported post").values_list("actor", flat=True)) == [None]
    for text in [*pages, *letters]:
        assert cast.sam.display_name not in text
    assert WORD not in "".join(letters)
    assert "I know the family" in pages[2]
    assert "I know the family" not in pages[0] + "".join(letters)


@pytest.mark.parametrize("name", ["ada", "ben", "sam", "dee", "stew", "eve"])
def test_only_moderators_of_the_board_see_the_queue_and_decide(cast: Cast, as_: As, post: Post, name: str) -> None:
    moderation.report_post(post, actor=cast.dee, kind=ReportKind.IDENTIFIES)
    report, browser = Report.objects.get(), as_(getattr(cast, name))
    assert "Nothing is waiting" in browser.get("/discussions/reports/").content.decode()
    url = f"/discussions/reports/{report.public_id}/"
    hidden, absent = browser.get(url), browser.get("/discussions/reports/zzzzzzzzzzzz/")
    assert hidden.status_code == absent.status_code == 404
    assert without_token(hidden.content) == without_token(absent.content)
    assert browser.post(url, {"decision": "remove", "version": "1"}).status_code == 404
    with pytest.raises(PermissionDenied):
        moderation.decide_report(report, actor=getattr(cast, name), keep=False, version=1)
    assert Post.objects.get(pk=post.pk).source


def test_a_moderator_keeps_and_the_post_is_back(cast: Cast, as_: As, post: Post) -> None:
    moderation.report_post(post, actor=cast.ada, kind=ReportKind.OTHER)
    moderation.report_post(post, actor=cast.sam, kind=ReportKind.IDENTIFIES)
    url = f"/discussions/reports/{Report.objects.first().public_id}/"  # type: ignore[union-attr]
    answer = as_(cast.mia).post(url, {"decision": "keep", "version": "1"}, follow=True)
    assert b"Kept: everybody in the thread can read it" in answer.content
    drain()
    assert WORD in as_(cast.ada).get(post.thread.get_absolute_url()).content.decode()
    assert find(WORD, cast.dee).total == 1
    assert set(Report.objects.values_list("state", "decided_by")) == {(ReportState.KEPT, cast.mia.pk)}
    assert AuditEntry.objects.get(verb="kept reported post").counts == {"reports": 2}


def test_a_moderator_removes_and_no_word_is_left(cast: Cast, as_: As, post: Post) -> None:
    moderation.report_post(post, actor=cast.sam, kind=ReportKind.IDENTIFIES)
    url = f"/discussions/reports/{Report.objects.get().public_id}/"
    as_(cast.mia).post(url, {"decision": "remove", "version": "1"})
    drain()
    stored = Post.objects.get(pk=post.pk)
    assert (stored.source, stored.html, stored.withdrawn) == ("", "", True)
    assert find(WORD, cast.dee).total == 0
    stored.thread.refresh_from_db()
    assert stored.thread.reply_count == 0
    assert b"settled already: removed" in as_(cast.mia).get(url, follow=True).content


def test_nobody_reports_or_decides_on_their_own(cast: Cast, as_: As, post: Post) -> None:
    assert send(as_(cast.ben), post)[0] == 403
    own = posting.reply(post.thread, actor=cast.mia, text="Mine")
    moderation.report_post(own, actor=cast.ada, kind=ReportKind.IDENTIFIES)
    assert Report.objects.visible_to(cast.mia).count() == 0
    with pytest.raises(PermissionDenied):
        moderation.decide_report(Report.objects.get(), actor=cast.mia, keep=True, version=1)


def test_who_cannot_read_the_post_cannot_report_it(cast: Cast, as_: As, post: Post) -> None:
    assert send(as_(cast.eve), post)[0] == 404
    with pytest.raises(PermissionDenied):
        moderation.report_post(post, actor=cast.eve, kind=ReportKind.IDENTIFIES)


def test_a_double_click_reports_once(cast: Cast, post: Post) -> None:
    assert moderation.report_post(post, actor=cast.sam, kind=ReportKind.OTHER) is True
    assert moderation.report_post(post, actor=cast.sam, kind=ReportKind.OTHER) is False
    assert Report.objects.count() == 1


def test_a_text_that_was_looked_at_is_not_hidden_again_but_a_new_text_is(cast: Cast, post: Post) -> None:
    moderation.report_post(post, actor=cast.sam, kind=ReportKind.IDENTIFIES)
    moderation.decide_report(Report.objects.get(), actor=cast.mia, keep=True, version=1)
    moderation.report_post(post, actor=cast.ada, kind=ReportKind.IDENTIFIES)
    post.refresh_from_db()
    assert post.hidden is False
    posting.edit_post(post, actor=cast.ben, text="Other words", basis="opinion", version=1)
    post.refresh_from_db()
    moderation.report_post(post, actor=cast.sam, kind=ReportKind.IDENTIFIES)
    post.refresh_from_db()
    assert post.hidden is True


def test_a_text_changed_since_it_was_opened_is_read_again(cast: Cast, as_: As, post: Post) -> None:
    moderation.report_post(post, actor=cast.sam, kind=ReportKind.OTHER)
    posting.edit_post(post, actor=cast.ben, text="Other words", basis="opinion", version=1)
    url = f"/discussions/reports/{Report.objects.get().public_id}/"
    answer = as_(cast.mia).post(url, {"decision": "remove", "version": "1"}, follow=True)
    assert b"Nothing was decided: read it again" in answer.content
    assert b"Other words" in answer.content
    assert Post.objects.get(pk=post.pk).source == "Other words"


@pytest.mark.parametrize(
    "data", [{}, {"decision": "maybe", "version": "1"}, {"decision": "keep"}, {"decision": "keep", "version": "x"}]
)
def test_a_decision_that_is_none_decides_nothing(cast: Cast, as_: As, post: Post, data: dict[str, str]) -> None:
    moderation.report_post(post, actor=cast.sam, kind=ReportKind.OTHER)
    answer = as_(cast.mia).post(f"/discussions/reports/{Report.objects.get().public_id}/", data)
    assert answer.status_code == 422
    assert Report.objects.get().state == ReportState.OPEN


def test_an_author_who_withdraws_settles_the_report(cast: Cast, as_: As, post: Post) -> None:
    moderation.report_post(post, actor=cast.sam, kind=ReportKind.IDENTIFIES)
    assert as_(cast.ben).post(f"/discussions/post/{post.public_id}/withdraw/").status_code == 302
    assert Report.objects.get().state == ReportState.WITHDRAWN
    assert "Nothing is waiting" in as_(cast.mia).get("/discussions/reports/").content.decode()


def test_a_moderator_sees_the_one_post_of_a_restricted_thread_and_no_more(cast: Cast, as_: As) -> None:
    thread = posting.start_thread(
        cast.open_board, actor=cast.ada, title="Quiet title", text="First secret", restricted=True, invited=[cast.ben]
    )
    post = posting.reply(thread, actor=cast.ada, text="Second words")
    moderation.report_post(post, actor=cast.ben, kind=ReportKind.OTHER)
    browser = as_(cast.mia)
    page = browser.get(f"/discussions/reports/{Report.objects.get().public_id}/").content.decode()
    assert "Second words" in page
    for hidden in ("First secret", "Quiet title", thread.public_id):
        assert hidden not in page + browser.get("/discussions/reports/").content.decode()
    assert browser.get(thread.get_absolute_url()).status_code == 404


def test_a_note_that_identifies_is_refused_and_kept_in_the_form(cast: Cast, as_: As, post: Post) -> None:
    status, page = send(as_(cast.sam), post, "other", "Ring 07700 900123")
    assert status == 422
    assert "Ring 07700 900123</textarea>" in page
    assert Report.objects.count() == 0
    assert send(as_(cast.sam), post, "other", "x" * 501)[0] == 422
    assert send(as_(cast.sam), post, "nonsense")[0] == 422


def test_a_moderator_who_lost_the_board_hears_nothing(cast: Cast, post: Post) -> None:
    other = person("Max", cast.mia.role, "Moderators: Sedatives")  # type: ignore[arg-type]
    moderation.report_post(post, actor=cast.sam, kind=ReportKind.OTHER)
    User.objects.filter(pk=other.pk).update(is_active=False)
    assert tell_moderators.func(Report.objects.get().pk) == 1
    assert mail.outbox[0].to == [cast.mia.email]


def test_the_queue_costs_the_same_for_few_and_many(
    cast: Cast, as_: As, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    thread, browser = posting.start_thread(cast.open_board, actor=cast.ada, title="T", text="x"), as_(cast.mia)
    counts = []
    for many in (5, 20):
        for n in range(many):
            post = Post.objects.create(thread=thread, author=cast.ben, source=f"{n}", html="x")
            Report.objects.create(post=post, reporter=cast.sam, kind=ReportKind.OTHER)
        counts.append(count_queries(lambda: browser.get("/discussions/reports/")))
    assert counts[0] == counts[1] <= 6
    assert Thread.objects.count() == 1
