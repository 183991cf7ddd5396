"""A reader who may know the patient: their word counts whatever they said before, and nobody gets round it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from cases import actions, clock
from cases.models import Case, State
from network.forum import incidents, moderation, posting
from network.forum.models import Incident, Post, Report, Thread
from network.forum.passages import CUT
from network.membership.models import User
from network.membership.roles import CLINICIANS
from tests.cases.making import published
from tests.cases.test_featured import public
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
Mails = Callable[..., Any]
LINE = "The tablets were called qwyxvortle on the street there."


def discussed(case: Case) -> Thread:
    return Thread.objects.get(pk=case.thread_id)


def reply_to(case: Case, cast: Cast) -> Post:
    return posting.reply(discussed(case), actor=cast.dee, text="A good reply with words.")


# --- said twice -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["thread", "post"])
def test_knowing_the_patient_after_another_complaint_hides_it_and_says_so(
    cast: Cast, as_: As, what: str, django_capture_on_commit_callbacks: Mails
) -> None:
    case = published(cast)
    subject = discussed(case) if what == "thread" else reply_to(case, cast)
    address, browser = f"/discussions/{what}/{subject.public_id}/report/", as_(cast.ben)
    browser.post(address, {"kind": "other", "note": "An unkind tone."})
    Report.objects.update(created_at=timezone.now() - timedelta(days=2))
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        page = browser.post(address, {"kind": "identifies", "note": "The second line."}, follow=True).content.decode()
    assert "hidden from everybody" in page
    subject.refresh_from_db()
    assert subject.hidden
    report = Report.objects.get()
    assert (report.kind, report.note) == ("identifies", "An unkind tone.\n\nThe second line.")
    assert [m.to for m in mail.outbox] == [[cast.mia.email]], "the moderators hear of it again"
    if what == "thread":
        assert moderation.take_back(report, actor=cast.ben), "the half hour runs from the second word"
        assert not discussed(case).hidden


def test_a_report_that_waits_without_hiding_does_not_claim_that_somebody_looked(cast: Cast, as_: As) -> None:
    case = published(cast)
    moderation.report(discussed(case), actor=cast.ben, kind="other")
    page = as_(cast.ben).get(f"/discussions/reports/{Report.objects.get().public_id}/sent/").content.decode()
    assert "A moderator will look" in page
    assert "looked at it before" not in page


# --- taken back -----------------------------------------------------------------------------------------------------


def test_a_report_of_a_post_is_not_taken_back_and_its_post_stays_before_the_moderators(cast: Cast, as_: As) -> None:
    post = reply_to(published(cast), cast)
    moderation.report(post, actor=cast.ben, kind="identifies")
    report = Report.objects.get()
    answer = as_(cast.ben).post(f"/discussions/reports/{report.public_id}/sent/", {"back": "1"}, follow=True)
    assert "was not taken back" in answer.content.decode()
    assert Report.objects.waiting().get() == report
    assert report.public_id in as_(cast.mia).get("/discussions/reports/").content.decode()


@pytest.mark.parametrize("how", ["author", "moderator", "incident"])
def test_an_old_report_of_a_reply_never_brings_a_withdrawn_case_back(cast: Cast, as_: As, how: str) -> None:
    case = published(cast)
    kind = "other" if how == "author" else "identifies"
    moderation.report(reply_to(case, cast), actor=cast.ben, kind=kind, note="They live near here.")
    report = Report.objects.get()
    if how == "incident":
        incidents.open_incident(discussed(case), actor=cast.mia, severity="high", kind="name")
    else:
        actions.withdraw(case, actor=cast.ada if how == "author" else cast.mia)
    assert not Report.objects.waiting().exists()
    as_(cast.ben).post(f"/discussions/reports/{report.public_id}/sent/", {"back": "1"})
    assert discussed(case).hidden


def test_who_lost_the_board_neither_takes_back_nor_adds(cast: Cast, as_: As) -> None:
    case = published(cast)
    moderation.report(discussed(case), actor=cast.ben, kind="identifies")
    report, browser = Report.objects.get(), as_(cast.ben)
    sent = f"/discussions/reports/{report.public_id}/sent/"
    assert browser.get(sent).status_code == 200
    cast.ben.groups.clear()
    for answer in (browser.get(sent), browser.post(sent, {"back": "1"}), browser.post(sent, {"note": "More."})):
        assert answer.status_code == 404
    for verb in (
        lambda: moderation.take_back(report, actor=cast.ben),
        lambda: moderation.add_note(report, actor=cast.ben, note="x"),
    ):
        with pytest.raises(PermissionDenied):
            verb()
    assert discussed(case).hidden
    cast.ben.groups.add(cast.ada.groups.get(name=CLINICIANS))
    assert browser.post(sent, {"back": "1"}).status_code == 302
    assert not discussed(case).hidden


def test_a_public_version_waits_for_its_second_reader_once_the_case_is_back(
    cast: Cast, django_capture_on_commit_callbacks: Mails
) -> None:
    featured = public(cast)
    moderation.report(discussed(featured.case), actor=cast.ben, kind="identifies")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        moderation.take_back(Report.objects.get(), actor=cast.ben)
    assert [(m.to, m.subject) for m in mail.outbox] == [([cast.mia.email], "A public version of a case awaits a second reader")]


# --- got round ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("because", ["author", "consent", "clock"])
@pytest.mark.parametrize("what", ["thread", "post"])
def test_who_withdraws_what_is_reported_withdraws_it_everywhere_and_the_clock_runs(
    cast: Cast, as_: As, because: str, what: str
) -> None:
    case = published(cast, story=LINE)
    copied = posting.start_thread(cast.open_board, actor=cast.dee, title="Another", text=f"> {LINE}\n\nAnd I?")
    moderation.report(discussed(case) if what == "thread" else reply_to(case, cast), actor=cast.ben, kind="identifies")
    mail.outbox.clear()
    if because == "clock":
        Case.objects.filter(pk=case.pk).update(consent_expires=timezone.localdate() - timedelta(days=1))
        clock.expire_consents()
    else:
        as_(cast.ada).post(f"/cases/{case.public_id}/withdraw/", {"because": because})
    assert Case.objects.get(pk=case.pk).state == State.WITHDRAWN
    incident = Incident.objects.get()
    assert (incident.is_breach, incident.whole, incident.opened_by, bool(incident.finished_at)) == (True, True, None, True)
    assert (incident.closed_at, Report.objects.get().state) == (None, "removed")
    assert copied.posts.get().source == f"> {CUT}\n\nAnd I?"
    told = {(m.to[0], m.subject) for m in mail.outbox}
    assert {(cast.mia.email, f"{incident.reference} was opened"), (cast.ben.email, "What you reported is being removed")} <= told
    assert not any(m.to == [cast.ada.email] and "report" in m.body for m in mail.outbox), "the author never learns of a reader"


@pytest.mark.django_db(transaction=True)
def test_a_case_reported_for_its_tone_alone_is_withdrawn_as_its_author_wishes(cast: Cast, as_: As) -> None:
    case = published(cast)
    moderation.report(discussed(case), actor=cast.ben, kind="other")
    as_(cast.ada).post(f"/cases/{case.public_id}/withdraw/", {"because": "author"})
    assert not Incident.objects.exists()
    assert Report.objects.get().state == "withdrawn"


def test_everybody_who_reported_what_goes_is_told_and_nobody_who_took_it_back(
    cast: Cast, django_capture_on_commit_callbacks: Mails
) -> None:
    case = published(cast)
    moderation.report(discussed(case), actor=cast.mia, kind="identifies")
    moderation.take_back(Report.objects.get(), actor=cast.mia)
    moderation.report(reply_to(case, cast), actor=cast.ben, kind="identifies")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        incidents.open_incident(discussed(case), actor=cast.mia, severity="high", kind="name")
    told = [m.to for m in mail.outbox if m.subject == "What you reported is being removed"]
    assert told == [[cast.ben.email]]
