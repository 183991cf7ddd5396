"""A real Chromium, a person per browser context, and a guard on every page that any of them visits."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Collection, Locale, Page

from cms.tree import Tree, ensure_tree
from network.membership.models import RuleEdition, User
from tests.browser.person import Person
from tests.cast import Cast, make_cast
from tests.servers import chromium

Visit = Callable[..., Person]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder: needs Chromium, and a database that the server's threads see too."""
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="package")
def chrome() -> Iterator[Browser]:
    """One Chromium for all tests of this folder."""
    # Playwright keeps an event loop in this thread, and Django would take every query beside it for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(transactional_db: None) -> Tree:
    """The site's fixed pages, on the root that Wagtail's migrations made and an earlier test's flush took away."""
    Locale.objects.get_or_create(language_code=get_supported_content_language_variant("en-gb"))
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(instance=Page(title="Root", slug="root", content_type=ContentType.objects.get_for_model(Page)))
    if not Collection.objects.exists():
        Collection.add_root(instance=Collection(name="Root"))
    if not RuleEdition.objects.exists():  # made by a migration, like the root
        import_module("network.membership.migrations.0009_rules").first_editions(apps, None)
    return ensure_tree()


@pytest.fixture
def cast(site: Tree) -> Cast:
    """The standing cast, on a site that has its fixed pages."""
    return make_cast()


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def script(request: pytest.FixtureRequest) -> bool:
    """Each journey is walked twice: with script, and without."""
    return bool(request.param)


@pytest.fixture
def at(
    chrome: Browser, live_server: LiveServer, client_for: Callable[[User | None], Client], settings: object
) -> Iterator[Visit]:
    """`at(cast.ada)` is a browser in which Ada is signed in; `at(None)` a visitor's. Options go to the browser context."""
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]  # type: ignore[attr-defined]
    people: list[Person] = []

    def make(user: User | None, *, script: bool = True, **options: object) -> Person:
        context = chrome.new_context(base_url=live_server.url, java_script_enabled=script, locale="en-GB", **options)  # type: ignore[arg-type]
        context.set_default_timeout(8_000)
        for name, morsel in client_for(user).cookies.items():
            context.add_cookies([{"name": name, "value": morsel.value, "url": live_server.url}])
        people.append(Person(context, script=script))
        return people[-1]

    yield make
    for person in people:
        person.leave()
    assert [fault for person in people for fault in person.faults] == []
