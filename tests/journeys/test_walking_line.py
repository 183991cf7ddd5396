"""The walking line over HTTP, nothing patched: register → verified → post a case → discuss → publish guidance → find it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from cases.models import Case, State
from cms.models import GuidancePage, PublishedVersion
from cms.tree import ensure_tree
from network.forum.models import Thread
from network.membership.models import Application, ClinicalDomain, User
from search.indexer import drain
from search.models import Term
from tests.cast import Cast

As = Callable[[User | None], Client]
pytestmark = pytest.mark.django_db

APPLICATION = {
    "registered_name": "Amara Whitlock", "display_name": "Dr A Whitlock", "email": "amara@practice.example", "profession": "doctor",
    "register_number": " 765 4321 ", "service": "A shared care practice", "reason": "I see mixed sedative use every week.",
    "password1": "a-long-test-passphrase", "accept_terms": "on", "accept_rules": "on",
}  # fmt: skip
CASE = {
    "urgent": "no", "kind": "ask", "headline": "Street benzos and two seizures: where do I start?", "age_band": "30s", "setting": "community",
    "prescribed": "methadone 60 mg a day", "story": "They take eight to ten tablets a day and want to stop.", "risks": "Two seizures in a year.",
    "tried": "Stopping alone, twice.", "question": "Is a community start safe, and at what dose of diazepam?", "consent_basis": "anonymised",
    "clinicians_only": "on", "substance-0-name": "tablets of unknown content", "substance-0-amount": "8 to 10 a day",
    "substance-0-route": "oral", "substance-0-source": "illicit",
}  # fmt: skip
ANSWERS = {"singled_out": "no", "searchable": "no", "family": "no", "others": "no"}


def test_a_clinician_applies_is_verified_and_briefed(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    ensure_tree()
    browser = Client()
    assert browser.post("/accounts/signup/", APPLICATION).status_code == 302
    application = Application.objects.get(registered_name="Amara Whitlock")
    assert (application.register_number, application.user.role) == ("7654321", "registrant")
    link = re.search(r"/accounts/confirm-email/\S+", mail.outbox[-1].body)
    assert link
    page = browser.get(link[0])
    assert page.status_code == 200
    assert not EmailAddress.objects.get(email="amara@practice.example").verified, "a mail scanner's GET must consume nothing"
    steward = as_(cast.stew)
    assert b"Amara Whitlock" not in steward.get("/desk/applications/").content, "unconfirmed applications do not reach the desk"
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        assert browser.post(link[0]).status_code == 302
    assert mail.outbox[-1].to == [cast.stew.email]

    assert b"Amara Whitlock" in steward.get("/desk/applications/").content
    desk = f"/desk/applications/{application.public_id}/"
    assert steward.post(desk, {"decision": "approve", "reason": "x"}).status_code == 422, "a number proves nothing"
    ClinicalDomain.objects.create(name="practice.example")
    steward.post(f"{desk}work/", {"do": "found", "text": "The register shows this name, with a licence."})
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        steward.post(desk, {"decision": "approve", "reason": "Checked with the practice"})
    assert mail.outbox[-1].to == ["amara@practice.example"]
    assert "briefing" in mail.outbox[-1].body

    member = as_(User.objects.get(email="amara@practice.example"))
    assert member.get("/cases/new/").headers["Location"] == "/briefing/"
    wrong = member.post("/briefing/", {"age": "yes", "date": "date", "initials": "reply", "family": "tell", "clear": "done"})
    assert wrong.status_code == 422
    assert (
        member.post(
            "/briefing/", {"age": "no", "date": "interval", "initials": "report", "family": "leave", "clear": "read"}
        ).status_code
        == 302
    )
    assert member.get("/cases/new/").status_code == 200


def test_a_declined_applicant_reads_why(cast: Cast, as_: As, django_capture_on_commit_callbacks: Callable[..., object]) -> None:
    Application.objects.create(
        user=cast.cy, registered_name="Cy", profession="doctor", service="x", reason="y", accepted_rules_at=timezone.now()
    )
    EmailAddress.objects.create(user=cast.cy, email=cast.cy.email, verified=True, primary=True)
    url = f"/desk/applications/{Application.objects.get(user=cast.cy).public_id}/"
    assert as_(cast.ada).get(url).status_code == 404
    steward = as_(cast.stew)
    assert steward.post(url, {"decision": "decline", "reason": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        steward.post(url, {"decision": "decline", "reason": "The register shows another name."})
    assert "another name" in mail.outbox[-1].body
    assert b"another name" in as_(cast.cy).get("/application/").content


def no_interest(browser: Client, case: Case) -> Client:
    """Say that the reader has no interest in the case, which shows it to them."""
    assert browser.post(f"/cases/review/{case.public_id}/interest/", {"interest": "no"}).status_code == 302
    return browser


def write_case(browser: Client, cast: Cast, **changes: str) -> Case:
    data = {**CASE, "board": cast.open_board.public_id, "do": "send", **changes}
    answer = browser.post("/cases/new/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    case = Case.objects.latest("pk")
    if data["do"] == "send":
        assert browser.post(f"/cases/{case.public_id}/send/", {"read": "on"}).status_code == 302
        case.refresh_from_db()
    return case


def test_a_case_is_checked_reviewed_discussed_and_found(cast: Cast, as_: As) -> None:
    ensure_tree()
    ada, ben, eve, sam = as_(cast.ada), as_(cast.ben), as_(cast.eve), as_(cast.sam)
    bad = {**CASE, "board": cast.open_board.public_id, "do": "send", "story": "NHS number 999 000 0018, marzipan."}
    refused = ada.post("/cases/new/", bad)
    assert refused.status_code == 422
    assert b"marzipan" in refused.content
    assert b"999 000 0018" in refused.content
    assert not Case.objects.exists()
    replaced = ada.post("/cases/new/", {**bad, "do": "replace-everything"})
    assert b"999 000 0018" not in replaced.content
    assert not Case.objects.exists()

    case = write_case(ada, cast)
    assert case.state == State.SUBMITTED
    for browser in (ben, eve, sam):
        assert browser.get(case.get_absolute_url()).status_code == 404, "nobody reads it before review"
    assert ada.get(f"/cases/review/{case.public_id}/").status_code == 404, "nobody reviews their own"
    assert b"Street benzos" not in ben.get("/cases/review/").content, "not even its title"
    unsaid = ben.post(f"/cases/review/{case.public_id}/", {**ANSWERS, "decision": "approve"}, follow=True)
    assert b"Before you read" in unsaid.content, "whoever has not said that they have no interest decides nothing"
    no_interest(ben, case)
    doubt = ben.post(f"/cases/review/{case.public_id}/", {**ANSWERS, "family": "yes", "decision": "approve"})
    assert doubt.status_code == 422
    assert ben.post(f"/cases/review/{case.public_id}/", {**ANSWERS, "decision": "approve"}).status_code == 302
    late = as_(cast.mia).post(f"/cases/review/{case.public_id}/", {**ANSWERS, "decision": "approve"}, follow=True)
    assert b"Somebody else decided" in late.content

    thread = Thread.objects.get()
    assert thread.board == cast.open_board
    assert b"Case summary" in ben.get(thread.get_absolute_url()).content
    assert (
        ben.post(
            f"/discussions/thread/{thread.public_id}/reply/", {"text": "Hold the methadone still.", "basis": "experience"}
        ).status_code
        == 302
    )
    for browser in (eve, sam):
        assert browser.get(thread.get_absolute_url()).status_code == 404
        assert browser.get(case.get_absolute_url()).status_code == 404

    drain()
    for words in ("street benzos", "methadone still"):
        assert b"Street" in ben.get("/search/", {"q": words}).content
        for browser in (eve, sam, Client()):
            page = browser.get("/search/", {"q": words})
            assert page.status_code == 200
            assert b"0 results" in page.content
            assert b"Street benzos" not in page.content
    assert b"Street benzos" in ada.get("/cases/").content
    assert b"Street benzos" not in eve.get("/cases/").content
    assert b"Street benzos" not in Client().get("/cases/").content


def test_a_returned_case_comes_back_with_its_note_and_can_be_sent_again(cast: Cast, as_: As) -> None:
    case = write_case(as_(cast.ada), cast)
    ben = no_interest(as_(cast.ben), case)
    assert ben.post(f"/cases/review/{case.public_id}/", {**ANSWERS, "decision": "return", "note": ""}).status_code == 422
    leak = ben.post(f"/cases/review/{case.public_id}/", {**ANSWERS, "decision": "return", "note": "Take out 07700 900123"})
    assert leak.status_code == 422
    ben.post(
        f"/cases/review/{case.public_id}/",
        {**ANSWERS, "family": "yes", "decision": "return", "note": "Make the job more general"},
    )
    ada = as_(cast.ada)
    assert b"Make the job more general" in ada.get(case.get_absolute_url()).content
    version = Case.objects.get().version
    data = {**CASE, "board": cast.open_board.public_id, "do": "send", "version": str(version), "risks": "One seizure."}
    assert ada.post(f"/cases/{case.public_id}/edit/", data).status_code == 302
    assert ada.post(f"/cases/{case.public_id}/send/", {"read": "on"}).status_code == 302
    assert Case.objects.get().state == State.SUBMITTED


def test_a_stale_form_overwrites_nothing_and_keeps_the_text(cast: Cast, as_: As) -> None:
    ada = as_(cast.ada)
    case = write_case(ada, cast, do="save")
    data = {**CASE, "board": cast.open_board.public_id, "do": "save", "version": "1"}
    assert ada.post(f"/cases/{case.public_id}/edit/", {**data, "tried": "First tab"}).status_code == 302
    stale = ada.post(f"/cases/{case.public_id}/edit/", {**data, "tried": "Second tab"})
    assert stale.status_code == 422
    assert b"Second tab" in stale.content
    assert Case.objects.get().tried == "First tab"


def test_a_withdrawn_case_is_gone_from_page_thread_search_and_database(cast: Cast, as_: As) -> None:
    ensure_tree()
    ada, ben = as_(cast.ada), as_(cast.ben)
    case = write_case(ada, cast)
    no_interest(ben, case).post(f"/cases/review/{case.public_id}/", {**ANSWERS, "decision": "approve"})
    drain()
    assert b"1 result" in ben.get("/search/", {"q": "seizures kind:case"}).content
    ada.post(f"/cases/{case.public_id}/withdraw/")
    drain()
    assert ben.get(case.get_absolute_url()).status_code == 404
    assert ben.get(Thread.objects.get().get_absolute_url()).status_code == 404
    assert b"0 results" in ben.get("/search/", {"q": "seizures"}).content
    assert Case.objects.get().story == Case.objects.get().headline == ""


def test_guidance_needs_a_second_editor_and_keeps_its_editions(cast: Cast, as_: As) -> None:
    from wagtail.models import Workflow  # noqa: PLC0415

    tree = ensure_tree()
    Term.objects.create(slug="diazepam", name="Diazepam", synonyms=["Valium"])
    other = User.objects.create_user("other.editor@caseround.example", display_name="Other", role="member")
    other.groups.set(cast.dee.groups.all())
    section = {"heading": "Tapering", "intro": "", "recommendations": [{"ref": "1.1", "text": "Go slowly with diazepam.", "rationale": "",
               "strength": "strong", "certainty": "low", "reviewed": "2026", "change": "", "sources": []}]}  # fmt: skip
    page = GuidancePage(
        title="Sedatives", slug="sedatives", summary="For prescribers.", sections=[("section", section)], live=False
    )
    tree.guidance.add_child(instance=page)
    page.save_revision(user=cast.dee)
    workflow = Workflow.objects.get(active=True)
    state = workflow.start(page, cast.dee)
    task = state.current_task_state.task.specific
    assert not page.permissions_for_user(cast.dee).can_publish()
    assert task.get_actions(page, cast.dee) == []
    with pytest.raises(Exception, match="own work"):
        task.on_action(state.current_task_state, cast.dee, "approve")
    assert Client().get("/guidance/sedatives/").status_code == 404
    task.on_action(state.current_task_state, other, "approve")
    first = Client().get("/guidance/sedatives/")
    assert first.status_code == 200
    assert PublishedVersion.objects.get().approved_by == other

    page = GuidancePage.objects.get(slug="sedatives")
    page.summary, page.edit_kind, page.change_note = "For prescribers and key workers.", "substantive", "Key workers added."
    page.save_revision(user=other)
    state = workflow.start(page, other)
    state.current_task_state.task.specific.on_action(state.current_task_state, cast.dee, "approve")
    second = Client().get("/guidance/sedatives/")
    assert b"Key workers added." in second.content
    assert b"edition/1/" in second.content
    old = Client().get("/guidance/sedatives/edition/1/")
    assert b"not the current one" in old.content
    assert b"key workers." not in old.content
    assert b'content="noindex"' in old.content
    drain()
    for words in ("valium", "sedatives"):
        assert b"Superseded" in Client().get("/search/", {"q": words}).content


def test_search_says_when_the_engine_is_down_and_finds_what_was_written_meanwhile(
    cast: Cast, as_: As, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from search import engine  # noqa: PLC0415
    from search.models import Outbox  # noqa: PLC0415

    ada = as_(cast.ada)
    with monkeypatch.context() as outage:

        class Down:
            def __getattr__(self, name: str) -> object:
                raise engine.EngineUnavailable("down")

        outage.setattr("search.indexer.get_engine", Down)
        outage.setattr("search.results.get_engine", Down)
        new = ada.post(
            f"/discussions/{cast.open_board.public_id}/new/", {"title": "Pregabalin", "text": "How fast?", "basis": "opinion"}
        )
        assert new.status_code == 302
        drain()
        assert Outbox.objects.filter(attempts=1).exists()
        page = ada.get("/search/", {"q": "pregabalin"})
        assert page.status_code == 503
        assert b"Search is not answering" in page.content
        assert b'value="pregabalin"' in page.content
        assert ada.get("/discussions/").status_code == 200
    assert drain().kept == 0
    assert b"1 result" in ada.get("/search/", {"q": "pregabalin"}).content


def test_a_stale_index_never_shows_a_hit(cast: Cast, as_: As) -> None:
    as_(cast.ada).post(
        f"/discussions/{cast.open_board.public_id}/new/", {"title": "Pregabalin", "text": "How fast?", "basis": "opinion"}
    )
    drain()
    ben = as_(cast.ben)
    assert b"How fast?" in ben.get("/search/", {"q": "pregabalin"}).content
    Thread.objects.update(hidden=True)  # behind the outbox's back: the index still holds it
    assert b"How fast?" not in ben.get("/search/", {"q": "pregabalin"}).content


def test_a_reviewer_with_an_old_page_is_shown_the_new_text(cast: Cast, as_: As) -> None:
    case = write_case(as_(cast.ada), cast)
    ben = no_interest(as_(cast.ben), case)
    Case.objects.update(version=2, story="Quite another story.")
    answer = ben.post(f"/cases/review/{case.public_id}/", {**ANSWERS, "decision": "approve", "version": "1"})
    assert answer.status_code == 422
    assert b"changed this case since you opened it" in answer.content
    assert Case.objects.get().state == State.SUBMITTED
