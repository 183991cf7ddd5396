"""What a first visit costs on an old phone: one stylesheet, htmx and a little script of our own, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Response

from cms.tree import Tree
from network.forum import posting
from network.membership.models import User
from tests.browser.person import Person
from tests.cases.making import published
from tests.cast import Cast

Visit = Callable[..., Person]
OWN_SCRIPT = 10_000  # bytes, uncompressed
STYLESHEET = 40_000
PAGE = 60_000


@pytest.mark.parametrize("what", ["home", "home of a member", "thread", "case", "search", "composer", "guidance"])
def test_a_first_visit_is_small(cast: Cast, site: Tree, at: Visit, what: str) -> None:
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="Diazepam taper", text="How slow, and who decides?")
    address = {
        "thread": thread.get_absolute_url(), "case": published(cast).get_absolute_url(), "search": "/search/?q=diazepam",
        "composer": "/cases/new/", "guidance": "/guidance/",
    }.get(what, "/")  # fmt: skip
    person = at(None if what in ("home", "guidance") else User.objects.get(pk=cast.ben.pk))
    answers: list[Response] = []
    person.page.on("response", lambda answer: answers.append(answer))
    person.open(address)
    person.page.wait_for_load_state("networkidle")
    kinds: dict[str, list[Response]] = {}
    for answer in answers:
        kinds.setdefault(answer.request.resource_type, []).append(answer)
    styles, scripts = kinds.get("stylesheet", []), kinds.get("script", [])
    assert len(styles) == 1
    assert len(styles[0].body()) < STYLESHEET
    own = [script for script in scripts if "htmx" not in urlsplit(script.url).path]
    assert len(scripts) - len(own) <= 1
    assert sum(len(script.body()) for script in own) < OWN_SCRIPT
    assert len(kinds["document"]) == 1
    assert len(kinds["document"][0].body()) < PAGE
    assert not {"font", "media", "fetch", "xhr"} & set(kinds), what
    assert len(answers) <= 6, [answer.url for answer in answers]
    assert person.faults == []
