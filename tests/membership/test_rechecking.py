"""Staying in: a re-check each year, and a change of name or number that a steward looks at first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from network.membership import deciding, proving, rechecking
from network.membership.models import Application, AuditEntry, Evidence, NameChange, User
from network.membership.names import skeleton
from tests.cast import Cast
from tests.membership.test_desk import apply
from tests.membership.upload_files import PDF

As = Callable[[User | None], Client]
Commit = Callable[..., object]
WANTED = {"registered_name": "Applicant Married", "display_name": "Dr A Married", "register_number": "7654321"}


def member(cast: Cast, number: int = 1) -> Application:
    """Make a member."""
    found = apply(number)
    deciding.approve_application(found, actor=cast.stew)
    return Application.objects.select_related("user").get(pk=found.pk)


def year_later(found: Application) -> None:
    """Let a year pass since the check."""
    Application.objects.filter(pk=found.pk).update(checked_at=timezone.now() - timedelta(days=366))
    User.objects.filter(pk=found.user_id).update(verified_at=timezone.now() - timedelta(days=366))


def test_a_member_is_on_the_desk_a_year_after_the_check_once_and_stays_in_meanwhile(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit
) -> None:
    found, fresh = member(cast, 1), member(cast, 2)
    year_later(found)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        assert [rechecking.put_due_on_the_desk(), rechecking.put_due_on_the_desk()] == [1, 0]
    assert [letter.to for letter in mail.outbox] == [[cast.stew.email]]
    page = as_(cast.stew).get("/desk/applications/?show=recheck").content.decode()
    assert found.registered_name in page
    assert fresh.registered_name not in page
    assert "A year since the last check" in page
    assert User.objects.get(pk=found.user_id).is_clinician
    mail.outbox.clear()
    url = f"/desk/applications/{found.public_id}/work/"
    assert as_(cast.ada).post(url, {"do": "again", "text": "x"}).status_code == 404
    assert as_(cast.stew).post(url, {"do": "again", "text": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        as_(cast.stew).post(url, {"do": "again", "text": "Still there, no conditions."})
        late = as_(cast.stew).post(url, {"do": "again", "text": "Once more."}, follow=True)
    assert "Nothing of yours was recorded" in late.content.decode()
    found.refresh_from_db()
    assert (found.recheck_since, found.state, found.decided_by) == (None, "approved", cast.stew)
    today = timezone.localdate()
    verified = User.objects.get(pk=found.user_id).verified_at
    assert verified is not None
    assert (timezone.localdate(found.checked_at), timezone.localdate(verified)) == (today, today)
    assert f"{today:%-d %B %Y}" in as_(found.user).get("/account/").content.decode(), "verified on is visible"
    assert [letter.to for letter in mail.outbox] == [[found.user.email]]
    assert AuditEntry.objects.filter(verb="checked again").count() == 1


@pytest.mark.parametrize("action", [deciding.limit_application, deciding.mark_lapsed, deciding.suspend])
def test_a_re_check_may_end_in_less(cast: Cast, action: Callable[..., bool]) -> None:
    found = member(cast)
    year_later(found)
    rechecking.put_due_on_the_desk()
    assert action(found, actor=cast.stew, reason="A condition on the register.")
    found.refresh_from_db()
    assert found.recheck_since is None
    assert not rechecking.confirm_again(found, actor=cast.stew, found="Late.")


def test_a_change_of_name_is_a_request_and_the_old_name_stands_until_a_steward_has_looked(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit
) -> None:
    found = member(cast)
    mine, old = as_(found.user), found.registered_name
    proving_page = mine.get("/application/evidence/")
    assert proving_page.status_code == 302, "nobody looks at evidence now"
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        assert mine.post("/account/name/", WANTED).status_code == 302
    assert [letter.to for letter in mail.outbox] == [[cast.stew.email]]
    found.refresh_from_db()
    assert (found.registered_name, found.recheck_why) == (old, "change")
    assert User.objects.get(pk=found.user_id).display_name != "Dr A Married"
    assert "Applicant Married" in mine.get("/account/name/").content.decode()
    proving.add_document(found, actor=found.user, content=PDF, ending="pdf")
    page = as_(cast.stew).get(f"/desk/applications/{found.public_id}/").content.decode()
    assert page.index(old) < page.index("Applicant Married")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        as_(cast.stew).post(
            f"/desk/applications/{found.public_id}/work/", {"do": "again", "text": "The register shows the new name."}
        )
    found.refresh_from_db()
    assert found.registered_name == "Applicant Married"
    assert User.objects.get(pk=found.user_id).display_name == "Dr A Married"
    assert not NameChange.objects.exists()
    assert not Evidence.objects.exists(), "what was shown for it is gone"
    assert mail.outbox[-1].to == [found.user.email]


def test_a_declined_or_withdrawn_change_changes_nothing(cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit) -> None:
    found = member(cast)
    mine, url = as_(found.user), f"/desk/applications/{found.public_id}/work/"
    mine.post("/account/name/", WANTED)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        as_(cast.stew).post(url, {"do": "decline-change", "text": "The register shows the old name."})
        as_(cast.stew).post(url, {"do": "decline-change", "text": "The register shows the old name."})
    letters = [letter for letter in mail.outbox if letter.to == [found.user.email]]
    assert len(letters) == 1
    assert "The register shows the old name." in letters[0].body
    mine.post("/account/name/", WANTED)
    mine.post("/account/name/", {"do": "take-back"})
    found.refresh_from_db()
    assert (found.registered_name, found.recheck_since) == ("Applicant A", None)
    assert not NameChange.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("register_number", "12A3456E", "Nursing and Midwifery Council"),
        ("display_name", "Dr Ada Testing", "another member"),
        ("display_name", "Dr Аda Tеsting", "one alphabet"),
        ("registered_name", "<script>alert(1)</script>", "only letters"),
        ("registered_name", "Ring 07700 900123", "numbers out"),
    ],
)
def test_a_change_is_checked_like_an_application(cast: Cast, as_: As, field: str, value: str, words: str) -> None:
    answer = as_(member(cast).user).post("/account/name/", {**WANTED, field: value})
    assert answer.status_code == 422
    assert words in answer.content.decode() or "Leave out" in answer.content.decode()
    assert not NameChange.objects.exists()


def test_asking_for_a_number_that_somebody_holds_freezes_both_and_is_never_made(cast: Cast, as_: As) -> None:
    found, holder = member(cast, 1), member(cast, 2)
    answer = as_(found.user).post("/account/name/", {**WANTED, "register_number": holder.register_number}, follow=True)
    assert holder.registered_name not in answer.content.decode()
    assert "frozen" not in answer.content.decode().lower()
    assert Application.objects.filter(frozen_at__isnull=False).count() == 2
    assert not rechecking.confirm_again(found, actor=cast.stew, found="It is theirs.")
    deciding.clear_number(found, actor=cast.stew, reason="Spoke to both.")
    assert not rechecking.confirm_again(found, actor=cast.stew, found="It is theirs."), "the database refuses it too"
    found.refresh_from_db()
    assert found.register_number == "7654321"


def test_nobody_asks_or_decides_for_another(cast: Cast) -> None:
    found = member(cast)
    with pytest.raises(PermissionDenied):
        rechecking.ask_name_change(found, actor=cast.ada, **WANTED)
    assert rechecking.ask_name_change(found, actor=found.user, **WANTED)
    for outsider in (cast.ada, cast.mia, cast.dee, found.user):
        with pytest.raises(PermissionDenied):
            rechecking.confirm_again(found, actor=outsider, found="x")
        with pytest.raises(PermissionDenied):
            rechecking.decline_change(found, actor=outsider, reason="x")
    deciding.suspend(found, actor=cast.stew, reason="x")
    with pytest.raises(PermissionDenied):
        rechecking.ask_name_change(found, actor=User.objects.get(pk=found.user_id), **WANTED)


def test_a_name_that_was_taken_since_it_was_asked_for_is_not_given(cast: Cast) -> None:
    found = member(cast)
    rechecking.ask_name_change(found, actor=found.user, **WANTED)
    User.objects.filter(pk=cast.ben.pk).update(display_name="A MARRIED", name_skeleton=skeleton("A MARRIED"))
    assert rechecking.confirm_again(found, actor=cast.stew, found="As it says.") is False
    assert User.objects.get(pk=found.user_id).display_name == found.user.display_name
    User.objects.filter(pk=cast.ben.pk).update(display_name="Other", name_skeleton=skeleton("Other"))
    assert rechecking.confirm_again(found, actor=cast.stew, found="As it says.") is True
    assert User.objects.get(pk=found.user_id).display_name == WANTED["display_name"]
