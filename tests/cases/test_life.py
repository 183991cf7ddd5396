"""A marker in every field of a case, walked through its whole life by the verbs that people use, is nowhere at its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from cases import clock, outcomes
from cases.models import Case, CasePicture, FeaturedCase
from network.forum import incidents, moderation, posting
from network.forum.models import Incident, Report, Thread
from network.forum.residue import scan
from network.membership.models import AuditEntry, User
from search.indexer import drain
from tests.cases.life import LINE, MARKER, lived
from tests.cast import Cast

As = Callable[[User | None], Client]
REMNANT = "search index: its rarest word, which no document has any more"


def left() -> set[str]:
    """Say where the marker still stands, the files of the database aside: tests/forum/incident_files.py reads those."""
    return {r.place for r in scan(MARKER) if "/" not in r.place}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", ["incident", "may identify", "consent", "consent ran out", "withdrawn"])
def test_a_marker_in_every_field_of_a_life_is_nowhere_after_its_end(cast: Cast, as_: As, end: str) -> None:
    case = lived(cast)
    thread = Thread.objects.get(pk=case.thread_id)
    # Somewhere else it is copied; that an author no longer wants their case takes nothing out of other people's threads.
    copied = None
    if end != "withdrawn":
        copied = posting.start_thread(cast.open_board, actor=cast.dee, title="Another", text=f"> {LINE}\n\nAnd I?")
    kind = "identifies" if end == "incident" else "other"
    moderation.report(thread, actor=cast.ben, kind=kind, note=f"Known by {MARKER}.")
    drain()
    planted = {f"cases_case.{name}" for name in Case.TEXTS} - {"cases_case.outcome_waiting", "cases_case.review_note"}
    more = {
        "forum_thread.title", "forum_post.source", "forum_report.note", "cases_casepicture.caption", "cases_casesubstance.name",
        "cases_casesubstance.amount", "cases_casesubstance.duration", "search index",
        *(f"cases_featuredcase.{name}" for name in FeaturedCase.TEXTS),
    }  # fmt: skip
    assert planted | more <= left()
    if end == "incident":
        incidents.open_incident(Report.objects.get(), actor=cast.mia, severity="high", kind="name")
    elif end == "consent ran out":
        Case.objects.filter(pk=case.pk).update(consent_expires=timezone.localdate() - timedelta(days=1))
        assert clock.expire_consents() == 1
    else:
        because = {"may identify": "identifies", "withdrawn": "author"}.get(end, end)
        as_(cast.ada).post(f"/cases/{case.public_id}/withdraw/", {"because": because})
    drain()
    assert Incident.objects.exists() is (end != "withdrawn")
    # Blocks and segments keep words one by one until the index is rebuilt, which an author's mere wish does not do.
    assert left() == (set() if Incident.objects.exists() else left() & {REMNANT})
    assert copied is None or "And I?" in copied.posts.get().source
    assert not CasePicture.objects.exists()
    assert not any(MARKER in m.subject + m.body for m in mail.outbox)
    assert MARKER not in repr(list(AuditEntry.objects.values_list("reason", "verb", "counts")))
    for reader in (cast.ben, cast.ada, cast.mia, None):
        for url in (case.get_absolute_url(), thread.get_absolute_url(), FeaturedCase.objects.get().get_absolute_url()):
            assert MARKER not in as_(reader).get(url, follow=True).content.decode()


@pytest.mark.django_db(transaction=True)
def test_an_outcome_that_waits_and_the_note_it_was_given_back_with_go_as_well(cast: Cast) -> None:
    case = lived(cast)
    outcomes.record(case, actor=cast.ada, outcome=f"Dead, {MARKER}.", ended="death")
    case.refresh_from_db()
    assert outcomes.give_back(case, actor=cast.mia, version=case.version, note=f"Say more of {MARKER}.")
    drain()
    assert {"cases_case.outcome_waiting", "cases_case.review_note"} <= left()
    incidents.open_incident(Thread.objects.get(pk=case.thread_id), actor=cast.mia, severity="high", kind="name")
    drain()
    assert left() == set()
