"""Review by a second clinician: who may, what they answer, the promise of 24 hours, and what happens when it is broken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cases import actions, clock, promise
from cases.models import Case, CaseReview, State
from network.forum import moderation, posting
from network.forum.models import Thread
from network.membership.models import Application, AuditEntry, User
from tests.cases.making import ANSWERS, approve, declared, draft, published, send_back, submitted
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
ADDS_UP = "A retired teacher from a coastal town, widowed, known from the inquest."


def works_at(user: User, service: str) -> None:
    Application.objects.create(
        user=user, registered_name="x", profession="doctor", service=service, reason="x", accepted_rules_at=timezone.now()
    )


def test_nobody_from_the_author_s_service_reviews(cast: Cast, as_: As) -> None:
    works_at(cast.ada, "Harbour Recovery ")
    works_at(cast.ben, "harbour recovery")
    case = submitted(cast)
    assert as_(cast.ben).get(f"/cases/review/{case.public_id}/").status_code == 404
    assert case.reference not in as_(cast.ben).get("/cases/review/").content.decode()
    with pytest.raises(PermissionDenied):
        actions.approve(case, actor=cast.ben)
    assert case.reference in as_(cast.mia).get("/cases/review/").content.decode()
    assert approve(case, cast.mia)


def test_two_people_who_named_no_service_do_not_share_one(cast: Cast) -> None:
    works_at(cast.ada, "")
    works_at(cast.ben, "")
    assert approve(submitted(cast), cast.ben)


@pytest.mark.parametrize("left_out", [*ANSWERS])
def test_every_question_must_be_answered(cast: Cast, as_: As, left_out: str) -> None:
    case = submitted(cast)
    answers = {name: value for name, value in ANSWERS.items() if name != left_out}
    declared(case, cast.ben)
    browser, url = as_(cast.ben), f"/cases/review/{case.public_id}/"
    assert browser.post(url, {**answers, "decision": "approve"}).status_code == 422
    assert Case.objects.get().state == State.SUBMITTED
    assert browser.post(url, {**ANSWERS, "decision": "approve"}).status_code == 302
    assert Case.objects.get().state == State.PUBLISHED


def test_what_was_answered_is_kept_and_the_reviewer_cannot_edit(cast: Cast, as_: As) -> None:
    case = declared(submitted(cast), cast.ben)
    posted = {**ANSWERS, "family": "yes", "decision": "return", "note": "Make the job more general", "story": "Changed by me"}
    as_(cast.ben).post(f"/cases/review/{case.public_id}/", posted)
    review = CaseReview.objects.get()
    assert (review.reviewer, review.version, review.decision, review.family, review.others) == (
        cast.ben,
        1,
        "returned",
        True,
        False,
    )
    assert "Changed by me" not in Case.objects.get().story
    assert as_(cast.ben).get(f"/cases/{case.public_id}/edit/").status_code == 404


def test_an_approval_with_a_doubt_cannot_be_stored(cast: Cast) -> None:
    case = submitted(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseReview.objects.create(case=case, reviewer=cast.ben, version=1, decision="approved", family=True)


def test_where_details_add_up_two_clinicians_must_agree(cast: Cast, as_: As) -> None:
    case = submitted(cast, story=ADDS_UP)
    assert case.reviews_needed == 2
    declared(case, cast.ben)
    declared(case, cast.mia)
    url = f"/cases/review/{case.public_id}/"
    page = as_(cast.ben).get(url).content.decode()
    assert "Occupation" in page
    answer = as_(cast.ben).post(url, {**ANSWERS, "decision": "approve"}, follow=True)
    assert "One more clinician reads it" in answer.content.decode()
    assert Case.objects.get().state == State.SUBMITTED
    assert not Case.objects.reviewable_by(cast.ben).exists(), "one person is not two"
    assert "Your four answers" not in as_(cast.ben).get(url).content.decode()
    assert not Thread.objects.exists()
    assert as_(cast.mia).post(url, {**ANSWERS, "decision": "approve"}).status_code == 302
    assert Case.objects.get().state == State.PUBLISHED


def test_an_approval_counts_for_the_version_that_was_read(cast: Cast) -> None:
    case = submitted(cast, story=ADDS_UP)
    approve(case, cast.ben)
    send_back(case, cast.mia, "Make the job more general")
    case.refresh_from_db()
    fields = {name: getattr(case, name) for name in (*Case.NEEDED, "kind", "board")}
    actions.save_draft(actor=cast.ada, case=case, version=case.version, fields=fields)
    case.refresh_from_db()
    actions.submit(case, actor=cast.ada)
    case.refresh_from_db()
    assert approve(case, cast.ben) is None
    assert Case.objects.get().state == State.SUBMITTED


def test_the_author_sees_what_adds_up_and_what_to_drop(cast: Cast, as_: As) -> None:
    case = draft(cast, story=ADDS_UP)
    page = as_(cast.ada).get(f"/cases/{case.public_id}/send/").content.decode()
    assert "two second clinicians who do not work" in page
    assert "Make these more general" in page
    plain = draft(cast)
    assert "one second clinician who does not work" in as_(cast.ada).get(f"/cases/{plain.public_id}/send/").content.decode()


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.5, "23 hours left of the 24 promised"),
        (19, "5 hours left of the 24 promised"),
        (22.9, "1 hour left of the 24 promised"),
        (23.5, "less than an hour left of the 24 promised"),
        (24, "the 24 hours promised are over"),
        (27, "3 hours over the 24 promised"),
        (24 * 4, "3 days over the 24 hours promised"),
    ],
)
def test_the_promise_says_how_much_of_it_is_left(hours: float, words: str) -> None:
    now = timezone.now()
    assert promise.words(now - timedelta(hours=hours), now) == words


def test_an_unread_case_is_passed_on_once_and_without_its_text(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    case = submitted(cast)
    assert clock.escalate() == 0
    Case.objects.update(submitted_at=timezone.now() - timedelta(hours=25))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("case_timers")
    assert [m.to for m in mail.outbox] == [[cast.mia.email]]
    assert case.reference in mail.outbox[0].subject
    assert not any(text and text in mail.outbox[0].body for text in case.texts().values())
    assert AuditEntry.objects.filter(verb="escalated case", actor=None).count() == 1
    assert clock.escalate() == 0
    assert "Passed on to the duty experts" in as_(cast.ada).get("/cases/mine/").content.decode()


def test_a_published_question_without_a_reply_is_passed_on_and_one_with_a_reply_is_not(cast: Cast) -> None:
    silent, answered = published(cast), published(cast)
    assert answered.thread
    posting.reply(answered.thread, actor=cast.ben, text="Hold the methadone still.")
    Case.objects.update(published_at=timezone.now() - timedelta(hours=25))
    assert clock.escalate() == 1
    assert Case.objects.get(escalated_at__isnull=False) == silent


@pytest.mark.parametrize("what", ["own reply", "hidden reply", "withdrawn reply"])
def test_what_no_colleague_can_read_is_no_reply(cast: Cast, what: str) -> None:
    case = published(cast)
    assert case.thread
    reply = posting.reply(case.thread, actor=cast.ada if what == "own reply" else cast.ben, text="Any thoughts?")
    if what == "hidden reply":
        moderation.report(reply, actor=cast.dee, kind="identifies")
    if what == "withdrawn reply":
        posting.withdraw_post(reply, actor=cast.ben)
    Case.objects.update(published_at=timezone.now() - timedelta(hours=25))
    assert clock.escalate() == 1


def test_a_hidden_case_and_a_locked_discussion_are_not_passed_on_before_they_are_open_again(cast: Cast) -> None:
    hidden, locked = published(cast), published(cast)
    for case, values in ((hidden, {"hidden": True}), (locked, {"status": "locked"})):
        Thread.objects.filter(pk=case.thread_id).update(**values)
    Case.objects.update(published_at=timezone.now() - timedelta(hours=25))
    assert clock.escalate() == 0, "nobody could answer, and its one escalation would be gone"
    Thread.objects.update(hidden=False, status="open")
    assert clock.escalate() == 2


@pytest.mark.parametrize("make", [submitted, published])
def test_what_the_duty_experts_leave_goes_on_to_the_stewards_once(
    cast: Cast, make: Callable[[Cast], Case], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    case, start = make(cast), timezone.now()

    def after(hours: int) -> list[list[str]]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            clock.escalate(start + timedelta(hours=hours))
        return [m.to for m in mail.outbox]

    assert after(25) == [[cast.mia.email]]
    assert after(30) == []
    assert after(50) == [[cast.stew.email]]
    assert "/cases/" not in mail.outbox[0].body
    assert case.reference in mail.outbox[0].subject
    assert after(80) == []
    assert AuditEntry.objects.filter(verb=clock.STILL_WAITS, subject_id=case.public_id).count() == 1


def test_a_case_that_was_sent_again_is_passed_on_again_as_far_as_the_stewards(cast: Cast) -> None:
    case, start = submitted(cast), timezone.now()
    for day in (0, 10):
        Case.objects.update(submitted_at=start + timedelta(days=day), escalated_at=None)
        steps = [clock.escalate(start + timedelta(days=day, hours=hours)) for hours in (25, 50, 75)]
        assert steps == [1, 1, 0]
    assert AuditEntry.objects.filter(verb=clock.STILL_WAITS, subject_id=case.public_id).count() == 2


def test_what_was_looked_at_after_all_goes_to_no_steward(cast: Cast) -> None:
    case = published(cast)
    assert case.thread
    later = timezone.now() + timedelta(hours=50)
    assert clock.escalate(later - timedelta(hours=25)) == 1
    posting.reply(case.thread, actor=cast.ben, text="Hold the methadone still.")
    assert clock.escalate(later) == 0


def test_where_no_moderator_can_look_the_stewards_learn_the_number(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    case = submitted(cast)
    works_at(cast.ada, "Harbour")
    works_at(cast.mia, "Harbour")
    Case.objects.update(submitted_at=timezone.now() - timedelta(hours=25))
    with django_capture_on_commit_callbacks(execute=True):
        clock.escalate()
    assert [m.to for m in mail.outbox] == [[cast.stew.email]]
    assert "/cases/" not in mail.outbox[0].body
    assert case.reference in mail.outbox[0].subject
