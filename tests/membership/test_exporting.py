"""A copy of one's own data: complete by the registry, made by a task, handed to its owner alone, gone after seven days."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from network.forum import posting, reading
from network.membership import exporting
from network.membership.models import AuditEntry, DataExport, User
from network.membership.personal_data import in_the_copy
from tests.cases.making import published
from tests.cast import PASSWORD, Cast
from tests.membership.test_desk import apply

As = Callable[[User | None], Client]
Commit = Callable[..., object]


def proven(browser: Client) -> Client:
    """Type the password again, as the pages ask."""
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser


def opened(content: bytes) -> tuple[dict[str, list[dict[str, object]]], str]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert sorted(archive.namelist()) == ["your-data.html", "your-data.json"]
    return json.loads(archive.read("your-data.json")), archive.read("your-data.html").decode()


def test_a_copy_is_asked_for_told_by_mail_downloaded_and_holds_what_one_wrote(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit
) -> None:
    case = published(cast)
    posting.start_thread(cast.open_board, actor=cast.ben, title="Marzipan", text="Words of Ben.")
    posting.start_thread(cast.open_board, actor=cast.ada, title="Walrus", text="Words <b>of</b> Ada.")
    browser = proven(as_(cast.ada))
    assert "Make a copy" in browser.get("/account/data/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        assert browser.post("/account/data/").status_code == 302
    assert [letter.to for letter in mail.outbox if "copy of your data" in letter.subject] == [[cast.ada.email]]
    assert "Download your data" in browser.get("/account/data/").content.decode()
    answer = browser.get("/account/data/file/")
    assert answer.headers["Content-Type"] == "application/zip"
    assert "attachment" in answer.headers["Content-Disposition"]
    parts, page = opened(answer.content)
    assert list(parts) == [holding.name for holding in in_the_copy()]
    assert parts["Your account"][0]["email"] == cast.ada.email
    assert {post["source"] for post in parts["Your posts"]} >= {"Words <b>of</b> Ada."}
    assert parts["Your cases"][0]["story"] == case.story
    assert "Words &lt;b&gt;of&lt;/b&gt; Ada." in page
    assert "Words of Ben" not in page + json.dumps(parts)
    for secret in (cast.ada.password, "token_hash", "session_key"):
        assert secret not in page + json.dumps(parts)
    assert list(AuditEntry.objects.filter(verb__contains="their data").order_by("pk").values_list("verb", flat=True)) == [
        "asked for their data",
        "took their data",
    ]


def test_a_copy_names_no_thread_that_is_shut_to_its_owner(cast: Cast) -> None:
    thread = posting.start_thread(cast.open_board, actor=cast.ben, title="Marzipan", text="Words of Ben.")
    posting.reply(thread, actor=cast.ada, text="Words of Ada.")
    reading.set_follow(thread, actor=cast.ada, follow=True)

    def shown() -> str:
        return repr([holding.exported(User.objects.get(pk=cast.ada.pk)) for holding in in_the_copy()])

    assert "Marzipan" in shown()
    cast.ada.groups.clear()
    assert "Marzipan" not in shown()
    assert "Words of Ada." in shown()
    assert "not open to you any more" in shown()


def test_a_copy_is_its_owners_alone_and_needs_a_fresh_password(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        exporting.ask_export(cast.ada, actor=cast.ada)
    for other in (cast.ben, cast.stew):
        assert proven(as_(other)).get("/account/data/file/").status_code in (404, 302)
        with pytest.raises(PermissionDenied):
            exporting.ask_export(cast.ada, actor=other)
        with pytest.raises(PermissionDenied):
            exporting.take(cast.ada, actor=other)
    assert proven(as_(cast.ben)).get("/account/data/file/").status_code == 404
    for url in ("/account/data/", "/account/data/file/"):
        assert as_(cast.ada).get(url).headers["Location"].startswith("/accounts/reauthenticate/")
    assert proven(as_(cast.ada)).get("/account/data/file/").status_code == 200


def test_a_double_click_makes_one_and_one_that_was_killed_can_be_made_again(cast: Cast, as_: As) -> None:
    assert exporting.ask_export(cast.ada, actor=cast.ada)
    assert not exporting.ask_export(cast.ada, actor=cast.ada)
    export = DataExport.objects.get()
    DataExport.objects.update(done=3)
    html = proven(as_(cast.ada)).get("/account/data/").content.decode()
    assert f"3 of {export.parts} parts collected" in html
    assert "Make a" not in html
    assert proven(as_(cast.ada)).get("/account/data/file/").status_code == 404
    DataExport.objects.update(asked_at=timezone.now() - timedelta(hours=2))
    assert exporting.ask_export(cast.ada, actor=cast.ada)
    assert exporting.make_export.func(export.pk) == 0, "the first task, waking late, finds nothing to do"
    fresh = DataExport.objects.get()
    assert exporting.make_export.func(fresh.pk) > 0
    fresh.refresh_from_db()
    assert (fresh.done, fresh.ready_at is not None) == (fresh.parts, True)


def test_a_copy_is_gone_after_seven_days(cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        exporting.ask_export(cast.ada, actor=cast.ada)
        exporting.ask_export(cast.ben, actor=cast.ben)
    old = timezone.now() - timedelta(days=7, minutes=1)
    DataExport.objects.filter(user=cast.ada).update(asked_at=old, ready_at=old)
    assert proven(as_(cast.ada)).get("/account/data/file/").status_code == 404
    call_command("membership_housekeeping", verbosity=0)
    assert list(DataExport.objects.values_list("user", flat=True)) == [cast.ben.pk]


def test_an_applicant_has_a_copy_too_without_the_stewards_own_notes(cast: Cast) -> None:
    found = apply()
    found.notes.create(author=cast.stew, kind="note", text="Rang the practice.")
    found.notes.create(author=cast.stew, kind="question", text="Which practice?")
    exporting.ask_export(found.user, actor=found.user)
    exporting.make_export.func(DataExport.objects.get().pk)
    parts, page = opened(exporting.take(found.user, actor=found.user) or b"")
    assert parts["Your application and membership"][0]["registered name"] == found.registered_name
    assert [line["text"] for line in parts["Questions, answers and appeals"]] == ["Which practice?"]
    assert "Rang the practice" not in page
