"""When consent ends, a case goes as in a disclosure incident: hidden at once, and every copy of it found wherever it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cases import actions, clock
from cases.actions import Because
from cases.models import Case, State
from network.forum import incidents, posting
from network.forum.access import get_incident
from network.forum.models import Incident, Post, Thread
from network.forum.passages import CUT
from network.forum.residue import scan
from network.membership.models import AuditEntry, User
from search.indexer import drain
from tests.cases.making import draft, published
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
As = Callable[[User | None], Client]
MARKER = "qwyxvortle"
LINE = f"The tablets were called {MARKER} on the street there."
AGREED = {"consent_basis": "signed", "consent_covers": "members", "consent_saw": "text", "consent_held": "service"}


def quoted(cast: Cast) -> tuple[Case, Post]:
    """Return a published case and a post of another thread that quotes a line of it; both are in the index."""
    case = published(cast, story=LINE, **AGREED)
    assert case.thread is not None
    posting.reply(case.thread, actor=cast.ben, text=f"So they were {MARKER}.")
    other = posting.start_thread(cast.open_board, actor=cast.dee, title="Colours of tablets", text="What is about?")
    post = posting.reply(other, actor=cast.ben, text=f"> {LINE}\n\nWe see these as well.")
    drain()
    return case, post


def withdrawn_by_author(case: Case) -> None:
    actions.withdraw(case, actor=case.author, because=Because.CONSENT)


def run_out(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(consent_expires=timezone.localdate() - timedelta(days=1))
    assert clock.expire_consents() == 1
    assert clock.expire_consents() == 0


ENDS = pytest.mark.parametrize("end", [withdrawn_by_author, run_out])


@ENDS
def test_a_quotation_in_another_thread_is_gone_from_page_table_and_index(
    cast: Cast, as_: As, end: Callable[[Case], None]
) -> None:
    case, post = quoted(cast)
    reader, url = as_(cast.dee), post.thread.get_absolute_url()
    assert MARKER in reader.get(url).content.decode()
    assert MARKER in reader.get("/search/", {"q": MARKER}).content.decode()
    assert scan(MARKER)
    end(case)
    drain()
    post.refresh_from_db()
    assert post.source == f"> {CUT}\n\nWe see these as well."
    page = reader.get(url).content.decode()
    assert MARKER not in page
    assert "We see these as well" in page, "the words of their own stay"
    assert "Colours of tablets" not in reader.get("/search/", {"q": MARKER}).content.decode()
    assert [r.place for r in scan(MARKER) if "/" not in r.place] == []
    case.refresh_from_db()
    assert (case.state, case.story, case.age_band) == (State.WITHDRAWN, "", "")


@ENDS
def test_the_record_is_sealed_with_counts_names_no_author_and_runs_no_clock(
    cast: Cast, as_: As, end: Callable[[Case], None]
) -> None:
    case, _ = quoted(cast)
    mail.outbox.clear()
    end(case)
    incident = Incident.objects.get()
    assert (incident.kind, incident.opened_by, incident.whole) == ("consent", None, True)
    assert incident.finished_at
    assert incident.closed_at
    assert incident.steps.get(name="quotations").removed == 1
    assert not AuditEntry.objects.filter(subject_type="forum.incident", actor=cast.ada).exists()
    page = as_(cast.mia).get(incident.get_absolute_url()).content.decode()
    assert "Report clock" not in page
    assert "Opened by the withdrawal of the case" in page
    assert cast.ada.display_name not in page
    assert "the withdrawal of the case" in as_(cast.mia).get("/discussions/incidents/").content.decode()
    told = [m for m in mail.outbox if incident.reference in m.subject]
    assert [m.to for m in told] == [[cast.mia.email]]
    assert not any(MARKER in f"{m.subject}{m.body}" for m in mail.outbox)
    assert as_(cast.ada).get(incident.get_absolute_url()).status_code == 404
    with pytest.raises(PermissionDenied):
        incidents.resume(incident, actor=cast.ada)


@ENDS
def test_it_is_out_of_sight_at_once_and_a_removal_that_was_killed_goes_on_by_the_timer(
    cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch, end: Callable[[Case], None]
) -> None:
    case, post = quoted(cast)
    assert case.thread is not None
    whole = incidents.steps()

    def killed(incident: Incident) -> tuple[int, int]:
        raise MemoryError

    half = [*whole[:3], *(incidents.Step(s.name, s.label, killed) for s in whole[3:])]
    monkeypatch.setattr(incidents, "steps", lambda: half)
    end(case)
    assert Incident.objects.get().finished_at is None
    for reader in (cast.ben, cast.mia, cast.ada):
        assert as_(reader).get(case.get_absolute_url()).status_code == 404
        assert as_(reader).get(case.thread.get_absolute_url()).status_code == 404
    monkeypatch.setattr(incidents, "steps", lambda: whole)
    call_command("incident_resume")
    assert Incident.objects.get().finished_at
    post.refresh_from_db()
    assert MARKER not in post.source
    assert [r.place for r in scan(MARKER) if "/" not in r.place] == []


def test_a_case_that_may_identify_somebody_starts_the_clock_and_one_no_longer_wanted_opens_nothing(cast: Cast, as_: As) -> None:
    case, _ = quoted(cast)
    other = published(cast)
    actions.withdraw(other, actor=cast.ada)
    assert not Incident.objects.exists()
    assert Thread.objects.get(pk=other.thread_id).title == other.reference
    actions.withdraw(case, actor=cast.ada, because=Because.IDENTIFIES)
    incident = Incident.objects.get()
    assert incident.closed_at is None
    assert "hours left" in as_(cast.mia).get(incident.get_absolute_url()).content.decode()
    assert get_incident(cast.mia, incident.public_id)
    assert any("72 hours" in m.body and m.to == [cast.mia.email] for m in mail.outbox)


def test_a_moderator_who_withdraws_for_consent_is_in_the_record_and_a_second_click_opens_nothing(cast: Cast) -> None:
    case, _ = quoted(cast)
    assert actions.withdraw(case, actor=cast.mia, because=Because.CONSENT)
    assert not actions.take_away(case, actor=cast.mia, verb="withdrew case", because=Because.CONSENT, everywhere=True)
    assert Incident.objects.get().opened_by == cast.mia


def test_a_draft_whose_consent_ran_out_had_no_reader_and_opens_nothing(cast: Cast) -> None:
    case = draft(cast, story=LINE, **AGREED)
    run_out(case)
    assert not Incident.objects.exists()
    assert Case.objects.get().story == ""
