"""A marker that never passed the gate is planted through every path, a crash included, and looked for in every place that keeps text."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from cases import composer
from network.membership.models import User
from network.shell.errors import SilentFormatter
from tests.cases.making import database_text, form
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
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
