"""System checks: every bad combination of environment variables, each with the variable to set."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

MODES = ("demo", "production", "test")


@register()
def environment(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Return one error for each missing or contradictory environment variable."""
    found: list[CheckMessage] = []

    def error(number: int, message: str, hint: str) -> None:
        found.append(Error(message, hint=hint, id=f"caseround.E{number:03d}"))

    if settings.MODE not in MODES:
        error(1, f"CASEROUND_MODE is {settings.MODE!r}.", f"Set CASEROUND_MODE to one of: {', '.join(MODES)}.")
    if settings.DEMO_SHOW_CODES and not (settings.DEMO or settings.TESTING):
        error(3, "DEMO_SHOW_CODES is on outside the demonstration.", "Unset DEMO_SHOW_CODES: it prints second-factor codes.")
    if settings.TASKS_MODE not in ("immediate", "database"):
        error(4, f"TASKS is {settings.TASKS_MODE!r}.", "Set TASKS to immediate or database.")
    if settings.PRODUCTION:
        found.extend(_production())
    return found


def _production() -> list[CheckMessage]:
    """Return the errors of a production environment."""
    rules = [
        (2, len(settings.SECRET_KEY) < 40, "SECRET_KEY is missing or short.", "Set SECRET_KEY to 50 or more random characters."),
        (5, not settings.ALLOWED_HOSTS, "ALLOWED_HOSTS is empty.", "Set ALLOWED_HOSTS to the site's host name."),
        (6, not settings.SITE_URL, "SITE_URL is missing.", "Set SITE_URL, for example https://caseround.example."),
        (7, settings.DEBUG, "DEBUG is on in production.", "Unset DEBUG."),
        (
            8,
            settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") and bool(settings.ELASTICSEARCH_URL),
            "Elasticsearch is set, but the database is SQLite.",
            "Set DATABASE_URL to a PostgreSQL server, or unset ELASTICSEARCH_URL to run on one box.",
        ),
        (
            9,
            settings.TASKS_MODE == "immediate" and not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"),
            "TASKS is immediate beside PostgreSQL.",
            "Set TASKS=database and run a worker: python manage.py db_worker.",
        ),
    ]
    return [Error(message, hint=hint, id=f"caseround.E{n:03d}") for n, wrong, message, hint in rules if wrong]
