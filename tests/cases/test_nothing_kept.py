"""A marker that never passed the gate is planted through every path, a crash included, and looked for in every place that keeps text."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.forms import BaseForm
from django.test import Client

from cases import composer, outcomes, picturing
from network.membership.models import User
from network.shell.errors import SilentFormatter
from network.shell.pictures import pixels
from tests.cases.making import ANSWERS, database_text, declared, draft, form, published, submitted
from tests.cast import Cast
from tests.cms.test_uploads import photo

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
Sent = tuple[User, str, dict[str, Any]]
MARKER = "quillwortpaddle"
LEAK = f"{MARKER} rings from 07700 900123"
PATHS: list[tuple[str, dict[str, str]]] = [
    *(
        ("/cases/new/", {"do": verb})
        for verb in ("save", "send", "check", "replace:1", "replace-all:1", "keep:1", "overwrite", "")
    ),
]


def kept(log: pytest.LogCaptureFixture) -> str:
    line = SilentFormatter("{levelname} {name} {message}", style="{")
    return database_text() + "\n".join(map(line.format, log.records)) + repr([vars(m) for m in mail.outbox])


@pytest.mark.parametrize(("url", "verb"), PATHS)
@pytest.mark.parametrize("crash", [False, True])
def test_a_marker_that_never_passed_the_gate_is_kept_nowhere(
    cast: Cast,
    as_: As,
    url: str,
    verb: dict[str, str],
    crash: bool,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(settings, "ADMINS", [("Operator", "operator@caseround.example")])
    browser = as_(cast.ada)
    if crash:
        browser.raise_request_exception = False

        def fail(texts: Any, reasons: Any) -> None:
            raise RuntimeError(f"bad text: {texts['story']}")

        monkeypatch.setattr(composer, "examine", fail)
    answer = browser.post(url, form(cast, story=LEAK, **verb))
    assert answer.status_code == (500 if crash else answer.status_code)
    assert crash or (MARKER in answer.content.decode() and "no-store" in answer["Cache-Control"])
    assert MARKER not in kept(caplog)
    assert MARKER not in repr(dict(answer.headers))


def _draft(cast: Cast, end: str, **posted: Any) -> Sent:
    return cast.ada, f"/cases/{draft(cast).public_id}/{end}", posted


def _picture(cast: Cast, **posted: Any) -> Sent:
    case = draft(cast)
    image = pixels(io.BytesIO(photo()), ("JPEG",), flat=True)[0]
    picture = picturing.add_picture(case, actor=cast.ada, picture=image, caption="A wound")
    return cast.ada, f"/cases/{case.public_id}/pictures/{picture.public_id}/caption/", posted


def _review(cast: Cast, end: str = "", **posted: Any) -> Sent:
    case = declared(submitted(cast), cast.ben)
    return cast.ben, f"/cases/review/{case.public_id}/{end}", posted


def _outcome(cast: Cast, end: str = "", **posted: Any) -> Sent:
    case = published(cast)
    if end:
        outcomes.record(case, actor=cast.ada, outcome="It ended badly.", ended="death")
    return cast.mia if end else cast.ada, f"/cases/{case.public_id}/outcome/{end}", posted


OTHERS: dict[str, Callable[[Cast], Sent]] = {
    "a page that saves itself": lambda cast: (cast.ada, "/cases/draft/", form(cast, story=LEAK)),
    "a draft that saves itself": lambda cast: _draft(cast, "draft/", **form(cast, story=LEAK, version=1)),
    "a draft": lambda cast: _draft(cast, "edit/", **form(cast, story=LEAK, version=1, do="save")),
    "a mark kept": lambda cast: _draft(cast, "edit/", **form(cast, story=LEAK, do="keep:1") | {"why-1": "word"}),
    "a new picture": lambda cast: _draft(cast, "pictures/", caption=LEAK, seen="on", file=io.BytesIO(photo())),
    "a caption": lambda cast: _picture(cast, caption=LEAK),
    "an outcome": lambda cast: _outcome(cast, outcome=LEAK, ended="none"),
    "an outcome given back": lambda cast: _outcome(cast, "look/", note=LEAK, version="2"),
    "a review": lambda cast: _review(cast, **ANSWERS, decision="return", note=LEAK),
    "a removal": lambda cast: _review(cast, "remove/", severity="low", kind="name", note=LEAK),
}


@pytest.mark.parametrize("what", OTHERS)
@pytest.mark.parametrize("crash", [False, True])
def test_a_marker_is_kept_on_no_other_way_into_a_case(
    cast: Cast, as_: As, what: str, crash: bool, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(settings, "ADMINS", [("Operator", "operator@caseround.example")])
    who, url, posted = OTHERS[what](cast)
    browser = as_(who)
    mail.outbox.clear()
    if crash:
        browser.raise_request_exception = False

        def fail(*given: Any) -> None:
            raise RuntimeError(f"bad form: {[vars(part) if isinstance(part, BaseForm) else part for part in given]}")

        monkeypatch.setattr(BaseForm, "full_clean", fail)
        monkeypatch.setattr(composer, "examine", fail)
    answer = browser.post(url, posted)
    assert answer.status_code in ((500,) if crash else (200, 422)), answer.content.decode()
    assert crash or "cases/draft" in url or url.endswith("draft/") or MARKER in answer.content.decode()
    assert len(mail.outbox) == int(crash), "an operator hears of a crash"
    assert MARKER not in kept(caplog)
    assert MARKER not in repr(dict(answer.headers))


def test_the_search_for_the_marker_can_find_it(cast: Cast, as_: As, caplog: pytest.LogCaptureFixture) -> None:
    as_(cast.ada).post("/cases/new/", form(cast, story=f"{MARKER} takes tablets.", do="save"))
    assert MARKER in kept(caplog)
    logging.getLogger("django.request").error("%s", LEAK)
    assert caplog.text.count(MARKER) == 1


def test_the_console_writes_the_class_of_an_error_and_not_its_message() -> None:
    assert settings.LOGGING["formatters"]["line"]["()"] == "network.shell.errors.SilentFormatter"
    try:
        raise RuntimeError(LEAK)
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "Internal Server Error", None, sys.exc_info())
    logging.Formatter().format(record)  # leaves the message behind for other formatters
    line = SilentFormatter().format(record)
    assert "RuntimeError: [kept out of reports]" in line
    assert "test_nothing_kept.py" in line
    assert MARKER not in line
