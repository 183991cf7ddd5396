"""Every form that a visitor, applicant, member, moderator or steward is shown takes anything that can be typed: never an error
of the server, nothing unescaped, and what was typed comes back. The forms are read from the pages, so a new field is tried too."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.test import Client

from cases import featuring, outcomes
from network.forum import moderation, posting
from network.forum.models import Report
from network.membership import deciding
from network.membership.models import User
from tests.cases.making import declared, draft, published, submitted
from tests.cases.test_featured import TEXTS
from tests.cast import Cast
from tests.membership.test_desk import apply

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
BAD = {
    "empty": "",
    "over-long": "long words " * 3_000,
    "right to left": "\u202eabc\u202c שלום مرحبا",
    "emoji": "👩🏽‍⚕️ 💊 " * 20,
    "nul": "before\x00after",
    "script": SCRIPT,
    "one megabyte": "x" * 1_000_000,
}
SECRET = {"password", "password1", "password2", "code"}
pytestmark = pytest.mark.django_db


@dataclass
class Form:
    """One form of a page, with the values it would send."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)  # names of the fields that take text


class FormsOf(HTMLParser):
    """Reads the post forms of a page's main part."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect forms and their fields."""
        a = {name: value or "" for name, value in attrs}
        if tag == "form" and a.get("method", "").lower() == "post":
            self._open = Form(a.get("action", ""))
        if self._open is None or ("name" not in a and tag not in ("option", "button")):
            return
        if tag == "textarea":
            self._area, self._open.values[a["name"]] = a["name"], ""
            self._open.typed.append(a["name"])
        elif tag == "select":
            self._select = a["name"]
        elif tag == "option" and self._select and ("selected" in a or self._select not in self._open.values):
            self._open.values[self._select] = a.get("value", "")
        elif tag == "input":
            self._input(self._open, a)
        elif tag == "button" and a.get("name"):
            self._open.values.setdefault(a["name"], a.get("value", ""))

    def _input(self, form: Form, a: dict[str, str]) -> None:
        kind = a.get("type", "text")
        if kind in ("radio", "checkbox"):
            if "checked" in a or (kind == "radio" and a["name"] not in form.values):
                form.values[a["name"]] = a.get("value", "on")
        elif kind not in ("submit", "file"):
            form.values[a["name"]] = a.get("value", "")
            if kind in ("text", "email", "search", "password", "tel", "number"):
                form.typed.append(a["name"])

    def handle_data(self, data: str) -> None:
        """Keep what stands in a text area."""
        if self._open is not None and self._area:
            self._open.values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form" and self._open is not None:
            self.forms.append(self._open)
            self._open = None


def forms_of(browser: Client, address: str) -> list[Form]:
    """Return the forms of the page that have something to type into."""
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    reader = FormsOf()
    reader.feed(answer.content.decode())
    return [form for form in reader.forms if form.typed]


@pytest.fixture
def pages(cast: Cast, client_for: Callable[[User | None], Client]) -> list[tuple[Client, str]]:
    """Each page with a form that takes text, and the browser of somebody who is shown it."""
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="A taper", text="Opening words.")
    post = posting.reply(thread, actor=cast.ben, text="A reply.")
    reported = posting.reply(thread, actor=cast.ben, text="Another reply.")
    moderation.report_post(reported, actor=cast.sam, kind="other")
    report = reported.reports.get()
    case, done, waiting = draft(cast), published(cast), submitted(cast)
    ada, ben, mia, stew = (client_for(user) for user in (cast.ada, cast.ben, cast.mia, cast.stew))
    application, member, waits = apply(), apply(2), apply(3)
    deciding.approve_application(member, actor=cast.stew)
    mine = client_for(waits.user)
    declared(waiting, cast.ben)
    shown, sad, removable = published(cast), published(cast), declared(submitted(cast), cast.ben)
    second = posting.reply(thread, actor=cast.ben, text="One more.")
    outcomes.record(sad, actor=cast.ada, outcome="It ended worse than we hoped.", ended="death")
    worded = featuring.prepare(shown, actor=cast.dee, texts=TEXTS)
    moderation.report_thread(done.thread, actor=cast.ben, kind="other")
    own = Report.objects.get(thread=done.thread)
    dee = client_for(cast.dee)
    return [
        (client_for(None), "/accounts/signup/"),
        (client_for(None), "/accounts/login/"),
        (client_for(None), "/accounts/password/reset/"),
        (ada, thread.get_absolute_url()),
        (ada, f"/discussions/{cast.open_board.public_id}/new/"),
        (ben, f"/discussions/post/{post.public_id}/edit/"),
        (ada, f"/discussions/post/{post.public_id}/report/"),
        (mia, f"/discussions/reports/{report.public_id}/"),
        (ada, "/cases/new/"),
        (ada, f"/cases/{case.public_id}/edit/"),
        (ada, f"/cases/{done.public_id}/outcome/"),
        (ben, f"/cases/review/{waiting.public_id}/"),
        (ben, f"/cases/review/{removable.public_id}/remove/"),
        (mia, f"/cases/{sad.public_id}/outcome/look/"),
        (dee, f"/cases/{done.public_id}/feature/"),
        (dee, f"{worded.get_absolute_url()}words/"),
        (mia, f"/discussions/thread/{shown.thread.public_id}/incident/"),
        (mia, f"/discussions/post/{second.public_id}/incident/"),
        (ben, f"/discussions/reports/{own.public_id}/sent/"),
        (mia, "/cases/readings/"),
        (stew, f"/desk/applications/{application.public_id}/"),
        (stew, "/desk/domains/"),
        (mine, "/application/change/"),
        (mine, "/application/evidence/"),
        (client_for(User.objects.get(pk=member.user_id)), "/account/name/"),
    ]


@pytest.mark.parametrize("kind", BAD)
def test_no_text_breaks_a_form_and_what_was_typed_comes_back(kind: str, pages: list[tuple[Client, str]]) -> None:
    bad, tried = BAD[kind], 0
    for browser, address in pages:
        for form in forms_of(browser, address):
            # A long text is tried in one field of each form: what it costs is the same in all.
            for name in form.typed if len(bad) < 10_000 else form.typed[-1:]:
                where = (address, form.action, name)
                answer = browser.post(form.action or address, {**form.values, name: bad})
                text = answer.content.decode()
                tried += 1
                assert answer.status_code < 500, (*where, answer.status_code)
                assert "<script>alert" not in text, where
                assert "<img src=x" not in text, where
                if answer.status_code in (200, 409, 422) and kind in ("script", "right to left", "emoji") and name not in SECRET:
                    kept = html.unescape(text).replace("\r\n", "\n")
                    assert bad.strip()[:40] in kept, (*where, "the text is gone")
    assert tried >= len(pages)
