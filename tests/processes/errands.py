"""What people of the walking line do, over HTTP: each errand returns what the next one needs."""

from __future__ import annotations

import re
import uuid
from typing import Any

from tests.processes.browser import Browser, Page
from tests.processes.stack import Stack, eventually

CASE = {
    "urgent": "no", "kind": "ask", "age_band": "30s", "setting": "community", "prescribed": "methadone 60 mg a day", "risks": "Two seizures in a year.",
    "tried": "Stopping alone, twice.", "question": "Is a community start safe, and at what dose of diazepam?", "consent_basis": "anonymised",
    "substance-0-name": "tablets of unknown content", "substance-0-amount": "8 to 10 a day", "substance-0-route": "oral", "substance-0-source": "illicit",
}  # fmt: skip
ANSWERS: dict[str, Any] = {"singled_out": "no", "searchable": "no", "family": "no", "others": "no"}


def word() -> str:
    """Return a word that nobody has used."""
    return f"herb{uuid.uuid4().hex[:10]}".translate(str.maketrans("0123456789", "ghijklmnop"))


def board(browser: Browser, name: str = "Sedatives") -> str:
    """Return the address of a board that the person holds."""
    page = browser.get("/discussions/")
    found = re.search(rf'href="(/discussions/[a-z0-9]+/)"[^>]*>(?:\s|<[^>]+>)*{name}', page.text)
    assert found, page.text
    return found[1]


def start_thread(browser: Browser, title: str, text: str) -> Page:
    """Open a thread on the board, and return the page of it."""
    address = board(browser)
    browser.get(f"{address}new/")
    page = browser.submit(address, title=title, text=text, basis="opinion")
    assert page.status == 200, page.text
    assert "/discussions/thread/" in page.url, page.text
    return page


def reply(browser: Browser, thread: str, text: str) -> Page:
    """Reply in a thread, and return what came back."""
    browser.get(thread)
    return browser.submit("/reply/", text=text, basis="experience")


def publish_case(author: Browser, reviewer: Browser, headline: str, story: str) -> tuple[str, str]:
    """Write a case, have a second clinician approve it, and return the addresses of the case and of its thread."""
    page = author.get("/cases/new/")
    page = author.submit("/cases/new/", headline=headline, story=story, do="send", **CASE)
    assert page.status == 200, page.text
    author.submit("/send/", read="on")  # what will be published is read once more
    sent = re.search(r"/cases/([a-z0-9]+)/send/", page.url)
    assert sent, page.url
    case, review = f"/cases/{sent[1]}/", f"/cases/review/{sent[1]}/"
    queue = reviewer.get("/cases/review/")
    assert f'href="{review}"' in queue.text, queue.text
    reviewer.get(review)
    reviewer.submit("/interest/", interest="no")
    page = reviewer.submit(review, decision="approve", **ANSWERS)
    assert page.status == 200, page.text
    thread = re.search(r'href="(/discussions/thread/[a-z0-9]+/)', reviewer.get(case).text)
    assert thread, reviewer.page
    return case, thread[1]


def finds(browser: Browser, words: str) -> bool:
    """Say whether a search has results. The page repeats what was typed, so it is the count that is read."""
    page = browser.get("/search/", q=words)
    assert page.status in (200, 503), page.text
    return bool(re.search(r"\b[1-9]\d* results?\b", page.text))


def draft_guidance(stack: Stack, editor: Browser, title: str, text: str) -> str:
    """Draft a guidance page in the CMS, send it to a second editor, and return the address of its editor."""
    parent = stack.run(
        "web", ["python", "manage.py", "shell", "-v", "0", "-c", "from cms.models import GuidanceIndexPage as G; print(G.objects.get().pk)"]
    )  # fmt: skip
    address = f"/admin/pages/add/cms/guidancepage/{parent.strip()}/"
    page = editor.get(address)
    assert page.status == 200, page.text
    made = editor.submit(address, title=title, slug=title.lower().replace(" ", "-"), summary="For prescribers.", **_section(text),
                         **{"references-count": "0", "action-submit": "1"})  # fmt: skip
    assert made.status == 200, made.text
    found = re.search(r"/admin/pages/\d+/edit/", made.text)
    assert found, made.text
    return found[0]


def _section(text: str) -> dict[str, str]:
    """Return what the editor's script posts for one section with one recommendation."""
    section, one = "sections-0", "sections-0-value-recommendations-0"
    fields = {
        "ref": "1.1",
        "text": text,
        "rationale": "",
        "strength": "strong",
        "certainty": "low",
        "reviewed": "2026",
        "change": "",
    }
    return {
        "sections-count": "1", f"{section}-type": "section", f"{section}-order": "0", f"{section}-deleted": "", f"{section}-id": "",
        f"{section}-value-heading": "Tapering", f"{section}-value-intro": "", f"{section}-value-recommendations-count": "1",
        f"{one}-order": "0", f"{one}-deleted": "", f"{one}-id": "", f"{one}-value-sources-count": "0",
        **{f"{one}-value-{name}": value for name, value in fields.items()},
    }  # fmt: skip


def approve_guidance(editor: Browser, address: str) -> Page:
    """Approve what waits on the page whose editor stands at `address`."""
    page = editor.get(address)
    found = re.search(r"/admin/pages/workflow/collect_action_data/(\d+/approve/\d+/)", page.text)
    assert found, "no approval is offered"
    return editor.post(f"/admin/pages/workflow/action/{found[1]}", {"comment": ""}, page=page)


def until_found(browser: Browser, words: str, title: str) -> None:
    """Wait until the worker has brought a change into the index, and read its title among the results."""
    eventually(lambda: finds(browser, words), f"search for {words!r} finds {title!r}")
    page = browser.page
    assert page is not None
    assert re.search(rf"<h3[^>]*>(?:(?!</h3>).)*{title}", page.text, re.S), page.text
