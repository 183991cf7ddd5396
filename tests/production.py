"""The settings as production reads them: the same file, run with an operator's environment and nothing of the tests' own."""

from __future__ import annotations

import os
import runpy
from types import SimpleNamespace
from unittest import mock

from tests.processes.compose import ROOT

# What an operator of compose.yaml sets, and what it sets for them.
ENVIRONMENT = {
    "CASEROUND_MODE": "production",
    "SECRET_KEY": "Wp1-invented-for-tests-4f9a0c7be2d85163-and-nothing-else",
    "SITE_URL": "https://caseround.test",
    "ALLOWED_HOSTS": "caseround.test",
    "DATABASE_URL": "postgres://caseround:secret@database:5432/caseround",
    "ELASTICSEARCH_URL": "http://search:9200",
    "TASKS": "database",
    "EMAIL_URL": "smtp://mail:1025",
}


def settings_of(environment: dict[str, str]) -> SimpleNamespace:
    """Return every setting that `network/settings.py` makes of this environment alone."""
    with mock.patch.dict(os.environ, environment, clear=True):
        made = runpy.run_path(str(ROOT / "network" / "settings.py"))
    return SimpleNamespace(**{name: value for name, value in made.items() if name.isupper()})


def production(**changes: str | None) -> SimpleNamespace:
    """Return production's settings with these variables changed; None takes one away."""
    environment = {**ENVIRONMENT, **{name: value for name, value in changes.items() if value is not None}}
    for name in [name for name, value in changes.items() if value is None]:
        environment.pop(name, None)
    return settings_of(environment)
