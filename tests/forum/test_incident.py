"""A disclosure incident: hidden at once, removed everywhere, recorded without a word of it, finished whatever happens."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.http import Http404
from django.test import Client
from django.utils import timezone

from network.forum import incidents, moderation, posting
from network.forum.access import get_incident
from network.forum.models import Incident, Post, Report, ReportState, Thread
from network.forum.passages import CUT, Passages
from network.forum.residue import scan
from network.membership.models import AuditEntry, User
from tests.cases.making import published
from tests.cast import Cast

MARKER = "qwyxvortle"
LINE = f"The tablets were called {MARKER} on the street there."
As = Callable[[User | None], Client]
CHOSEN = {"severity": "high", "kind": "together", "note": ""}


def post_of_ada(cast: Cast, text: str = LINE) -> Post:
    thread = posting.start_thread(cast.open_board, actor=cast.ben, title="A taper", text="Opening words.")
    return posting.reply(thread, actor=cast.ada, text=text)


def opened(cast: Cast, subject: Post | Thread | Report, **changes: object) -> Incident:
    return incidents.open_incident(subject, actor=cast.mia, severity="high", kind="name", **changes)[0]  # type: ignore[arg-type]


def left() -> list[str]:
    """Say where the marker still stands, the files of the database aside: those are for real files, below."""
    return sorted(r.place for r in scan(MARKER) if "/" not in r.place)


# --- reporting a case or a thread ---------------------------------------------------------------------------------


def test_a_reader_who_may_know_the_patient_hides_the_case_and_its_thread_from_everybody(cast: Cast, as_: As) -> None:
    case = published(cast, headline=LINE[:100])
    assert case.thread is not None
    page, browser = case.get_absolute_url(), as_(cast.ben)
    assert "I may know this patient" in browser.get(page).content.decode()
    address = f"/discussions/thread/{case.thread.public_id}/report/"
    assert f'<form method="post" action="{address}">' in browser.get(page).content.decode(), "one click"
    for _ in range(2):
        answer = browser.post(address, {"kind": "identifies"}, follow=True)
        assert "It is hidden from everybody" in answer.content.decode(), "a double click says the same"
    assert Report.objects.count() == 1
    sent = f"/discussions/reports/{Report.objects.get().public_id}/sent/"
    assert browser.get(page).headers["Location"] == sent, "the way back leads whoever reported it to their own report"
    assert browser.get(case.thread.get_absolute_url()).status_code == 404
    for reader in (cast.dee, cast.mia):
        assert as_(reader).get(page).status_code == 404
        assert as_(reader).get(case.thread.get_absolute_url()).status_code == 404
    own = as_(cast.ada).get(page).content.decode()
    assert "Hidden while a moderator looks" in own
    assert cast.ben.display_name not in own


def test_a_wrong_tap_is_taken_back_and_words_are_added_by_whoever_reported_alone(cast: Cast, as_: As) -> None:
    case = published(cast)
    thread = case.thread
    assert thread is not None
    moderation.report(thread, actor=cast.ben, kind="identifies")
    report = Report.objects.get()
    sent = f"/discussions/reports/{report.public_id}/sent/"
    for other in (cast.ada, cast.dee, cast.mia):
        assert as_(other).get(sent).status_code == 404
        assert as_(other).post(sent, {"back": "1"}).status_code == 404
        with pytest.raises(PermissionDenied):
            moderation.take_back(report, actor=other)
    browser = as_(cast.ben)
    refused = browser.post(sent, {"note": "Her number is 07700 900123"})
    assert refused.status_code == 422
    assert "07700" not in str(Report.objects.values_list("note", flat=True))
    browser.post(sent, {"note": "The second paragraph."})
    assert "The second paragraph." in as_(cast.mia).get(f"/discussions/reports/{report.public_id}/").content.decode()
    back = browser.post(sent, {"back": "1"}, follow=True).content.decode()
    assert "Taken back" in back
    assert as_(cast.dee).get(case.get_absolute_url()).status_code == 200
    assert AuditEntry.objects.get(verb="took back report of thread").actor is None
    assert not moderation.take_back(report, actor=cast.ben), "twice is once"
    assert "A moderator has looked" in browser.get(sent).content.decode()


@pytest.mark.parametrize("what", ["case", "post"])
def test_a_note_that_names_the_patient_hides_first_and_is_never_stored(cast: Cast, as_: As, what: str) -> None:
    case = published(cast)
    assert case.thread is not None
    post = posting.reply(case.thread, actor=cast.ada, text="An opening reply.")
    about = (
        f"/discussions/post/{post.public_id}/report/"
        if what == "post"
        else f"/discussions/thread/{case.thread.public_id}/report/"
    )
    note = "I think this is Kevin Dunmore from Selby, on 07700 900123"
    answer = as_(cast.ben).post(about, {"kind": "identifies", "note": note})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "It is hidden from everybody" in page
    assert "Kevin Dunmore" in page, "what was typed is kept on the page"
    report = Report.objects.get()
    assert report.note == ""
    assert report.subject.hidden
    sent = f"/discussions/reports/{report.public_id}/sent/"
    assert f'action="{sent}"' in page
    assert as_(cast.ben).post(sent, {"note": "The second line."}).status_code == 302
    report.refresh_from_db()
    assert report.note == "The second line."
    assert as_(cast.ben).post(about, {"kind": "", "note": note}).status_code in (302, 404, 422)
    assert Report.objects.count() == 1


def test_a_post_that_a_moderator_kept_is_not_said_to_be_hidden(cast: Cast, as_: As) -> None:
    post = post_of_ada(cast)
    moderation.report(post, actor=cast.ben, kind="identifies")
    moderation.decide_report(Report.objects.get(), actor=cast.mia, keep=True, version=1)
    answer = as_(cast.dee).post(f"/discussions/post/{post.public_id}/report/", {"kind": "identifies"}, follow=True)
    assert "It is hidden from everybody" not in answer.content.decode()
    assert "A moderator of the board will look" in answer.content.decode()


def test_a_report_taken_back_shows_nothing_that_something_else_hides(cast: Cast) -> None:
    case = published(cast)
    assert case.thread is not None
    for who in (cast.ben, cast.dee):
        thread = Thread.objects.get(pk=case.thread.pk)
        thread.hidden = False  # both pressed before either was seen
        Report.objects.create(thread=thread, reporter=who, kind="identifies")
    moderation.set_hidden(case.thread, hidden=True)
    first, second = Report.objects.all()
    assert moderation.take_back(first, actor=cast.ben)
    assert Thread.objects.get().hidden, "the other reader still thinks so"
    Report.objects.filter(pk=second.pk).update(created_at=timezone.now() - timedelta(minutes=31))
    assert not moderation.take_back(second, actor=cast.dee), "too late: a moderator looks"
    assert Thread.objects.get().hidden
    Report.objects.filter(pk=second.pk).update(created_at=timezone.now())
    opened(cast, second)
    assert not moderation.take_back(second, actor=cast.dee)
    assert Thread.objects.get().hidden, "an incident is not undone by a reader"


def test_an_author_cannot_report_their_own_case_and_an_outsider_finds_no_form(cast: Cast, as_: As) -> None:
    case = published(cast)
    assert case.thread is not None
    address = f"/discussions/thread/{case.thread.public_id}/report/"
    assert "I may know this patient" not in as_(cast.ada).get(case.get_absolute_url()).content.decode()
    assert as_(cast.ada).post(address, {"kind": "identifies"}).status_code == 403
    assert as_(cast.eve).post(address, {"kind": "identifies"}).status_code == 404
    assert not Report.objects.exists()


def test_a_case_kept_by_a_moderator_is_back_and_a_second_report_does_not_hide_it(cast: Cast, as_: As) -> None:
    case = published(cast)
    assert case.thread is not None
    moderation.report(case.thread, actor=cast.ben, kind="identifies")
    report = Report.objects.get()
    assert "Keep this thread?" in as_(cast.mia).get(f"/discussions/reports/{report.public_id}/").content.decode()
    as_(cast.mia).post(f"/discussions/reports/{report.public_id}/", {"decision": "keep", "version": 1})
    assert as_(cast.ben).get(case.get_absolute_url()).status_code == 200
    moderation.report(Thread.objects.get(pk=case.thread.pk), actor=cast.dee, kind="identifies")
    assert as_(cast.ben).get(case.get_absolute_url()).status_code == 200


def test_a_case_withdrawn_while_it_is_reported_cannot_be_kept(cast: Cast) -> None:
    from cases import actions  # noqa: PLC0415

    case = published(cast)
    assert case.thread is not None
    moderation.report(case.thread, actor=cast.ben, kind="identifies")
    report = Report.objects.get()
    actions.withdraw(case, actor=cast.ada)
    assert not moderation.decide_report(report, actor=cast.mia, keep=True, version=1)
    assert Thread.objects.get(pk=case.thread.pk).hidden


# --- who may --------------------------------------------------------------------------------------------------------


def test_only_a_moderator_of_the_board_who_did_not_write_it_finds_incidents(cast: Cast, as_: As) -> None:
    post = post_of_ada(cast)
    open_it = f"/discussions/post/{post.public_id}/incident/"
    for outsider in (cast.ada, cast.ben, cast.sam, cast.stew, cast.eve):
        assert as_(outsider).post(open_it, CHOSEN).status_code == 404
        assert as_(outsider).get("/discussions/incidents/").status_code == 404
    assert not Incident.objects.exists()
    answer = as_(cast.mia).post(open_it, CHOSEN)
    incident = Incident.objects.get()
    assert answer.headers["Location"] == incident.get_absolute_url()
    assert as_(cast.mia).get(incident.get_absolute_url()).status_code == 200
    for outsider in (cast.ada, cast.ben, cast.sam, cast.stew, cast.eve):
        assert as_(outsider).get(incident.get_absolute_url()).status_code == 404
        for verb in ("resume", "close"):
            assert as_(outsider).post(f"{incident.get_absolute_url()}{verb}/").status_code == 404
    own = posting.reply(post.thread, actor=cast.mia, text="Words of a moderator.")
    assert as_(cast.mia).post(f"/discussions/post/{own.public_id}/incident/", CHOSEN).status_code == 404
    Incident.objects.filter(pk=incident.pk).update(post=own)
    with pytest.raises(Http404):
        get_incident(cast.mia, incident.public_id)


def test_two_moderators_and_a_double_click_make_one_incident(cast: Cast) -> None:
    post = post_of_ada(cast)
    moderation.report_post(post, actor=cast.ben, kind="identifies")
    report = Report.objects.get()
    first, new = incidents.open_incident(report, actor=cast.mia, severity="low", kind="name")
    cast.dee.groups.add(cast.mia.groups.get(name__startswith="Moderators"))
    again, newly = incidents.open_incident(report, actor=cast.dee, severity="high", kind="date")
    assert (first, new, newly) == (again, True, False)
    assert Report.objects.get().state == ReportState.REMOVED
    assert AuditEntry.objects.filter(verb="opened incident").count() == 1


def test_a_note_that_repeats_an_identifier_is_refused_and_nothing_is_opened(cast: Cast, as_: As) -> None:
    post = post_of_ada(cast)
    answer = as_(cast.mia).post(f"/discussions/post/{post.public_id}/incident/", {**CHOSEN, "note": "Call 07700 900123."})
    assert answer.status_code == 422
    assert "07700 900123" in answer.content.decode()  # given back to whoever typed it
    assert not Incident.objects.exists()


def test_nobody_but_the_lead_reads_of_it_and_no_page_or_mail_of_the_author_names_the_reader(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    post = post_of_ada(cast)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        moderation.report_post(post, actor=cast.ben, kind="identifies", note="It reads like somebody here.")
        opened(cast, Report.objects.get())
    to_author = [m for m in mail.outbox if cast.ada.email in m.to]
    assert [m.subject for m in to_author] == ["Something you wrote was removed"]
    assert [m.subject for m in mail.outbox if cast.ben.email in m.to] == ["What you reported is being removed"]
    assert all(len(m.to) == 1 and MARKER not in m.body for m in mail.outbox)
    assert all(cast.ben.display_name not in m.body + str(m.message()["To"]) for m in to_author)
    page = as_(cast.mia).get(Incident.objects.get().get_absolute_url()).content.decode()
    assert cast.ben.display_name not in page
    assert "1 reader" in page


# --- removing -------------------------------------------------------------------------------------------------------


def test_copies_are_found_by_line_and_by_sentence_and_other_words_stay() -> None:
    gone = Passages([f"First we tapered slowly.\n{LINE} Then it went well."])
    assert gone.cut(f"> **Dr Ada wrote:**\n>\n> {LINE}\n\nI agree.") == f"> {CUT}\n\nI agree."
    assert gone.cut(f"You said: {LINE} Why?") == CUT
    assert gone.cut(f"- {LINE.upper()}") == CUT
    kept = "> Something else entirely, said elsewhere.\n\nYes."
    assert gone.cut(kept) == kept
    assert Passages([]).cut(LINE) == LINE


@pytest.mark.django_db(transaction=True)
def test_a_post_goes_with_every_quotation_and_the_thread_stays(cast: Cast, as_: As) -> None:
    post = post_of_ada(cast)
    quoting = posting.reply(post.thread, actor=cast.ben, text=f"> **{cast.ada.display_name} wrote:**\n>\n> {LINE}\n\nI agree.")
    elsewhere = posting.start_thread(cast.open_board, actor=cast.dee, title="Another", text=f"I read this:\n\n{LINE}")
    opened(cast, post)
    assert left() == []
    quoting.refresh_from_db()
    assert quoting.source == f"> {CUT}\n\nI agree."
    assert "I agree." in quoting.html
    assert CUT in elsewhere.posts.get().html
    page = as_(cast.ben).get(post.thread.get_absolute_url()).content.decode()
    assert "I agree." in page
    incident = Incident.objects.get()
    assert incident.finished_at
    removed = dict(incident.steps.values_list("name", "removed"))
    assert (removed["quotations"], removed["posts"], removed["title"]) == (2, 1, 0)


NAMES = [step.name for step in incidents.steps()]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broken", NAMES)
def test_a_run_killed_in_a_step_completes_later_and_repeats_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    post, ran = post_of_ada(cast), []
    real = incidents.steps()

    def watched(fails: bool) -> list[incidents.Step]:
        def wrap(step: incidents.Step) -> incidents.Step:
            def run(incident: Incident) -> tuple[int, int]:
                result = step.run(incident)
                if fails and step.name == broken:
                    raise MemoryError(LINE)
                ran.append(step.name)
                return result

            return incidents.Step(step.name, step.label, run, step.in_transaction)

        return [wrap(step) for step in real]

    monkeypatch.setattr(incidents, "steps", lambda: watched(True))
    incident = opened(cast, post)
    incident.refresh_from_db()
    assert incident.finished_at is None
    assert not Post.objects.visible_to(cast.ben).filter(pk=post.pk).exists()
    with pytest.raises(CommandError):
        call_command("incident_resume")
    with pytest.raises(incidents.NotFinished):
        incidents.close_incident(incident, actor=cast.mia, regulator="reported", lessons="Look twice.")
    monkeypatch.setattr(incidents, "steps", lambda: watched(False))
    call_command("incident_resume")
    incident.refresh_from_db()
    assert incident.finished_at
    assert left() == []
    assert sorted(ran) == sorted(NAMES)


# --- the record -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_an_incident_is_closed_once_with_checked_lessons_and_shows_its_clock(cast: Cast, as_: As) -> None:
    incident, browser = opened(cast, post_of_ada(cast)), as_(cast.mia)
    page = browser.get(incident.get_absolute_url()).content.decode()
    assert "71 hours left" in page
    assert "Backups" in page
    close = f"{incident.get_absolute_url()}close/"
    bad = browser.post(close, {"regulator": "reported", "lessons": "Ring 07700 900123 first."})
    assert bad.status_code == 422
    assert browser.post(close, {"lessons": "Look twice."}).status_code == 422
    assert browser.post(close, {"regulator": "reported", "lessons": "Look twice."}).status_code == 302
    assert not incidents.close_incident(incident, actor=cast.mia, regulator="reported", lessons="Something else.")
    page = browser.get(incident.get_absolute_url()).content.decode()
    assert "Look twice." in page
    assert "Something else." not in page


@pytest.mark.django_db(transaction=True)
def test_going_on_says_whether_everything_is_removed_now(cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    real = incidents.steps()
    monkeypatch.setattr(incidents, "steps", lambda: [incidents.Step("posts", "Posts", lambda incident: 1 // 0)])
    incident, browser = opened(cast, post_of_ada(cast)), as_(cast.mia)
    go_on = f"{incident.get_absolute_url()}resume/"
    assert "Load this page again in a minute" in browser.post(go_on, follow=True).content.decode()
    monkeypatch.setattr(incidents, "steps", lambda: real)
    page = browser.post(go_on, follow=True).content.decode()
    assert "Everything is removed." in page
    assert "again in a minute" not in page
    assert "Everything was done." in browser.post(go_on, follow=True).content.decode()


def test_a_reply_begun_before_an_incident_is_asked_for_another_look(cast: Cast, as_: As) -> None:
    post, browser = post_of_ada(cast), as_(cast.ben)
    address = f"/discussions/thread/{post.thread.public_id}/"
    seen = browser.get(address).content.decode().split('name="seen" value="')[1].split('"')[0]
    opened(cast, post)
    typed = {"text": f"> {LINE}\n\nI agree.", "basis": "opinion", "seen": seen}
    answer = browser.post(f"{address}reply/", typed)
    assert answer.status_code == 422
    assert "removed something from this thread" in answer.content.decode()
    assert MARKER in answer.content.decode()


def test_a_task_row_with_words_of_it_is_deleted_and_one_with_ids_stays(cast: Cast) -> None:
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415

    from network.forum import erasing  # noqa: PLC0415
    from network.forum.notify import tell_readers  # noqa: PLC0415

    post = post_of_ada(cast)
    fields = {"task_path": tell_readers.module_path, "queue_name": "default", "backend_name": "default", "priority": 0}
    for args in ([LINE], [post.pk + 999, []]):
        DBTaskResult.objects.create(
            args_kwargs={"args": args, "kwargs": {}},
            run_after="2026-01-01T00:00:00Z",
            exception_class_path="",
            traceback="",
            **fields,
        )
    incident = opened(cast, post)
    assert erasing.queue(incident) == (1, 0)
    assert DBTaskResult.objects.count() == 1


@pytest.mark.parametrize("what", ["post", "case"])
def test_no_byte_of_it_is_left_in_the_files_of_database_index_and_mail(tmp_path: Path, what: str) -> None:
    run = [sys.executable, "-W", "ignore", "-m", "tests.forum.incident_files", str(tmp_path), what]
    done = subprocess.run(run, capture_output=True, text=True, timeout=240, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr[-2000:]
    answer = json.loads(done.stdout.splitlines()[-1])
    assert {name.split(".")[0] for name in answer["before"]} == {"caseround", "search"}
    assert (answer["after"], answer["scan"]) == ([], [])
