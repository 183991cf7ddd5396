"""knowledge/security.md section 6: what production sets, and what real responses then carry."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.test.client import RequestFactory

from cms.tree import ensure_tree
from network.forum import posting
from network.membership.models import User
from tests.architecture.test_urls import addresses
from tests.cast import PASSWORD, Cast
from tests.production import production

As = Callable[[User | None], Client]

WANTED = {
    "SESSION_COOKIE_NAME": "__Host-sid", "CSRF_COOKIE_NAME": "__Host-csrf",
    "SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True, "SESSION_COOKIE_HTTPONLY": True, "CSRF_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax", "CSRF_COOKIE_SAMESITE": "Lax",
    "SECURE_SSL_REDIRECT": True, "SECURE_HSTS_SECONDS": 31_536_000, "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_REFERRER_POLICY": "same-origin", "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin", "SECURE_CONTENT_TYPE_NOSNIFF": True,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"), "X_FRAME_OPTIONS": "DENY", "DEBUG": False,
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 2_500_000,
    "DATA_UPLOAD_MAX_NUMBER_FIELDS": 2_000,  # not 200: Wagtail's editor posts a field per recommendation, source and reference
    "ACCOUNT_PREVENT_ENUMERATION": "strict", "ACCOUNT_REAUTHENTICATION_REQUIRED": True, "ACCOUNT_EMAIL_NOTIFICATIONS": True,
    "ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE": True, "ACCOUNT_CONFIRM_EMAIL_ON_GET": False, "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False, "DEMO_SHOW_CODES": False,
    "ANONYMOUS_USER_NAME": None,
    "WAGTAILDOCS_SERVE_METHOD": "serve_view", "WAGTAILDOCS_EXTENSIONS": ["pdf", "docx", "xlsx", "csv"],
    "WAGTAILDOCS_MAX_UPLOAD_SIZE": 10_000_000, "WAGTAILDOCS_INLINE_CONTENT_TYPES": [],
    "WAGTAILIMAGES_EXTENSIONS": ["jpg", "jpeg", "png", "webp"], "WAGTAILIMAGES_MAX_IMAGE_PIXELS": 30_000_000,
    "WAGTAIL_PRIVATE_PAGE_OPTIONS": {"SHARED_PASSWORD": False}, "WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS": {"SHARED_PASSWORD": False},
    "WAGTAIL_GRAVATAR_PROVIDER_URL": None, "WAGTAIL_ENABLE_UPDATE_CHECK": False,
    "WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT": True,
    "DEFAULT_EXCEPTION_REPORTER": "network.shell.errors.SilentReporter",
}  # fmt: skip


@pytest.mark.parametrize("name", WANTED)
def test_production_sets(name: str) -> None:
    """Mutant: any of these lines of network/settings.py changed."""
    assert getattr(production(), name) == WANTED[name]


def test_production_keeps_tasks_limits_and_connections_outside_the_process() -> None:
    settings = production()
    assert settings.TASKS["default"]["BACKEND"] == "django_tasks_db.DatabaseBackend"
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"), "limits would multiply by the number of processes"
    assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    database = settings.DATABASES["default"]
    assert database["CONN_HEALTH_CHECKS"] is True
    for option in ("statement_timeout=5000", "lock_timeout=2000", "idle_in_transaction_session_timeout=30000"):
        assert option in database["OPTIONS"]["options"]
    assert "synchronous_commit" not in database["OPTIONS"]["options"], "it stays on: what was acknowledged is stored"


def test_sqlite_waits_and_writes_in_one_go() -> None:
    options = production(DATABASE_URL=None, ELASTICSEARCH_URL=None).DATABASES["default"]["OPTIONS"]
    assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 20)
    assert "journal_mode=WAL" in options["init_command"]
    assert "foreign_keys=ON" in options["init_command"]


def test_plain_http_uses_plain_cookie_names() -> None:
    """The prefix needs Secure: without it a browser would drop the cookie, and nobody could sign in."""
    settings = production(SITE_URL="http://caseround.test", SECURE_COOKIES="off", SECURE_SSL_REDIRECT="off")
    assert (settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE) == ("sid", False)


# --- real responses -----------------------------------------------------------------------------------------------------
COOKIES = tuple(f"{kind}_COOKIE_{what}" for kind in ("SESSION", "CSRF") for what in ("NAME", "SECURE", "HTTPONLY", "SAMESITE"))


@pytest.fixture
def as_in_production(settings: object) -> None:
    """Give this process the protective settings that production has."""
    made = production()
    for name in vars(made):
        if name.startswith("SECURE_") or name in (*COOKIES, "X_FRAME_OPTIONS", "CONTENT_SECURITY_POLICY"):
            setattr(settings, name, getattr(made, name))


def pages(browser: Client, *more: str) -> Iterator[tuple[str, str]]:
    """Yield (address, HTML) of each page that this reader is shown, of ours and of allauth's."""
    for address in (*addresses(), "/", "/guidance/", "/alerts/", "/cases/", "/about/", "/no-such-page/", *more):
        answer = browser.get(address, secure=True)
        if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content:
            yield address, answer.content.decode()


@pytest.fixture
def everybody(cast: Cast, as_: As) -> list[tuple[Client, tuple[str, ...]]]:
    """A visitor, an applicant, a member, an editor and a steward, and a thread with a formatted post to look at."""
    ensure_tree()
    thread = posting.start_thread(
        cast.open_board, actor=cast.ada, title="Pregabalin", text="**How** fast? <b>x</b> [a](/guidance/)"
    )
    paths = (
        cast.open_board.get_absolute_url(),
        thread.get_absolute_url(),
        f"{cast.open_board.get_absolute_url()}new/",
        "/search/?q=fast",
    )
    return [(as_(person), paths) for person in (None, cast.cy, cast.ada, cast.dee, cast.stew)]


class Inspector(HTMLParser):
    """Notes what a strict policy would block, and what a browser would fetch from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        data_only = at.get("type") in ("application/json", "application/ld+json")
        if tag == "style" or (tag == "script" and "src" not in at and not data_only):
            self.inline.append(tag)
        self.inline += [name for name in at if name == "style" or name.startswith("on")]
        loads = [at.get(name, "") for name in ("src", "srcset", "poster", "data", "action", "formaction", "background")]
        if tag in ("link", "use", "image", "base"):
            loads.append(at.get("href", ""))
        self.fetched += [address for address in loads if urlsplit(address.strip()).netloc or address.strip().startswith("//")]


@pytest.mark.django_db
def test_no_page_has_inline_script_or_style_or_asks_another_host(everybody: list[tuple[Client, tuple[str, ...]]]) -> None:
    """Mutant: a style attribute, an `onclick` or an image of another host in any template."""
    wrong, seen = [], 0
    for browser, more in everybody:
        for address, html in pages(browser, *more):
            inspector = Inspector()
            inspector.feed(html)
            seen += 1
            wrong += [(address, found) for found in (*inspector.inline, *inspector.fetched)]
    assert wrong == []
    assert seen > 100


@pytest.mark.django_db
def test_the_editor_asks_no_other_host(cast: Cast, as_: As) -> None:
    ensure_tree()
    for address in ("/admin/", "/admin/pages/", "/admin/account/", "/admin/reports/site-history/"):
        answer = as_(cast.dee).get(address)
        inspector = Inspector()
        inspector.feed(answer.content.decode())
        foreign = [found for found in inspector.fetched if urlsplit(found).hostname not in ("testserver", "127.0.0.1")]
        assert (answer.status_code in (200, 302), foreign) == (True, []), address


@pytest.mark.django_db
def test_every_response_carries_the_headers(as_in_production: None, everybody: list[tuple[Client, tuple[str, ...]]]) -> None:
    """Mutant: any header's setting, or `policy_headers` out of MIDDLEWARE."""
    for browser, more in everybody:
        for address in ("/", "/guidance/", "/accounts/login/", "/search/", "/health/", "/no-such-page/", "/account/", *more):
            answer = browser.get(address, secure=True)
            headers = answer.headers
            assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload", address
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert headers["Referrer-Policy"] == "same-origin"
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["X-Frame-Options"] == "DENY"
            assert all(f"{name}=()" in headers["Permissions-Policy"] for name in ("camera", "microphone", "geolocation"))
            policy = headers["Content-Security-Policy"]
            assert "unsafe" not in policy, address
            assert all(
                part in policy
                for part in ("default-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'")
            )


@pytest.mark.django_db
def test_only_the_editor_has_the_looser_policy(cast: Cast, as_: As) -> None:
    ensure_tree()
    dee = as_(cast.dee)
    assert "'unsafe-inline'" in dee.get("/admin/").headers["Content-Security-Policy"]
    assert "unsafe" not in dee.get("/administration/").headers["Content-Security-Policy"]
    assert "https:" not in dee.get("/admin/").headers["Content-Security-Policy"], "no foreign host for the editor either"


@pytest.mark.django_db
def test_cookies_are_secure_host_bound_and_closed_to_script(as_in_production: None, cast: Cast) -> None:
    browser = Client()
    EmailAddress.objects.create(user=cast.ada, email=cast.ada.email, verified=True, primary=True)
    browser.get("/accounts/login/", secure=True)
    answer = browser.post("/accounts/login/", {"login": cast.ada.email, "password": PASSWORD}, secure=True)
    assert answer.status_code == 302
    for name in ("__Host-csrf", "__Host-sid"):
        cookie = browser.cookies[name]
        assert all(cookie[flag] for flag in ("secure", "httponly"))
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    assert {name for name in browser.cookies if not name.startswith("__Host-")} <= {"messages"}


@pytest.mark.django_db
def test_plain_http_is_sent_to_https_but_for_the_health_of_the_process(as_in_production: None) -> None:
    assert Client().get("/guidance/").headers["Location"] == "https://testserver/guidance/"
    assert Client().get("/health/").status_code == 200


@pytest.mark.django_db
def test_what_is_shown_to_a_signed_in_person_is_stored_nowhere(everybody: list[tuple[Client, tuple[str, ...]]]) -> None:
    """Mutant: `_may_be_signed_in` returning False."""
    for browser, more in everybody[1:]:
        for address in ("/", "/guidance/", "/cases/", "/account/", "/application/", "/search/", "/no-such-page/", *more):
            assert "no-store" in browser.get(address).headers["Cache-Control"], address


def test_htmx_is_held_to_its_own_host_and_runs_nothing_it_is_sent() -> None:
    from django.template.loader import render_to_string  # noqa: PLC0415

    html = render_to_string("404.html", request=RequestFactory().get("/"))
    settings = re.search(r"name=\"htmx-config\" content='([^']+)'", html)
    assert settings
    for pair in ('"allowEval":false', '"allowScriptTags":false', '"selfRequestsOnly":true', '"includeIndicatorStyles":false', '"historyCacheSize":0'):  # fmt: skip
        assert pair in settings[1]
