"""What happened afterwards: told truthfully, to nobody but a moderator where somebody died, and with a way out for its author."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from cases import clock, featuring, outcomes
from cases.models import Case, FeaturedCase
from network.forum import moderation, posting, reading
from network.forum.models import Thread, ThreadInvitation
from network.membership.models import AuditEntry, User
from search import indexer
from tests.cases.making import published
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
Mails = Callable[..., Any]
SAD = "It ended worse than we hoped."
NAMES = ("mia", "ben", "sam", "eve", "dee", "stew")


def thread_of(case: Case) -> Thread:
    return Thread.objects.get(pk=case.thread_id)


def post(as_: As, case: Case, user: User, *, follow: bool = False, **fields: str) -> Any:
    return as_(user).post(f"/cases/{case.public_id}/outcome/", {"outcome": SAD, "ended": "none", **fields}, follow=follow)


def test_a_lock_of_a_moderator_stands_and_everybody_is_told_so(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Mails
) -> None:
    open_one, locked = published(cast), published(cast)
    for case in (open_one, locked):
        reading.set_follow(thread_of(case), actor=cast.ben, follow=True)
    moderation.set_locked(thread_of(locked), actor=cast.mia, locked=True)
    with django_capture_on_commit_callbacks(execute=True):
        pages = [post(as_, case, cast.ada, outcome="Stable after six weeks.", follow=True) for case in (open_one, locked)]
    said = [page.content.decode() for page in pages]
    assert [thread_of(case).status for case in (open_one, locked)] == ["outcome", "locked"]
    assert "its discussion is on top again" in said[0]
    assert "A moderator has locked its discussion: that stays closed" in said[1]
    first, second = (m.body for m in mail.outbox if m.to == [cast.ben.email] and "has an outcome" in m.subject)
    assert "open again" in first
    assert "open again" not in second
    assert "closed that to replies" in second
    assert all("/discussions/unfollow/" in body for body in (first, second))


def test_asking_brings_the_discussion_back_to_those_who_follow_it_unless_it_is_locked(
    cast: Cast, django_capture_on_commit_callbacks: Mails
) -> None:
    case, locked = published(cast, clinicians_only=False), published(cast)
    for user in (cast.ben, cast.sam, cast.mia):
        reading.set_follow(thread_of(case), actor=user, follow=True)
    reading.set_follow(thread_of(locked), actor=cast.ben, follow=True)
    cast.mia.groups.clear()
    stood = timezone.now() - timedelta(days=29)
    Thread.objects.update(last_post_at=stood)
    Thread.objects.filter(pk=locked.thread_id).update(status="locked")
    with django_capture_on_commit_callbacks(execute=True):
        clock.ask_outcomes(timezone.now() + timedelta(days=30, hours=1))
    told = [m for m in mail.outbox if "what became of it" in m.subject]
    assert sorted(m.to[0] for m in told) == sorted([cast.ben.email, cast.sam.email])
    assert all(case.reference in m.subject for m in told)
    assert all("/discussions/unfollow/" in m.body for m in told)
    assert (thread_of(case).last_post_at > stood, thread_of(locked).last_post_at > stood) == (True, False)
    asked = [m for m in mail.outbox if m.to == [cast.ada.email] and "what happened" in m.subject]
    assert len(asked) == 2
    assert f"{settings.SITE_URL}/cases/after/" in asked[0].body


def test_asking_opens_an_answered_discussion_again_and_leaves_a_hidden_case_alone(
    cast: Cast, django_capture_on_commit_callbacks: Mails
) -> None:
    answered, hidden = published(cast), published(cast)
    Thread.objects.filter(pk=answered.thread_id).update(status="answered")
    Thread.objects.filter(pk=hidden.thread_id).update(hidden=True)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert clock.ask_outcomes(timezone.now() + timedelta(days=31)) == 1
    assert thread_of(answered).status == "open"
    assert [m.subject for m in mail.outbox if m.to == [cast.ada.email]] == [f"{answered.reference}: what happened?"]
    Thread.objects.update(hidden=False)
    assert clock.ask_outcomes(timezone.now() + timedelta(days=31)) == 1, "asked once it is open again"


@pytest.mark.parametrize("given_back", [True, False])
def test_new_words_for_an_outcome_that_waits_wait_as_well(cast: Cast, as_: As, given_back: bool) -> None:
    case = published(cast)
    outcomes.record(case, actor=cast.ada, outcome="She died at home after the dose was raised.")
    assert not Case.objects.get().special, "found by its words alone"
    if given_back:
        outcomes.give_back(case, actor=cast.mia, version=Case.objects.get().version, note="Wider, please.")
    post(as_, case, cast.ada, outcome="She did not make it.")
    after = Case.objects.get()
    assert (after.outcome, after.outcome_waiting, after.review_note) == ("", "She did not make it.", "")
    assert Case.objects.outcome_waits().exists()


def test_a_note_to_the_author_is_looked_at_twice(cast: Cast, as_: As) -> None:
    case = published(cast)
    outcomes.record(case, actor=cast.ada, outcome=SAD, ended="death")
    url, note = f"/cases/{case.public_id}/outcome/look/", "Ask Siobhan Kelly about it."
    fields: dict[str, Any] = {"note": note, "version": Case.objects.get().version}
    answer = as_(cast.mia).post(url, fields)
    assert (answer.status_code, Case.objects.get().review_note) == (422, "")
    assert '<mark class="id">Siobhan Kelly</mark>' in answer.content.decode()
    assert as_(cast.mia).post(url, {**fields, "looked": "on"}).status_code == 302
    assert Case.objects.get().review_note == note


@pytest.mark.parametrize(
    ("ended", "text"), [("death", SAD), ("incident", SAD), ("none", "She died in her sleep."), ("none", "There was an INQUEST.")]
)
def test_what_may_tell_of_a_death_is_read_by_a_moderator_first(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Mails, ended: str, text: str
) -> None:
    case = published(cast)
    reading.set_follow(thread_of(case), actor=cast.ben, follow=True)
    posting.reply(thread_of(case), actor=cast.ben, text="Hold the dose.")
    with django_capture_on_commit_callbacks(execute=True):
        answer = post(as_, case, cast.ada, ended=ended, outcome=text)
    assert answer.url == "/cases/after/"
    indexer.drain()
    for user in (cast.ben, cast.ada):
        for url in (case.get_absolute_url(), thread_of(case).get_absolute_url(), "/search/?q=inquest", "/search/?q=worse"):
            assert text not in as_(user).get(url).content.decode()
    assert not any("has an outcome" in m.subject for m in mail.outbox)
    assert not any(text in m.body for m in mail.outbox)
    [to_author] = [m for m in mail.outbox if m.to == [cast.ada.email]]
    link = re.search(rf"{settings.SITE_URL}(/cases/\S+)", to_author.body)
    assert link is not None
    assert "whom to talk to" in to_author.body
    assert as_(cast.ada).get(link[1]).status_code == 200
    [to_moderator] = [m for m in mail.outbox if m.to == [cast.mia.email]]
    look = re.search(rf"{settings.SITE_URL}(/cases/\S+)", to_moderator.body)
    assert look is not None
    assert text in as_(cast.mia).get(look[1]).content.decode()
    assert look[1] in as_(cast.mia).get("/cases/review/").content.decode()
    version = Case.objects.get().version
    with django_capture_on_commit_callbacks(execute=True):
        as_(cast.mia).post(look[1], {"version": version, "show": "1"})
    assert text in as_(cast.ben).get(case.get_absolute_url()).content.decode()
    assert [m.to for m in mail.outbox if "has an outcome" in m.subject] == [[cast.ben.email]]
    assert any("your outcome shows" in m.subject for m in mail.outbox)
    assert as_(cast.mia).get(look[1]).status_code == 404


def test_an_outcome_without_a_death_shows_at_once_and_the_question_has_to_be_answered(cast: Cast, as_: As) -> None:
    case = published(cast)
    unanswered = as_(cast.ada).post(f"/cases/{case.public_id}/outcome/", {"outcome": SAD})
    assert unanswered.status_code == 422
    assert "Say whether somebody died" in unanswered.content.decode()
    assert SAD in unanswered.content.decode()
    assert post(as_, case, cast.ada).url == case.get_absolute_url()
    assert SAD in as_(cast.ben).get(case.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_only_a_moderator_of_the_board_who_did_not_write_it_looks_first(cast: Cast, as_: As, name: str) -> None:
    case, user = published(cast), getattr(cast, name)
    outcomes.record(case, actor=cast.ada, outcome=SAD, ended="death")
    may = name == "mia"
    url = f"/cases/{case.public_id}/outcome/look/"
    assert as_(user).get(url).status_code == (200 if may else 404)
    assert as_(cast.ada).get(url).status_code == 404
    version = Case.objects.get().version
    for act in (
        lambda: outcomes.give_back(case, actor=user, version=version, note="Wider, please."),
        lambda: outcomes.let_show(case, actor=user, version=version),
    ):
        if may:
            assert act()
            Case.objects.update(review_note="")
        else:
            with pytest.raises(PermissionDenied):
                act()
    assert Case.objects.get().outcome == (SAD if may else "")


def test_whoever_moderates_the_board_does_not_let_their_own_outcome_show(cast: Cast, as_: As) -> None:
    case = published(cast)
    cast.ada.groups.add(*cast.mia.groups.filter(name__startswith="Moderators"))
    outcomes.record(case, actor=cast.ada, outcome=SAD, ended="death")
    url = f"/cases/{case.public_id}/outcome/look/"
    assert [as_(user).get(url).status_code for user in (cast.ada, cast.mia)] == [404, 200]
    assert url not in as_(cast.ada).get("/cases/review/").content.decode()
    with pytest.raises(PermissionDenied):
        outcomes.let_show(case, actor=cast.ada, version=Case.objects.get().version)


def test_a_death_is_on_record_and_fewer_read_the_case_from_then_on(cast: Cast, as_: As) -> None:
    case = published(cast, clinicians_only=False)
    assert as_(cast.sam).get(case.get_absolute_url()).status_code == 200
    outcomes.record(case, actor=cast.ada, outcome=SAD, ended="death")
    assert Case.objects.get().special == ["death"]
    assert as_(cast.sam).get(case.get_absolute_url()).status_code == 404
    assert as_(cast.sam).get(thread_of(case).get_absolute_url()).status_code == 404
    page = as_(cast.ben).get(case.get_absolute_url()).content.decode()
    assert "we record who opens this case" in page
    assert AuditEntry.objects.filter(verb="outcome waits for a moderator").count() == 1


def test_a_serious_incident_leaves_the_case_to_those_who_took_part(cast: Cast, as_: As) -> None:
    case = published(cast)
    posting.reply(thread_of(case), actor=cast.ben, text="Hold the dose.")
    outcomes.record(case, actor=cast.ada, outcome=SAD, ended="incident")
    statuses = {name: as_(getattr(cast, name)).get(case.get_absolute_url()).status_code for name in ("ada", "ben", "mia", "dee")}
    assert statuses == {"ada": 200, "ben": 200, "mia": 404, "dee": 404}
    assert [row.user for row in ThreadInvitation.objects.all()] == [cast.ben]
    assert as_(cast.mia).get(f"/cases/{case.public_id}/outcome/look/").status_code == 200


def test_an_outcome_comes_back_with_a_note_for_its_author_alone_and_goes_again(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Mails
) -> None:
    case = published(cast)
    post(as_, case, cast.ada, ended="death")
    version, look = Case.objects.get().version, f"/cases/{case.public_id}/outcome/look/"
    assert as_(cast.mia).post(look, {"version": version}).status_code == 422
    leak = as_(cast.mia).post(look, {"version": version, "note": "Call 07700 900123."})
    assert (leak.status_code, Case.objects.get().review_note) == (422, "")
    with django_capture_on_commit_callbacks(execute=True):
        as_(cast.mia).post(look, {"version": version, "note": "Say less of the place."})
    assert any("came back" in m.subject for m in mail.outbox)
    assert not any("Say less" in m.body for m in mail.outbox)
    for url in (case.get_absolute_url(), f"/cases/{case.public_id}/outcome/"):
        assert "Say less of the place." in as_(cast.ada).get(url).content.decode()
    assert "Say less" not in as_(cast.ben).get(case.get_absolute_url()).content.decode()
    assert SAD in as_(cast.ada).get(f"/cases/{case.public_id}/outcome/").content.decode(), "what was typed is given back"
    assert as_(cast.mia).get(look).status_code == 404
    post(as_, case, cast.ada, outcome="Shorter now.")
    assert Case.objects.outcome_waits().get().outcome_waiting == "Shorter now.", "the case is known to tell of a death"
    stale = as_(cast.mia).post(look, {"version": version, "show": "1"}, follow=True)
    assert "Nothing of yours was recorded" in stale.content.decode()
    assert Case.objects.get().outcome == ""
    assert clock.ask_outcomes(timezone.now() + timedelta(days=400)) == 0


def test_a_public_version_is_read_again_after_a_death(cast: Cast) -> None:
    case = published(cast)
    made = featuring.prepare(case, actor=cast.dee, texts=dict.fromkeys(FeaturedCase.TEXTS, "Slow down first."))
    FeaturedCase.objects.filter(pk=made.pk).update(
        state="published", reader=cast.ben, author_agreed_at=timezone.now(), consent_covers="public"
    )
    outcomes.record(case, actor=cast.ada, outcome="Better.")
    assert FeaturedCase.objects.public().exists()
    outcomes.record(case, actor=cast.ada, outcome=SAD, ended="death")
    assert not FeaturedCase.objects.public().exists()


def test_none_of_the_replies_helped_can_be_said_and_a_mark_takes_it_back(cast: Cast, as_: As) -> None:
    case = published(cast)
    reply = posting.reply(thread_of(case), actor=cast.ben, text="Hold the dose.")
    posting.mark_helpful(reply, actor=cast.ada)
    refused = post(as_, case, cast.ada, nothing_helped="on")
    assert (refused.status_code, Case.objects.get().outcome) == (422, "")
    assert "You marked a reply as helpful" in refused.content.decode()
    posting.unmark_helpful(reply, actor=cast.ada)
    assert post(as_, case, cast.ada, nothing_helped="on").status_code == 302
    for url in (case.get_absolute_url(), thread_of(case).get_absolute_url()):
        assert "None of the replies helped" in as_(cast.ben).get(url).content.decode()
    posting.mark_helpful(reply, actor=cast.ada)
    assert "None of the replies helped" not in as_(cast.ben).get(case.get_absolute_url()).content.decode()
