"""System checks: every bad combination of environment variables, each with the variable to set."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004  (Django's own name)
from django.core.exceptions import ImproperlyConfigured

Rule = tuple[int, bool, str, str]  # number, is it wrong, what is wrong, what to set


@register()
def environment(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Return one error for each missing or contradictory environment variable, and warnings for what is likely a slip."""
    rules = [*_anywhere(), *(_production() if settings.PRODUCTION else ())]
    errors = [Error(what, hint=hint, id=f"caseround.E{number:03d}") for number, wrong, what, hint in rules if wrong]
    slips = _slips() if settings.PRODUCTION else ()
    return [*errors, *(Warning(what, hint=hint, id=f"caseround.W{number:03d}") for number, wrong, what, hint in slips if wrong)]


def refuse_bad_start() -> None:
    """End the process with one plain sentence per error: gunicorn runs no system checks of its own."""
    errors = [message for message in environment() if message.is_serious()]
    if errors:
        sys.exit("\n".join(f"{error.id}: {error.msg} {error.hint}" for error in errors))


def _anywhere() -> Iterator[Rule]:
    """Yield the rules of every mode."""
    for name, allowed in sorted(settings.MISREAD_VARIABLES.items()):
        yield 1, True, f"{name} is not understood.", f"Set {name} to {allowed}."
    shows = settings.DEMO_SHOW_CODES and not (settings.DEMO or settings.TESTING)
    yield 3, shows, "DEMO_SHOW_CODES is on outside the demonstration.", "Unset DEMO_SHOW_CODES: it prints second-factor codes."
    address = urlsplit(settings.ELASTICSEARCH_URL)
    unclear = bool(settings.ELASTICSEARCH_URL) and not (
        address.scheme in ("http", "https") and _has_port(settings.ELASTICSEARCH_URL)
    )
    yield (
        10,
        unclear,
        "ELASTICSEARCH_URL is not an address with a port.",
        "Set ELASTICSEARCH_URL, for example http://search:9200.",
    )
    alone = bool(settings.ELASTICSEARCH_API_KEY) and not settings.ELASTICSEARCH_URL
    yield 11, alone, "ELASTICSEARCH_API_KEY is set without a server.", "Set ELASTICSEARCH_URL, or unset ELASTICSEARCH_API_KEY."
    for name in ("MEDIA_ROOT", "VAR_DIR"):
        folder = Path(getattr(settings, name))
        yield 12, not _writable(folder), f"The folder {name} ({folder}) cannot be written.", f"Set {name} to one that can."


def _production() -> Iterator[Rule]:
    """Yield the rules of production."""
    key, site = _secret_key(), urlsplit(settings.SITE_URL)
    weak = len(key) < 40 or len(set(key)) < 10 or key.startswith("demonstration-only")
    yield 2, weak, "SECRET_KEY is missing, short or not secret.", "Set SECRET_KEY to 50 or more random characters."
    yield 5, not settings.ALLOWED_HOSTS, "ALLOWED_HOSTS is empty.", "Set ALLOWED_HOSTS to the site's host name."
    yield 13, "*" in settings.ALLOWED_HOSTS, "ALLOWED_HOSTS admits every host.", "Set ALLOWED_HOSTS to the site's host name."
    known = site.scheme in ("http", "https") and bool(site.hostname)
    yield 6, not known, "SITE_URL is missing or no address.", "Set SITE_URL, for example https://caseround.example."
    strange = known and bool(settings.ALLOWED_HOSTS) and not _admits(site.hostname or "")
    yield 14, strange, "ALLOWED_HOSTS does not admit the host of SITE_URL.", "Add the host name of SITE_URL to ALLOWED_HOSTS."
    yield 7, settings.DEBUG, "DEBUG is on in production.", "Unset DEBUG."
    yield from _production_servers()
    plain = known and site.scheme == "http" and (settings.SECURE_COOKIES or settings.SECURE_SSL_REDIRECT)
    yield (
        15,
        plain,
        "SITE_URL is plain http, but cookies and redirects are for https.",
        ("Set SITE_URL to https://… (or, for a test on plain HTTP alone, SECURE_SSL_REDIRECT=off and SECURE_COOKIES=off)."),
    )
    open_ = site.scheme == "https" and not (settings.SECURE_COOKIES and settings.SECURE_SSL_REDIRECT)
    yield 16, open_, "SITE_URL is https, but cookies or redirects are not.", "Unset SECURE_SSL_REDIRECT and SECURE_COOKIES."


def _production_servers() -> Iterator[Rule]:
    """Yield the rules about the servers that production talks to."""
    sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    yield (
        8,
        sqlite and bool(settings.ELASTICSEARCH_URL),
        "Elasticsearch is set, but the database is SQLite.",
        ("Set DATABASE_URL to a PostgreSQL server, or unset ELASTICSEARCH_URL to run on one box."),
    )
    yield (
        9,
        settings.TASKS_MODE == "immediate" and not sqlite,
        "TASKS is immediate beside PostgreSQL.",
        ("Set TASKS=database and run a worker: python manage.py db_worker."),
    )
    yield (
        17,
        not settings.EMAIL_URL,
        "EMAIL_URL is not set: nobody would get the letter that confirms an address.",
        ("Set EMAIL_URL, for example smtp://user:password@host:587."),
    )


def _slips() -> Iterator[Rule]:
    """Yield what is likely, but not certainly, a mistake in production."""
    loops = settings.SECURE_SSL_REDIRECT and not settings.ALLAUTH_TRUSTED_PROXY_COUNT
    yield (
        1,
        loops,
        "TRUSTED_PROXY_COUNT is 0 while plain HTTP is redirected.",
        ("Behind a TLS proxy set TRUSTED_PROXY_COUNT to the number of proxies, or readers are redirected for ever."),
    )
    sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    yield (
        2,
        not sqlite and not settings.ELASTICSEARCH_URL,
        "PostgreSQL is set, but search is a file of this machine.",
        ("With more than one machine set ELASTICSEARCH_URL; on one box this is well."),
    )


def _secret_key() -> str:
    """Return the key; Django itself refuses to hand out an empty one."""
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:
        return ""


def _has_port(url: str) -> bool:
    """Say whether the address names a port that is a number: the client guesses none."""
    try:
        return urlsplit(url).port is not None
    except ValueError:
        return False


def _admits(host: str) -> bool:
    """Say whether ALLOWED_HOSTS admits `host`, by Django's own rule for a leading dot."""
    from django.http.request import validate_host  # noqa: PLC0415  (settings may not be complete when this loads)

    return validate_host(host, settings.ALLOWED_HOSTS)


def _writable(folder: Path) -> bool:
    """Say whether a file could be made in `folder`, or in the nearest folder above it that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
