"""Fixtures of the whole suite: the cast, signed-in clients, an index of one's own, and a count of queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from network.membership.models import User
from search import engine as search_engine
from tests import database
from tests.cast import Cast, make_cast

# What these folders and files test does not depend on the set-up, or takes a browser long: once is enough where two set-ups are tested.
ONCE = {"architecture", "benchmarks", "browser", "deidentification", "test_bad_input.py", "test_explaining.py", "test_markup.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `.ci/test` runs on one set-up alone."""
    for item in items:
        if {item.path.parent.name, item.path.name} & ONCE:
            item.add_marker(pytest.mark.once)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, django_db_modify_db_settings: None) -> bool:
    """Start from a migrated copy where there is one."""
    return database.pour() or django_db_keepdb


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Keep a copy of what the migrations made, for the next run."""
    with django_db_blocker.unblock():
        database.keep()


@pytest.fixture(autouse=True)
def _own_index(tmp_path: Path, settings: object) -> Iterator[None]:
    """Give each test an empty index, whichever engine the environment chose, an empty cache, and no safe words held."""
    from cases import safe_words  # noqa: PLC0415  (models are not loaded earlier)

    cache.clear()
    safe_words.hold()
    settings.SEARCH_FTS5_PATH = tmp_path / "search.sqlite3"  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    if settings.ELASTICSEARCH_URL:  # type: ignore[attr-defined]
        search_engine._engine.cache_clear()
        settings.ELASTICSEARCH_INDEX_PREFIX = f"{settings.ELASTICSEARCH_INDEX_PREFIX}{abs(hash(tmp_path)) % 10**9}-"  # type: ignore[attr-defined]
    yield
    engine = search_engine._engine
    if settings.ELASTICSEARCH_URL and engine.cache_info().currsize:  # type: ignore[attr-defined]
        from search.engine import get_engine  # noqa: PLC0415

        chosen = get_engine()
        client = getattr(chosen, "client", None)
        if client is not None:
            for index in client.options(request_timeout=20, ignore_status=404).indices.get(index=f"{chosen.alias}-*"):  # type: ignore[attr-defined]
                if index.startswith(chosen.alias):  # type: ignore[attr-defined]
                    client.options(ignore_status=404).indices.delete(index=index)


@pytest.fixture
def cast(db: None) -> Cast:
    """The standing cast."""
    return make_cast()


@pytest.fixture
def as_(client_for: Callable[[User | None], Client]) -> Callable[[User | None], Client]:
    """`as_(cast.ada)` is a browser in which Ada is signed in; `as_(None)` one in which nobody is."""
    return client_for


@pytest.fixture
def client_for(db: None) -> Callable[[User | None], Client]:
    """Make a client for a person, past the second-factor gate where the role needs one."""

    def make(user: User | None) -> Client:
        client = Client()
        if user is not None:
            give_second_factor(user)
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            if user.needs_second_factor:
                session = client.session
                session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
                session.save()
        return client

    return make


def give_second_factor(user: User) -> None:
    """Enrol a person whose role needs it."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: PLC0415
    from allauth.mfa.utils import is_mfa_enabled  # noqa: PLC0415

    if user.needs_second_factor and not is_mfa_enabled(user):
        TOTP.activate(user, generate_totp_secret())


@pytest.fixture
def count_queries() -> Callable[[Callable[[], object]], int]:
    """`count_queries(lambda: client.get(url))` runs it and returns how many queries it made."""

    def count(run: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as captured:
            run()
        return len(captured)

    return count
