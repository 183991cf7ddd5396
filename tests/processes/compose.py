"""Read compose.yaml and the Dockerfile: the processes of these tests run the same commands in the same environment."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


@dataclass(frozen=True, slots=True)
class Service:
    """One service: the command that its container runs, and the whole environment that it is given."""

    command: list[str]
    environment: dict[str, str]


def fill_in(text: str, variables: Mapping[str, str]) -> str:
    """Return `text` with `${NAME}`, `${NAME:-default}` and `${NAME:?message}` replaced as compose does.

    Raises KeyError for a variable that has no value and no default.
    """

    def value(match: re.Match[str]) -> str:
        name, kind, rest = match.groups()
        if variables.get(name):
            return variables[name]
        if kind == "-":
            return str(rest)
        raise KeyError(f"{name}: {rest or 'not set'}")

    return _VARIABLE.sub(value, text)


def services(variables: Mapping[str, str]) -> dict[str, Service]:
    """Return the services of compose.yaml by name, with the operator's `variables` filled in."""
    parsed = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    return {name: _service(entry, variables) for name, entry in parsed.items()}


def _service(entry: Mapping[str, object], variables: Mapping[str, str]) -> Service:
    environment = {name: fill_in(str(text), variables) for name, text in dict(entry.get("environment") or {}).items()}  # type: ignore[call-overload]
    built = "build" in entry
    command = entry.get("command") or (image_command() if built else [])
    words = shlex.split(command) if isinstance(command, str) else [str(word) for word in command]  # type: ignore[attr-defined]
    return Service(words, (image_environment() if built else {}) | environment)


def _instructions(verb: str) -> list[str]:
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    return [line.removeprefix(f"{verb} ").strip() for line in text.splitlines() if line.startswith(f"{verb} ")]


def image_environment() -> dict[str, str]:
    """Return what the Dockerfile's ENV lines set."""
    pairs = (word.partition("=") for line in _instructions("ENV") for word in shlex.split(line))
    return {name: text for name, _, text in pairs}


def image_command() -> list[str]:
    """Return the Dockerfile's CMD."""
    return [str(word) for word in json.loads(_instructions("CMD")[-1])]


def build_step(containing: str) -> str:
    """Return the one RUN line of the Dockerfile that contains this word, for a shell."""
    [line] = [line for line in _instructions("RUN") if containing in line]
    return line
