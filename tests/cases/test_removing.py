"""A reviewer who sees that a case identifies somebody has it destroyed before it is published: everywhere, at once, on record."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from cases import actions, interests, removing
from cases.models import Case, CasePicture, State
from network.forum import posting
from network.forum.models import Incident
from network.forum.residue import scan
from network.membership.models import AuditEntry, User
from search.indexer import drain
from tests.cases.making import declared, draft, published, send_back, submitted
from tests.cases.test_pictures import add
from tests.cast import Cast

As = Callable[[User | None], Client]
MARKER = "qwyxvortle"
LINE = f"The tablets were called {MARKER} on the street there."
CHOSEN = {"severity": "high", "kind": "name", "note": ""}


def address(case: Case) -> str:
    return f"/cases/review/{case.public_id}/remove/"


def left() -> list[str]:
    return sorted(r.place for r in scan(MARKER) if "/" not in r.place)


def full(cast: Cast) -> Case:
    """Return a case that waits for review, with the marker wherever its author can put it."""
    fields = {name: f"{name}: {LINE}" for name in Case.CHECKED if name not in ("headline", "prescribed")}
    rows = [{"name": MARKER, "amount": f"2 {MARKER}", "duration": f"{MARKER} weeks"}]
    case = draft(cast, rows=rows, headline=f"On {MARKER} tablets", prescribed=f"Some {MARKER}", **fields)
    add(case, cast.ada, caption=f"A box of {MARKER}")
    case.refresh_from_db()
    actions.submit(case, actor=cast.ada)
    case.refresh_from_db()
    return case


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["ben", "mia"])
def test_a_case_under_review_goes_from_every_place_and_both_are_told(cast: Cast, as_: As, who: str) -> None:
    case, reader = full(cast), getattr(cast, who)
    copied = posting.start_thread(cast.open_board, actor=cast.dee, title="Another", text=f"> {LINE}\n\nAnd I?")
    other = draft(cast, story=f"Again.\n\n{LINE}")
    drain()
    assert {"cases_case.story", "cases_casepicture.caption", "cases_casesubstance.name"} <= set(left())
    browser = as_(reader)
    declared(case, reader)
    assert address(case) in browser.get(f"/cases/review/{case.public_id}/").content.decode()
    assert MARKER not in browser.get(address(case)).content.decode()
    mail.outbox.clear()
    answer = browser.post(address(case), CHOSEN, follow=True)
    assert "is out of everybody&#x27;s sight" in answer.content.decode()
    assert left() == []
    assert not CasePicture.objects.exists()
    incident = Incident.objects.get()
    assert (incident.opened_by, incident.board, incident.whole, bool(incident.finished_at)) == (
        reader,
        cast.open_board,
        True,
        True,
    )
    assert incident.reach["had_read"] == 1
    case.refresh_from_db()
    other.refresh_from_db()
    assert (case.state, other.state, "And I?" in copied.posts.get().source) == (State.WITHDRAWN, State.DRAFT, True)
    told = {(m.to[0], m.subject) for m in mail.outbox}
    asked = {(cast.mia.email, f"{incident.reference} was opened")} if who == "ben" else set()
    assert told == {(cast.ada.email, "Something you wrote was removed"), *asked}
    assert not any(MARKER in m.body or reader.display_name in m.body for m in mail.outbox)
    page = as_(cast.mia).get(incident.get_absolute_url()).content.decode()
    assert "it was not published" in page
    assert AuditEntry.objects.get(verb="opened incident").actor == reader
    for person in (cast.ada, cast.ben, cast.mia):
        assert as_(person).get(case.get_absolute_url()).status_code == 404


def test_a_returned_case_and_one_taken_back_can_still_be_removed_by_who_read_it(cast: Cast, as_: As) -> None:
    case = submitted(cast)
    send_back(case, cast.ben, "Too exact.")
    for reader, finds in ((cast.ben, True), (cast.mia, True), (cast.dee, False), (cast.ada, False)):
        assert (address(case) in as_(reader).get("/cases/review/").content.decode()) is finds
        assert as_(reader).get(address(case)).status_code == (200 if finds else 404)
    Case.objects.filter(pk=case.pk).update(state=State.DRAFT)
    assert as_(cast.ben).get(address(case)).status_code == 200
    assert as_(cast.ben).post(address(case), CHOSEN).headers["Location"] == "/cases/review/"
    assert Case.objects.get().state == State.WITHDRAWN
    assert as_(cast.ben).get(Incident.objects.get().get_absolute_url()).status_code == 404, "a reviewer leads none"


def test_nobody_else_removes_one_and_no_draft_that_was_never_sent(cast: Cast, as_: As) -> None:
    case, never_sent = submitted(cast), draft(cast)
    for outsider in (cast.ada, cast.sam, cast.stew, cast.eve, cast.cy):
        assert as_(outsider).post(address(case), CHOSEN).status_code in (302, 404)
        with pytest.raises(PermissionDenied):
            removing.remove(case, actor=outsider, severity="high", kind="name")
    assert as_(cast.mia).get(address(never_sent)).status_code == 404
    assert not Incident.objects.exists()
    assert Case.objects.get(pk=case.pk).state == State.SUBMITTED


def test_nobody_removes_a_case_that_they_have_not_read_or_have_an_interest_in(cast: Cast, as_: As) -> None:
    case = submitted(cast)
    for _ in range(2):
        assert as_(cast.dee).get(address(case)).status_code == 404, "nothing declared, so nothing read"
        with pytest.raises(PermissionDenied):
            removing.remove(case, actor=cast.dee, severity="high", kind="name")
    declared(case, cast.dee)
    assert as_(cast.dee).get(address(case)).status_code == 200
    for reader in (cast.dee, cast.mia):  # one of them moderates the board: an interest leaves them out as well
        interests.step_aside(case, actor=reader)
        assert as_(reader).get(address(case)).status_code == 404
        assert case.reference not in as_(reader).get("/cases/review/").content.decode()
    assert as_(cast.dee).post(address(case), CHOSEN).status_code == 302
    assert Case.objects.get().state == State.SUBMITTED


def test_the_end_of_a_consent_is_not_offered_as_what_identifies(cast: Cast, as_: As) -> None:
    case, browser = declared(submitted(cast), cast.ben), as_(cast.ben)
    assert "consent was withdrawn" not in browser.get(address(case)).content.decode()
    assert browser.post(address(case), {**CHOSEN, "kind": "consent"}).status_code == 422
    with pytest.raises(ValueError, match="consent"):
        removing.remove(case, actor=cast.ben, severity="high", kind="consent")
    assert not Incident.objects.exists()
    assert browser.post(address(case), CHOSEN).status_code == 302
    assert Incident.objects.get().is_breach


def test_a_second_press_and_a_case_published_meanwhile_are_told_so(cast: Cast, as_: As) -> None:
    case, stale = submitted(cast), published(cast)
    declared(case, cast.ben)
    for one in (case, stale):
        browser = as_(cast.ben)
        for _ in range(2):
            answer = browser.post(address(one), CHOSEN, follow=True)
        assert "was published or removed a moment ago" in answer.content.decode()
    assert Incident.objects.count() == 1
    assert Case.objects.get(pk=stale.pk).state == State.PUBLISHED
    waiting = submitted(cast)
    Case.objects.filter(pk=waiting.pk).update(state=State.WITHDRAWN)
    with pytest.raises(PermissionDenied):
        removing.remove(waiting, actor=cast.ben, severity="high", kind="name")


def test_what_an_author_still_has_open_does_not_bring_it_back(cast: Cast) -> None:
    case = declared(submitted(cast), cast.ben)
    removing.remove(case, actor=cast.ben, severity="high", kind="name")
    assert not Case.objects.reviewable_by(cast.mia).exists()
    with pytest.raises(PermissionDenied):
        actions.submit(Case.objects.get(pk=case.pk), actor=cast.ada)


def test_a_note_with_an_identifier_is_refused_and_nothing_is_opened(cast: Cast, as_: As) -> None:
    case = declared(submitted(cast), cast.ben)
    answer = as_(cast.ben).post(address(case), {**CHOSEN, "note": "Call 07700 900123."})
    assert answer.status_code == 422
    assert not Incident.objects.exists()


def test_a_note_that_may_point_to_somebody_is_looked_at_twice(cast: Cast, as_: As) -> None:
    case, browser = declared(submitted(cast), cast.ben), as_(cast.ben)
    note = "Ask Siobhan Kelly about it."
    answer = browser.post(address(case), {**CHOSEN, "note": note})
    assert answer.status_code == 422
    assert '<mark class="id">Siobhan Kelly</mark>' in answer.content.decode()
    assert not Incident.objects.exists()
    assert browser.post(address(case), {**CHOSEN, "note": note, "looked": "on"}).status_code == 302
    assert Incident.objects.get().note == note


def test_an_author_who_signs_by_a_pseudonym_is_named_nowhere(cast: Cast, as_: As) -> None:
    case = declared(submitted(cast, signed="pseudonym"), cast.ben)
    removing.remove(case, actor=cast.ben, severity="high", kind="name")
    incident = Incident.objects.get()
    assert incident.thread.alias
    assert cast.ada.display_name not in as_(cast.mia).get(incident.get_absolute_url()).content.decode()
