"""Every missing or contradictory environment variable is refused with the variable to set; a sound environment passes."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from network.shell import checks
from tests.processes.compose import ROOT
from tests.production import ENVIRONMENT, production, settings_of

# number → (variables changed from a sound production environment, what the sentence must name)
BAD: dict[str, tuple[dict[str, str | None], str]] = {
    "E001 mode": ({"CASEROUND_MODE": "staging"}, "CASEROUND_MODE"),
    "E001 queue": ({"TASKS": "celery"}, "TASKS"),
    "E001 switch": ({"SECURE_COOKIES": "yse"}, "SECURE_COOKIES"),
    "E001 number": ({"TRUSTED_PROXY_COUNT": "-1"}, "TRUSTED_PROXY_COUNT"),
    "E001 level": ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
    "E001 database": ({"DATABASE_URL": "caseround"}, "DATABASE_URL"),
    "E001 other database": ({"DATABASE_URL": "mysql://caseround@database/caseround"}, "DATABASE_URL"),
    "E001 mail": ({"EMAIL_URL": "mail.example"}, "EMAIL_URL"),
    "E002 no key": ({"SECRET_KEY": None}, "SECRET_KEY"),
    "E002 short key": ({"SECRET_KEY": "short"}, "SECRET_KEY"),
    "E002 one letter": ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
    "E002 the demonstration's": ({"SECRET_KEY": "demonstration-only-not-a-secret-" + "0" * 32}, "SECRET_KEY"),
    "E003": ({"DEMO_SHOW_CODES": "on"}, "DEMO_SHOW_CODES"),
    "E005": ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS"),
    "E006 none": ({"SITE_URL": None}, "SITE_URL"),
    "E006 no scheme": ({"SITE_URL": "caseround.test"}, "SITE_URL"),
    "E007": ({"DEBUG": "on"}, "DEBUG"),
    "E008": ({"DATABASE_URL": None}, "ELASTICSEARCH_URL"),
    "E009": ({"TASKS": "immediate"}, "TASKS"),
    "E010 no port": ({"ELASTICSEARCH_URL": "http://search"}, "ELASTICSEARCH_URL"),
    "E010 no scheme": ({"ELASTICSEARCH_URL": "search:9200"}, "ELASTICSEARCH_URL"),
    "E010 no number": ({"ELASTICSEARCH_URL": "http://search:port"}, "ELASTICSEARCH_URL"),
    "E011": ({"ELASTICSEARCH_URL": None, "ELASTICSEARCH_API_KEY": "key"}, "ELASTICSEARCH_API_KEY"),
    "E012": ({"MEDIA_ROOT": "/dev/null/media"}, "MEDIA_ROOT"),
    "E013": ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
    "E014": ({"ALLOWED_HOSTS": "elsewhere.test"}, "ALLOWED_HOSTS"),
    "E015": ({"SITE_URL": "http://caseround.test"}, "SITE_URL"),
    "E016 cookies": ({"SECURE_COOKIES": "off"}, "SECURE_COOKIES"),
    "E016 redirect": ({"SECURE_SSL_REDIRECT": "off"}, "SECURE_SSL_REDIRECT"),
    "E017": ({"EMAIL_URL": None}, "EMAIL_URL"),
    "W001": ({"TRUSTED_PROXY_COUNT": "0"}, "TRUSTED_PROXY_COUNT"),
    "W002": ({"ELASTICSEARCH_URL": None}, "ELASTICSEARCH_URL"),
}


def found(monkeypatch: pytest.MonkeyPatch, settings: object) -> dict[str, str]:
    """Return number → sentence of what the checks say about these settings."""
    monkeypatch.setattr(checks, "settings", settings)
    return {str(m.id).removeprefix("caseround."): f"{m.msg} {m.hint}" for m in checks.environment()}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_environment_is_refused_with_the_variable_to_set(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    """Mutant: any rule of `checks` returning False turns its line red."""
    changes, variable = BAD[case]
    number = case.split()[0]
    said = found(monkeypatch, production(**changes))
    assert number in said
    assert variable in said[number]
    assert "Set " in said[number] or "Unset " in said[number] or "Add " in said[number] or "set " in said[number]


def test_every_rule_has_its_bad_environment() -> None:
    numbers = {f"E{rule[0]:03d}" for rule in _all_rules("_anywhere", "_production")} | {
        f"W{rule[0]:03d}" for rule in _all_rules("_slips")
    }
    assert numbers <= {case.split()[0] for case in BAD}


def _all_rules(*names: str) -> list[checks.Rule]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "settings", production())
        return [rule for name in names for rule in getattr(checks, name)()]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"DATABASE_URL": None, "ELASTICSEARCH_URL": None},  # one box: SQLite, FTS5
        {"SITE_URL": "http://caseround.test", "SECURE_COOKIES": "off", "SECURE_SSL_REDIRECT": "off"},  # a test on plain HTTP
        {"ALLOWED_HOSTS": ".caseround.test,caseround.test"},
    ],
)
def test_a_sound_production_environment_passes(monkeypatch: pytest.MonkeyPatch, changes: dict[str, str | None]) -> None:
    assert found(monkeypatch, production(**changes)) == {}


@pytest.mark.parametrize("mode", ["demo", "test"])
def test_the_demonstration_and_the_tests_need_no_variable(monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    assert found(monkeypatch, settings_of({"CASEROUND_MODE": mode})) == {}


def test_gunicorn_refuses_to_start_beside_production_with_the_codes_shown() -> None:
    """Mutant: `refuse_bad_start` taken out of network/wsgi.py: gunicorn itself runs no system check."""
    environment = {**ENVIRONMENT, "DEMO_SHOW_CODES": "on", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "import network.wsgi"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 1
    assert "Unset DEMO_SHOW_CODES" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_environment_never_prints_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    said = found(monkeypatch, production(DATABASE_URL="mysql://caseround:hunter2@database/caseround", SECRET_KEY="hunter2"))
    assert "hunter2" not in " ".join(said.values())


def test_the_readme_lists_every_variable_that_the_settings_read() -> None:
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', (ROOT / "network" / "settings.py").read_text()))
    listed = set(re.findall(r"`([A-Z0-9_]{4,})`", (ROOT / "README.md").read_text().split("| variable |")[1]))
    assert len(read) > 20
    assert read - listed == set()
