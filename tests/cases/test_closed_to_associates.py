"""“No associates” and “verified clinicians” are promises about everybody who may be invited later, too."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from cases import actions
from cases.models import Case
from network.forum.inviting import invite
from network.forum.models import Thread
from network.membership.models import User
from tests.cases.making import declared, draft, form, published, submitted
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
SIGNED = {"consent_basis": "signed", "consent_saw": "text", "consent_held": "service"}
PROMISES: list[dict[str, Any]] = [
    {"special": ["prison"]},
    {"special": ["death"]},
    {"setting": "prison"},
    {"age_band": "<18"},
    {**SIGNED, "consent_covers": "clinicians"},
    {**SIGNED, "consent_covers": "invited"},
]


def invited(cast: Cast, **fields: Any) -> dict[str, Any]:
    return {"restricted": True, "invited": [cast.ben], **fields}


@pytest.mark.parametrize("promise", PROMISES)
def test_a_case_for_invited_colleagues_keeps_its_promise_about_associates(cast: Cast, promise: dict[str, Any]) -> None:
    with pytest.raises(actions.NotReady, match=r"closed to associates|clinicians alone"):
        submitted(cast, **invited(cast, clinicians_only=False, **promise))
    case = submitted(cast, **invited(cast, clinicians_only=True, **promise))
    Case.objects.filter(pk=case.pk).update(clinicians_only=False)
    with pytest.raises(actions.NotReady):
        actions.approve(declared(Case.objects.get(pk=case.pk), cast.ben), actor=cast.ben)


def test_an_associate_is_never_admitted_to_such_a_case_and_is_to_another(cast: Cast) -> None:
    promised = published(cast, **invited(cast, clinicians_only=True, **SIGNED, consent_covers="clinicians"))
    plain = published(cast, **invited(cast, clinicians_only=False))
    for case, admitted in ((promised, 0), (plain, 1)):
        assert invite(case.thread, [cast.sam], actor=cast.ada) == admitted
        assert Case.objects.visible_to(cast.sam).filter(pk=case.pk).exists() == bool(admitted)


def test_the_form_says_it_beside_the_box(cast: Cast, as_: As) -> None:
    posted = form(cast, setting="prison", restricted="on", invited=[cast.ben.pk], do="send")
    refused = as_(cast.ada).post("/cases/new/", posted)
    assert refused.status_code == 422
    assert "closed to associates" in refused.context["form"].errors["clinicians_only"][0]
    assert as_(cast.ada).post("/cases/new/", {**posted, "clinicians_only": "on"}).status_code == 302


def test_what_stands_open_from_before_is_closed(cast: Cast) -> None:
    promised = published(cast, **invited(cast, clinicians_only=True, setting="prison"))
    plain = published(cast, **invited(cast, clinicians_only=False))
    for model in (Case, Thread):
        model.objects.update(clinicians_only=False)
    invite(Thread.objects.get(pk=promised.thread_id), [cast.sam], actor=cast.ada)
    assert Case.objects.visible_to(cast.sam).filter(pk=promised.pk).exists()
    import_module("cases.migrations.0016_closed_to_associates").close(apps, None)
    assert not Case.objects.visible_to(cast.sam).filter(pk=promised.pk).exists()
    assert list(Case.objects.filter(clinicians_only=True)) == [promised]
    assert not Thread.objects.get(pk=plain.thread_id).clinicians_only
    assert draft(cast).clinicians_only
