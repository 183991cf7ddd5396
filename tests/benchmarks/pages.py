"""How long the pages take that people open most, beside a bare health request of the same process."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.benchmarks.common import measure, row

WORDS = [
    "taper",
    "diazepam",
    "methadone",
    "pregabalin",
    "naloxone",
    "sleep",
    "seizure",
    "review",
    "dose",
    "weekly",
    "titration",
    "withdrawal",
    "plan",
    "risk",
    "keyworker",
]
POSTS_ON_PAGE = 40


@contextmanager
def database() -> Iterator[None]:
    """Make an empty database and index of our own, on the servers that the environment chose, and remove both."""
    from django.conf import settings  # noqa: PLC0415  (Django is set up by __main__)
    from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: PLC0415

    if connection.vendor == "sqlite":
        # A file, as on one box: the test runner's default is memory.
        connection.settings_dict["TEST"]["NAME"] = str(settings.VAR_DIR / "benchmark.sqlite3")
    setup_test_environment()
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
        _forget_index()
        teardown_test_environment()


def _forget_index() -> None:
    from search.engine import get_engine  # noqa: PLC0415

    engine: Any = get_engine()
    if engine.name == "elasticsearch":
        for name in engine.client.options(ignore_status=404).indices.get(index=f"{engine.alias}-*"):
            engine.client.indices.delete(index=name)


def seed(rows: int) -> tuple[Any, Any, Any]:
    """Fill the board with `rows` threads of two posts, and one of them with a full page; return a reader, the board and it."""
    from cms.tree import ensure_tree  # noqa: PLC0415
    from network.forum import markup, posting  # noqa: PLC0415
    from network.forum.models import Post, Thread  # noqa: PLC0415
    from search.rebuild import rebuild  # noqa: PLC0415
    from tests.cast import make_cast  # noqa: PLC0415

    ensure_tree()
    cast = make_cast()
    long = posting.start_thread(cast.open_board, actor=cast.ben, title="A long thread", text="How fast is safe?")
    picks = itertools.cycle(itertools.combinations(WORDS, 5))
    threads = Thread.objects.bulk_create(
        Thread(board=cast.open_board, author=cast.ben, title=" ".join(next(picks)), created_at=timezone.now(), last_post_at=timezone.now(), reply_count=1)
        for _ in range(rows)
    )  # fmt: skip
    texts = [f"**{' '.join(next(picks))}**\n\n> {' '.join(next(picks))}" for _ in range(50)]
    pairs = [(text, markup.render(text)) for text in texts]
    targets = [thread for thread in threads for _ in range(2)] + [long] * (POSTS_ON_PAGE - 1)
    Post.objects.bulk_create(
        Post(thread=thread, author=cast.ben, source=source, html=html, form_key=uuid.uuid4(), created_at=timezone.now())
        for thread, (source, html) in zip(targets, itertools.cycle(pairs), strict=False)
    )
    rebuild()
    return cast.ada, cast.open_board, long


def run(rows: int, times: int) -> dict[str, dict[str, Any]]:
    """Return a row per page, each with its ratio to the health request."""
    reader, board, thread = seed(rows)
    browser = Client()
    browser.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    limit = measure(lambda: browser.get("/health/"), times=times)
    kept = {"health": row(limit)}
    for name, visit in visits(browser, board, thread).items():
        kept[name] = row(measure(visit, times=times, queries=True), limit, seeded=rows)
    return kept


def visits(browser: Client, board: Any, thread: Any) -> dict[str, Callable[[], object]]:
    """Return what is measured, by name."""

    def get(path: str, **query: str) -> Callable[[], object]:
        def visit() -> object:
            answer = browser.get(path, query)
            assert answer.status_code == 200, (path, answer.status_code)
            return answer

        return visit

    def reply() -> object:
        text = {"text": "Slower than you think.", "basis": "experience", "form_key": str(uuid.uuid4())}
        answer = browser.post(f"{thread.get_absolute_url()}reply/", text)
        assert answer.status_code == 302, answer.status_code
        return answer

    return {
        "home": get("/"),
        "board": get(board.get_absolute_url()),
        "thread": get(thread.get_absolute_url()),
        "search, one word": get("/search/", q="taper"),
        "search, phrase and word": get("/search/", q='"diazepam methadone" sleep'),
        "reply": reply,  # last: it makes the thread longer
    }
