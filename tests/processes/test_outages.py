"""Each server frozen, killed and restarted while people use the site: what is told, what still works, what comes back."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from tests.processes import errands
from tests.processes.browser import Browser
from tests.processes.people import sign_in
from tests.processes.stack import Stack, eventually

pytestmark = pytest.mark.servers
PAGES = ("/", "/guidance/", "/alerts/", "/cases/", "/discussions/", "/cases/new/", "/account/", "/about/")


@pytest.fixture(autouse=True)
def _everything_runs_again(stack: Stack) -> Iterator[None]:
    """Whatever a test stopped and did not start again is running before the next one begins."""
    yield
    stack.mend()


def every_other_page_works(browser: Browser) -> None:
    """Open the pages that need no search."""
    for path in PAGES:
        page = browser.get(path)
        assert (page.status, page.url) == (200, path)


def search_says_so(browser: Browser, words: str) -> None:
    """Search within three seconds (the browser gives up after that), and read the notice; the words typed are kept."""
    page = browser.get("/search/", timeout=3, q=words)
    assert page.status == 503
    assert "Search is not answering" in page.text
    assert words in page.text


@pytest.mark.parametrize("how", [signal.SIGSTOP, signal.SIGKILL])
def test_search_gone_is_told_in_time_and_nothing_written_meanwhile_is_lost(stack: Stack, how: signal.Signals) -> None:
    """A frozen node accepts connections and never answers; a killed one refuses them.

    Mutants: the client's default timeout and retries in `ElasticsearchEngine` (the browser gives up); an outbox row
    deleted before the engine took it, or no retry planned by `drain_task` (what was written is never found).
    """
    ada = sign_in(stack, "ada")
    before, meanwhile = errands.word(), errands.word()
    errands.start_thread(ada, f"Before {before}", "Text of the thread.")
    errands.until_found(ada, before, before)
    stack.signal_search(how)
    search_says_so(ada, before)
    every_other_page_works(ada)
    thread = errands.start_thread(ada, f"Meanwhile {meanwhile}", "Text of the thread.")
    assert meanwhile in ada.get(thread.url).text
    search_says_so(ada, meanwhile)
    stack.mend()
    errands.until_found(ada, meanwhile, meanwhile)
    errands.until_found(ada, before, before)


def test_a_killed_worker_delays_mail_and_search_and_loses_neither(stack: Stack) -> None:
    """Mutant: tasks sent by the web process itself, or a worker that is given no queue name: nothing follows."""
    ada, ben = sign_in(stack, "ada"), sign_in(stack, "ben")
    title = errands.word()
    stack.end("worker", signal.SIGKILL)
    thread = errands.start_thread(ada, f"Orphan {title}", "Text of the thread.")
    letters = len(stack.mail.to("ada@"))
    assert errands.reply(ben, thread.url, "An answer.").status == 200
    assert "An answer." in ada.get(thread.url).text
    every_other_page_works(ada)
    assert not errands.finds(ada, title)
    assert len(stack.mail.to("ada@")) == letters
    stack.mend()
    errands.until_found(ada, title, title)
    letter = eventually(lambda: stack.mail.to("ada@")[letters:], "the follower's letter")[0]
    assert thread.url in letter
    assert title not in letter
    assert "An answer" not in letter


def test_a_restarted_database_costs_a_second_try_and_no_text(stack: Stack) -> None:
    """Stopped in the middle of a reply: the house's 503 page, and the same form sent again goes through, once.

    Mutants: `server_error` without its look at the exception (500), a 503 page that reads the session (500), CONN_HEALTH_CHECKS
    off (every worker's first request after the restart fails).
    """
    ada = sign_in(stack, "ada")
    thread = errands.start_thread(ada, f"Restart {errands.word()}", "Text of the thread.")
    form = ada.get(thread.url)
    text = f"Typed while it went down {errands.word()}"
    stack.postgres("stop", "-m", "immediate")
    for path in ("/", "/discussions/", "/guidance/"):
        page = ada.get(path)
        assert page.status == 503, path
        assert "Busy for a moment" in page.text
    assert ada.get("/health/").status == 503
    failed = ada.submit("/reply/", page=form, text=text, basis="experience")
    assert failed.status == 503
    assert text in failed.text, "what was typed comes back with the page"
    assert "Retry-After" in failed.headers
    stack.postgres("start")
    for _ in range(12):  # as many as there are connections in all the web process's threads
        assert ada.get("/discussions/").status == 200
    assert ada.submit("/reply/", page=failed).status == 200
    assert ada.submit("/reply/", page=failed).status == 200
    assert ada.get(thread.url).text.count(text) == 1


def test_what_was_queued_survives_the_restart_of_the_database(stack: Stack) -> None:
    """The worker itself must come back: compose.yaml restarts it where it ended.

    Mutant: synchronous_commit off beside a crash, or a queue that is not in the database.
    """
    ada = sign_in(stack, "ada")
    stack.end("worker", signal.SIGTERM)
    title = errands.word()
    errands.start_thread(ada, f"Queued {title}", "Text of the thread.")
    stack.postgres("stop", "-m", "immediate")
    stack.postgres("start")
    stack.mend()
    errands.until_found(ada, title, title)


def test_a_killed_web_worker_process_is_replaced(stack: Stack) -> None:
    """Mutant: sessions or limits kept in a process: Ada would be signed out."""
    ada = sign_in(stack, "ada")
    before = stack.children("web")
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: set(stack.children("web")) - set(before), "gunicorn starts others")
    eventually(stack.web_answers, "another web process answers")
    page = ada.get("/account/")
    assert (page.status, page.url) == (200, "/account/")
