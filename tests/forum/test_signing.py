"""Signing by name, pseudonym or profession: one signature per person and thread, and no name anywhere behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cases import actions, outcomes
from cms.tree import ensure_tree
from network.forum import incidents, moderation, posting, signing
from network.forum.models import Post, Report, Thread
from network.membership.models import AuditEntry, User
from search.indexer import drain
from tests.cases.making import form, published
from tests.cast import Cast

As = Callable[[User | None], Client]
NAME = "Dr Qwyx Vortle"


@pytest.fixture
def ada(cast: Cast) -> User:
    """Ada, under a name that stands nowhere else: where it turns up, it leaked."""
    cast.ada.display_name = NAME
    cast.ada.save(update_fields=["display_name"])
    return cast.ada


def started(cast: Cast, signed: str, **more: Any) -> Thread:
    return posting.start_thread(cast.open_board, actor=cast.ada, title="Tapering", text="Opening words.", signed=signed, **more)


def test_a_person_signs_in_one_way_in_a_thread_and_anew_in_the_next(cast: Cast) -> None:
    thread = started(cast, "pseudonym")
    again = posting.reply(thread, actor=cast.ada, text="More.", signed="name")
    assert again.by.name == thread.by.name == thread.posts.get(opens_thread=True).by.name
    assert again.by.name not in ("", cast.ada.display_name)
    ben = posting.reply(thread, actor=cast.ben, text="Mine.", signed="pseudonym")
    assert ben.by.name != thread.by.name
    assert posting.reply(thread, actor=cast.ben, text="Again.").by.name == ben.by.name
    posting.withdraw_post(ben, actor=cast.ben)
    assert posting.reply(thread, actor=cast.ben, text="Third.", signed="role").by.name == ben.by.name
    sam = posting.reply(thread, actor=cast.sam, text="Words.", signed="role")
    assert (sam.by.name, sam.by.byline) == ("A colleague, GP", "name kept back")
    assert posting.reply(thread, actor=cast.mia, text="Words.").by.name == cast.mia.display_name


def test_two_in_a_thread_never_share_a_pseudonym(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    thread = started(cast, "pseudonym")
    first, second = thread.alias.split()
    monkeypatch.setattr(signing, "FIRST", (first,))
    monkeypatch.setattr(signing, "SECOND", (second,))
    other = posting.reply(thread, actor=cast.ben, text="Mine.", signed="pseudonym")
    assert re.fullmatch(rf"{thread.alias} \d{{4}}", other.alias)


def test_the_database_holds_a_name_or_an_alias_never_both(cast: Cast) -> None:
    thread = started(cast, "name")
    for bad in ({"alias": "Quiet Harbour"}, {"signed": "pseudonym"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Thread.objects.filter(pk=thread.pk).update(**bad)


def test_the_forms_ask_once(cast: Cast, as_: As) -> None:
    browser = as_(cast.ada)
    posted = {"title": "Tapering", "text": "Opening words.", "basis": "opinion", "signed": "pseudonym"}
    assert browser.post(f"/discussions/{cast.open_board.public_id}/new/", posted).status_code == 302
    thread = Thread.objects.get()
    assert thread.masked
    page = browser.get(thread.get_absolute_url()).content.decode()
    assert f"You sign here as {thread.alias}" in page
    assert 'name="signed"' not in page
    reader = as_(cast.ben)
    assert 'name="signed"' in reader.get(thread.get_absolute_url()).content.decode()
    reply = {"text": "Mine.", "basis": "opinion", "signed": "nonsense"}
    assert reader.post(f"{thread.get_absolute_url()}reply/", reply).status_code == 422
    assert reader.post(f"{thread.get_absolute_url()}reply/", {**reply, "signed": "role"}).status_code == 302
    assert Post.objects.get(author=cast.ben).by.name == "A clinician, GP"
    assert browser.post(f"{thread.get_absolute_url()}reply/", {"text": "More.", "basis": "opinion"}).status_code == 302
    assert Post.objects.filter(author=cast.ada, alias=thread.alias).count() == 2


def everything(browser: Client, *more: str) -> str:
    """Return every page on which somebody might read of an author."""
    pages = ("/", "/discussions/", "/cases/", "/cases/review/", "/cases/featured/", "/search/?q=Tapering", "/search/?q=seizures")
    pages += ("/discussions/reports/", "/discussions/incidents/", f"/search/?q={NAME.split()[-1]}")
    return "".join(browser.get(url).content.decode() for url in (*pages, *more))


@pytest.mark.parametrize("signed", ["name", "pseudonym", "role"])
def test_the_name_stands_nowhere_for_anybody(
    cast: Cast, ada: User, as_: As, signed: str, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    ensure_tree()
    with django_capture_on_commit_callbacks(execute=True):
        thread = started(cast, signed)
        case = published(cast, signed=signed)
        closed = started(cast, signed, restricted=True, invited=[cast.ben, cast.mia])
        assert case.thread is not None
        reply = posting.reply(case.thread, actor=cast.ben, text="A reply.")
        own = posting.reply(case.thread, actor=cast.ada, text="An answer.")
        posting.edit_post(own, actor=cast.ada, text="Another answer.", basis="opinion", version=1)
        posting.mark_helpful(reply, actor=cast.ada)
        outcomes.record(case, actor=cast.ada, outcome="Better.")
        moderation.report_post(own, actor=cast.ben, kind="other", note="Look.")
        moderation.report_thread(thread, actor=cast.ben, kind="other", note="Look.")
    drain()
    places = [thread.get_absolute_url(), closed.get_absolute_url(), case.get_absolute_url(), case.thread.get_absolute_url()]
    places += [cast.open_board.get_absolute_url(), f"{case.thread.get_absolute_url()}?quote={own.public_id}"]
    places += [f"/discussions/thread/{thread.public_id}/report/", f"/discussions/post/{own.public_id}/report/"]
    places += [f"/discussions/reports/{report.public_id}/" for report in Report.objects.all()]
    leaks = []
    for who in (cast.ben, cast.sam, cast.mia, cast.dee, cast.stew, cast.eve, cast.cy, None):
        more = places + (["/desk/audit/"] if who == cast.stew else [])
        text = everything(as_(who), *more)
        if NAME in text.replace(f"called “{NAME}”", "") or ada.public_id in text:
            leaks.append(who)
    others = "".join(f"{m.subject}{m.body}" for m in mail.outbox if m.to != [ada.email])
    assert NAME not in others
    readers = [cast.ben, cast.sam, cast.mia, cast.dee]
    # The test sees it where it is not kept back; the steward's log too.
    assert [who for who in leaks if who != cast.stew] == (readers if signed == "name" else [])
    assert (cast.stew in leaks) == (signed == "name")
    if signed == "pseudonym":
        assert thread.alias in everything(as_(cast.ben), thread.get_absolute_url())


def test_the_log_names_nobody_for_what_is_not_signed_by_name(cast: Cast) -> None:
    for signed, actor in (("name", cast.ada), ("role", None)):
        thread = started(cast, signed, restricted=True, invited=[cast.ben])
        posting.withdraw_post(thread.posts.get(), actor=cast.ada)
        verbs = AuditEntry.objects.filter(verb__in=["started thread", "invited", "withdrew post"]).order_by("-pk")[:3]
        assert {entry.actor for entry in verbs} == {actor}
    case = published(cast, signed="pseudonym")
    actions.withdraw(case, actor=cast.ada)
    assert not AuditEntry.objects.filter(subject_id=case.public_id, actor=cast.ada).exists()


def test_a_pseudonym_is_mentioned_and_quoted_like_a_name(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    thread = started(cast, "pseudonym")
    opening = thread.posts.get()
    with django_capture_on_commit_callbacks(execute=True):
        post = posting.reply(thread, actor=cast.ben, text=f"As @{thread.alias} says.")
    assert f"<strong>@{thread.alias}</strong>" in post.html
    assert [m.subject for m in mail.outbox if m.to == [cast.ada.email]] == ["You were mentioned"]
    page = as_(cast.ben).get(f"{thread.get_absolute_url()}?quote={opening.public_id}").content.decode()
    assert f"**{thread.alias} wrote:**" in page
    quote = f"> **{thread.alias} wrote:**\n>\n> Opening words.\n\nI agree."
    answer = as_(cast.ben).post(f"{thread.get_absolute_url()}reply/", {"text": quote, "basis": "opinion"})
    assert answer.status_code == 302
    elsewhere = posting.start_thread(cast.open_board, actor=cast.ben, title="Another", text="Words.")
    refused = as_(cast.ben).post(f"{elsewhere.get_absolute_url()}reply/", {"text": f"@{thread.alias}?", "basis": "opinion"})
    assert refused.status_code == 422, "the alias leads to nobody outside its thread"


def test_a_restricted_thread_lists_its_readers_without_its_masked_author(cast: Cast, ada: User, as_: As) -> None:
    for signed in ("name", "pseudonym"):
        thread = started(cast, signed, restricted=True, invited=[cast.ben, cast.dee])
        page = as_(cast.ben).get(thread.get_absolute_url()).content.decode()
        assert (NAME in page) == (signed == "name")
        assert cast.dee.display_name in page


def test_no_preview_finds_the_masked_author_among_the_readers(cast: Cast, ada: User, as_: As) -> None:
    thread = started(cast, "pseudonym", restricted=True, invited=[cast.ben])
    door = f"{thread.get_absolute_url()}reply/"

    def told(name: str) -> str:
        answer = as_(cast.ben).post(door, {"text": f"Hello @{name}, a word.", "basis": "opinion", "preview": "1"})
        return answer.content.decode()

    for absent in (NAME, cast.sam.display_name):
        assert "Nobody who can read this thread is called" in told(absent)
    assert "Nobody who can read" not in told(thread.alias)
    assert "Nobody who can read" not in told(cast.ben.display_name)
    open_thread = started(cast, "pseudonym")
    everybody = as_(cast.ben).post(
        f"{open_thread.get_absolute_url()}reply/", {"text": f"Hello @{NAME}, a word.", "basis": "opinion", "preview": "1"}
    )
    assert "Nobody who can read" not in everybody.content.decode(), "where all read, the one who is missing would be the answer"


def test_a_moderator_opens_no_pseudonym_by_a_report_of_their_own(cast: Cast, as_: As) -> None:
    thread = started(cast, "pseudonym")
    moderation.report(thread, actor=cast.mia, kind="other")
    report = Report.objects.get()
    assert as_(cast.mia).post(f"/discussions/reports/{report.public_id}/name/", {"reason": "Curious"}).status_code == 403
    with pytest.raises(PermissionDenied):
        signing.unmask(report, actor=cast.mia, reason="Curious")
    Report.objects.filter(pk=report.pk).update(reporter=cast.ben)
    assert signing.unmask(Report.objects.get(), actor=cast.mia, reason="Asked in writing") == cast.ada
    Report.objects.filter(pk=report.pk).update(state="kept", decided_at=timezone.now())
    with pytest.raises(PermissionDenied):
        signing.unmask(Report.objects.get(), actor=cast.mia, reason="Too late")


def reported(cast: Cast) -> Report:
    thread = started(cast, "pseudonym")
    moderation.report_thread(thread, actor=cast.ben, kind="identifies")
    return Report.objects.get()


def test_a_moderator_learns_the_name_for_a_recorded_reason_and_the_author_is_told(
    cast: Cast, ada: User, as_: As, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    report = reported(cast)
    browser, url = as_(cast.mia), f"/discussions/reports/{report.public_id}/name/"
    assert f"/{report.public_id}/name/" in browser.get(f"/discussions/reports/{report.public_id}/").content.decode()
    assert NAME not in browser.get(url).content.decode()
    for reason in ("", "Her number is 07700 900123"):
        refused = browser.post(url, {"reason": reason})
        assert refused.status_code == 422
        assert NAME not in refused.content.decode()
    assert not AuditEntry.objects.filter(verb="unmasked author").exists()
    with django_capture_on_commit_callbacks(execute=True):
        shown = browser.post(url, {"reason": "A regulator has asked in writing"})
    assert NAME in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    entry = AuditEntry.objects.get(verb="unmasked author")
    assert (entry.actor, entry.reason) == (cast.mia, "A regulator has asked in writing")
    assert [m.subject for m in mail.outbox if m.to == [cast.ada.email]] == ["A moderator has learnt who wrote something of yours"]
    assert NAME not in everything(browser, f"/discussions/reports/{report.public_id}/")


@pytest.mark.parametrize("name", ["ada", "ben", "sam", "stew", "dee", "eve"])
def test_nobody_else_can_ask_for_the_name(cast: Cast, as_: As, name: str) -> None:
    report = reported(cast)
    person = getattr(cast, name)
    url = f"/discussions/reports/{report.public_id}/name/"
    assert as_(person).post(url, {"reason": "Because"}).status_code == 404
    with pytest.raises(PermissionDenied):
        signing.unmask(report, actor=person, reason="Because")
    assert signing.unmask(report, actor=cast.mia, reason="Because") == cast.ada


def test_what_is_signed_by_name_needs_no_unmasking(cast: Cast, as_: As) -> None:
    thread = started(cast, "name")
    moderation.report_thread(thread, actor=cast.ben, kind="other")
    assert as_(cast.mia).get(f"/discussions/reports/{Report.objects.get().public_id}/name/").status_code == 404


def test_an_incident_leaves_the_signature_and_no_name(cast: Cast, ada: User, as_: As) -> None:
    thread = started(cast, "pseudonym")
    incident, _ = incidents.open_incident(thread, actor=cast.mia, severity="low", kind="other")
    assert NAME not in as_(cast.mia).get(incident.get_absolute_url()).content.decode()


def test_a_case_is_signed_from_its_first_draft(cast: Cast, as_: As) -> None:
    posted = form(cast, signed="pseudonym", do="save", clinicians_only="on")
    assert as_(cast.ada).post("/cases/new/", posted).status_code == 302
    assert cast.ada.cases.get().signed == "pseudonym"
    assert not AuditEntry.objects.filter(verb="saved draft").exclude(actor=None).exists()
