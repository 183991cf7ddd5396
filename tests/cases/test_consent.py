"""Consent as data: what it covers is never widened, and when it ends the case is gone."""

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
from cms.tree import ensure_tree
from network.forum.models import Thread
from network.membership.models import AuditEntry, User
from search.indexer import drain
from tests.cases.making import approve, declared, draft, form, published, submitted
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
SIGNED = {"consent_basis": "signed", "consent_covers": "clinicians", "consent_saw": "text", "consent_held": "service"}


@pytest.mark.parametrize("left_out", ["consent_covers", "consent_saw", "consent_held"])
def test_an_agreement_says_whom_it_covers_what_was_seen_and_who_holds_the_form(cast: Cast, as_: As, left_out: str) -> None:
    browser, posted = as_(cast.ada), form(cast, **SIGNED, clinicians_only="on", do="send")
    assert browser.post("/cases/new/", {**posted, left_out: ""}).status_code == 422
    with pytest.raises(actions.NotReady):
        submitted(cast, **{**SIGNED, "clinicians_only": True, left_out: ""})
    assert browser.post("/cases/new/", posted).status_code == 302


@pytest.mark.parametrize(
    ("covers", "readers", "allowed"),
    [
        ("invited", {"clinicians_only": True}, False),
        ("invited", {"restricted": True}, True),
        ("clinicians", {"clinicians_only": False}, False),
        ("clinicians", {"clinicians_only": True}, True),
        ("members", {"clinicians_only": False}, True),
        ("public", {"clinicians_only": False}, True),
    ],
)
def test_a_case_is_never_opened_wider_than_the_agreement(
    cast: Cast, covers: str, readers: dict[str, bool], allowed: bool
) -> None:
    fields = {**SIGNED, **readers, "consent_covers": covers}
    if readers.get("restricted"):
        fields["invited"] = [cast.ben]
    if allowed:
        assert published(cast, **fields).state == State.PUBLISHED
    else:
        with pytest.raises(actions.NotReady, match="fewer readers"):
            submitted(cast, **fields)
        case = draft(cast, **{**fields, "consent_covers": "public"})
        actions.submit(case, actor=cast.ada)
        Case.objects.filter(pk=case.pk).update(consent_covers=covers)
        case.refresh_from_db()
        with pytest.raises(actions.NotReady):
            approve(case, cast.ben)


def test_the_form_refuses_readers_whom_the_agreement_does_not_cover_and_keeps_the_text(cast: Cast, as_: As) -> None:
    answer = as_(cast.ada).post("/cases/new/", form(cast, **SIGNED, do="save"))
    assert answer.status_code == 422
    assert "fewer readers than you chose" in answer.content.decode()
    assert "street tablets" in answer.content.decode()
    assert not Case.objects.exists()


def test_an_agreement_that_has_ended_cannot_be_used(cast: Cast, as_: As) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    posted = form(cast, **SIGNED, clinicians_only="on", do="save", consent_expires=yesterday.isoformat())
    assert as_(cast.ada).post("/cases/new/", posted).status_code == 422
    assert as_(cast.ada).post("/cases/new/", {**posted, "consent_expires": timezone.localdate().isoformat()}).status_code == 302


def test_a_case_whose_consent_ran_out_is_out_of_sight_before_any_timer_runs_and_gone_after(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    ensure_tree()
    case = published(cast, **SIGNED, clinicians_only=True)
    drain()
    ben, url = as_(cast.ben), case.get_absolute_url()
    Case.objects.update(consent_expires=timezone.localdate())
    assert ben.get(url).status_code == 200, "the last day counts"
    assert clock.expire_consents() == 0
    Case.objects.update(consent_expires=timezone.localdate() - timedelta(days=1))
    assert ben.get(url).status_code == 404
    assert case.headline not in ben.get("/cases/").content.decode()
    assert url not in ben.get("/search/", {"q": "street benzos kind:case"}).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert clock.expire_consents() == 1
    assert clock.expire_consents() == 0
    gone = Case.objects.get()
    assert (gone.state, gone.story, gone.headline) == (State.WITHDRAWN, "", "")
    assert ben.get(Thread.objects.get().get_absolute_url()).status_code == 404
    assert AuditEntry.objects.filter(verb="consent expired", actor=None).count() == 1
    assert mail.outbox[-1].to == [cast.ada.email]
    assert "tablets" not in mail.outbox[-1].body


def test_consent_taken_back_is_recorded_as_the_reason(cast: Cast, as_: As) -> None:
    case = published(cast)
    assert as_(cast.ada).post(f"/cases/{case.public_id}/withdraw/", {"because": "consent"}).status_code == 302
    assert Case.objects.get().state == State.WITHDRAWN
    assert AuditEntry.objects.get(verb="withdrew case").reason == "consent"


def test_a_case_whose_consent_ended_is_neither_sent_nor_reviewed(cast: Cast, as_: As) -> None:
    case = submitted(cast, **{**SIGNED, "clinicians_only": True})
    assert as_(cast.ben).get(f"/cases/review/{case.public_id}/").status_code == 200
    Case.objects.filter(pk=case.pk).update(consent_expires=timezone.localdate() - timedelta(days=1))
    case.refresh_from_db()
    assert as_(cast.ben).get(f"/cases/review/{case.public_id}/").status_code == 404
    with pytest.raises(PermissionDenied):
        approve(case, cast.ben)
    late = draft(cast, **{**SIGNED, "clinicians_only": True})
    Case.objects.filter(pk=late.pk).update(consent_expires=timezone.localdate() - timedelta(days=1))
    with pytest.raises(actions.NotReady, match="run out"):
        actions.submit(late, actor=cast.ada)


def test_an_outcome_that_may_point_to_somebody_is_looked_at_again(cast: Cast, as_: As) -> None:
    case = published(cast)
    browser, url = as_(cast.ada), f"/cases/{case.public_id}/outcome/"
    text = {"outcome": "Tamsel is well again and works.", "ended": "none"}
    refused = browser.post(url, text)
    assert refused.status_code == 422
    assert '<mark class="id">Tamsel</mark>' in refused.content.decode()
    assert Case.objects.get(pk=case.pk).outcome == ""
    assert browser.post(url, {**text, "looked": "on"}).status_code == 302
    assert Case.objects.get(pk=case.pk).outcome == text["outcome"]


def test_the_author_and_the_reviewer_see_the_whole_consent_and_readers_its_basis_and_reach(cast: Cast, as_: As) -> None:
    last = timezone.localdate() + timedelta(days=40)
    case = draft(cast, **{**SIGNED, "consent_saw": "told"}, clinicians_only=True, consent_expires=last)
    whole = (
        "The person has agreed in writing",
        "Verified clinicians on the board",
        "A description in conversation",
        "The service, in its records",
        f"{last:%B %Y}",
    )
    page = as_(cast.ada).get(f"/cases/{case.public_id}/send/").content.decode()
    assert all(words in page for words in whole)
    actions.submit(case, actor=cast.ada)
    declared(case, cast.ben)
    page = as_(cast.ben).get(f"/cases/review/{case.public_id}/").content.decode()
    assert all(words in page for words in whole)
    approve(case, cast.ben)
    page = as_(cast.dee).get(case.get_absolute_url()).content.decode()
    assert all(words in page for words in whole[:2])
    assert not any(words in page for words in whole[2:])


def test_everything_that_an_agreement_lacks_is_said_at_once(cast: Cast, as_: As) -> None:
    refused = as_(cast.ada).post("/cases/new/", form(cast, consent_basis="signed", clinicians_only="on", do="send"))
    wanted = {"consent_covers", "consent_saw", "consent_held"}
    assert wanted <= set(refused.context["form"].errors)
    assert all(f'href="#id_{name}"' in refused.content.decode() for name in wanted)
    with pytest.raises(actions.NotReady, match=r"(?s)whom the agreement.*what the person saw.*who holds"):
        submitted(cast, consent_basis="signed")


def test_a_last_day_that_nobody_can_mean_is_refused(cast: Cast, as_: As) -> None:
    posted = form(cast, **SIGNED, clinicians_only="on", do="save")
    refused = as_(cast.ada).post("/cases/new/", {**posted, "consent_expires": "9999-01-01"})
    assert "Check the year" in refused.context["form"].errors["consent_expires"][0]
    in_ten_years = timezone.localdate() + timedelta(days=3650)
    assert as_(cast.ada).post("/cases/new/", {**posted, "consent_expires": in_ten_years.isoformat()}).status_code == 302
