"""The walking line on the production set-up, over real HTTP: gunicorn, a worker, PostgreSQL, Elasticsearch, mail by SMTP."""

from __future__ import annotations

import re

import pytest

from tests.journeys.test_walking_line import APPLICATION
from tests.processes import errands
from tests.processes.people import sign_in
from tests.processes.stack import Stack, eventually

pytestmark = pytest.mark.servers


def test_a_clinician_registers_is_verified_and_does_the_briefing(stack: Stack) -> None:
    """Mutant: TASKS=immediate, or a worker that is not started: the applicant's letter never comes."""
    who = errands.word()
    address = f"{who}@practice.example"
    applicant, steward = stack.browser(), sign_in(stack, "stew")
    applicant.get("/accounts/signup/")
    assert applicant.submit("/accounts/signup/", **{**APPLICATION, "email": address, "registered_name": who}).status == 200
    link = eventually(lambda: stack.mail.link(address, "/accounts/confirm-email/"), "the confirmation is mailed")
    assert who not in steward.get("/desk/applications/").text
    applicant.get(link)
    applicant.submit("/accounts/confirm-email/")
    desk = eventually(
        lambda: re.search(r'href="(/desk/applications/[a-z0-9]+/)"', steward.get("/desk/applications/").text), "desk"
    )
    page = steward.get(desk[1])
    assert who in page.text
    steward.post(f"{desk[1]}work/", {"do": "found", "text": "The register shows this name, with a licence."}, page=page)
    steward.get(desk[1])
    assert steward.submit(desk[1], decision="approve", reason="Checked with the practice").status == 200
    eventually(lambda: any("briefing" in text for text in stack.mail.to(address)), "the decision is mailed by the worker")

    member = sign_in(stack, address)
    assert member.get("/cases/new/").url == "/briefing/"
    assert member.submit("/briefing/", age="no", date="interval", initials="report", family="leave", clear="read").status == 200
    assert member.get("/cases/new/").url == "/cases/new/"


def test_a_case_is_refused_reviewed_discussed_and_found_by_those_it_is_open_to(stack: Stack) -> None:
    """Mutant: `visible_to` without its grant filter, or the audience filter left out of the Elasticsearch query."""
    ada, ben, eve, nobody = sign_in(stack, "ada"), sign_in(stack, "ben"), sign_in(stack, "eve"), stack.browser()
    title, said = errands.word(), errands.word()
    ada.get("/cases/new/")
    refused = ada.submit("/cases/new/", headline=title, story="NHS number 999 000 0018, marzipan.", do="send", **errands.CASE)
    assert refused.status == 422
    assert "999 000 0018" in refused.text
    assert "marzipan" in refused.text
    assert title not in ada.get("/cases/mine/").text

    case, thread = errands.publish_case(ada, ben, f"{title} and two seizures", "They take eight tablets a day and want to stop.")
    assert errands.reply(ben, thread, f"Hold the methadone, {said}.").status == 200
    assert said in ada.get(thread).text
    errands.until_found(ada, said, title)
    errands.until_found(ada, f"{title} kind:case", title)
    for outsider in (eve, nobody):
        for words in (said, title):
            page = outsider.get("/search/", q=words)
            assert page.status == 200
            assert "0 results" in page.text
        assert title not in outsider.get("/cases/").text
    board = errands.board(ada)
    for path in (case, thread, board, f"{board}new/"):
        assert eve.get(path).status == 404, path
        hidden = nobody.get(path)
        assert hidden.url.startswith("/accounts/login/") or hidden.status == 404, path
    assert title not in eve.get("/discussions/").text


def test_guidance_is_published_by_a_second_editor_and_found_by_everybody(stack: Stack) -> None:
    """Mutant: `SecondEditorApproval.get_actions` without the check of who wrote the draft."""
    dee, eddy, nobody = sign_in(stack, "dee"), sign_in(stack, "eddy"), stack.browser()
    title, said = errands.word(), errands.word()
    editor = errands.draft_guidance(stack, dee, title, f"Go slowly with {said}.")
    with pytest.raises(AssertionError, match="no approval is offered"):
        errands.approve_guidance(dee, editor)
    assert nobody.get(f"/guidance/{title}/").status == 404
    assert errands.approve_guidance(eddy, editor).status == 200
    page = nobody.get(f"/guidance/{title}/")
    assert page.status == 200
    assert said in page.text
    errands.until_found(nobody, said, title)


def test_a_visitor_without_tls_is_sent_to_https(stack: Stack) -> None:
    """Mutant: SECURE_PROXY_SSL_HEADER unset, which would send everybody round in circles, or SECURE_SSL_REDIRECT off."""
    answer = stack.browser().plain("/guidance/")
    assert answer.status == 301
    assert answer.headers["Location"].startswith("https://")
