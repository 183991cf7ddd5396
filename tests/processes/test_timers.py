"""What must run without anybody asking for it runs in the production set-up: compose.yaml and README.md name the same commands."""

from __future__ import annotations

import re

import pytest
import yaml
from django.core.management import call_command, get_commands

from tests.processes.compose import ROOT, services

VARIABLES = dict.fromkeys(("SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "POSTGRES_PASSWORD"), "x")
LOOP = re.compile(r"while true; do (?P<steps>.*); sleep (?P<seconds>\d+); done")


def loops() -> dict[str, tuple[list[str], int]]:
    """Return service → (management commands, seconds between two rounds) of the services that go round for ever."""
    found = {}
    for name, service in services(VARIABLES).items():
        if loop := LOOP.fullmatch(service.command[-1] if service.command else ""):
            found[name] = (re.findall(r"python manage\.py (\w+)", loop["steps"]), int(loop["seconds"]))
    return found


def test_every_command_that_the_readme_gives_to_a_timer_runs_in_the_production_set_up() -> None:
    [said] = re.findall(r"from a timer: (.*?)\n\n", (ROOT / "README.md").read_text(), re.DOTALL)
    often, nightly = (re.findall(r"`(\w+)`", part) for part in said.split("nightly"))
    assert "case_timers" in often
    assert loops()["timer"] == (often, 300)
    assert loops()["nightly"] == (nightly, 86400)
    assert {*often, *nightly} <= set(get_commands())


def test_the_timers_wait_for_the_tables_and_come_back_when_they_end() -> None:
    parsed = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    for name in loops():
        assert parsed[name]["restart"] == "unless-stopped"
        assert "setup" in parsed[name]["depends_on"]
        assert services(VARIABLES)[name].environment == services(VARIABLES)["worker"].environment


@pytest.mark.django_db(transaction=True)
def test_a_round_of_each_timer_runs_and_so_does_the_next() -> None:
    for _ in range(2):
        for commands, _ in loops().values():
            for command in commands:
                call_command(command)
