"""Reads environment variables strictly: a value that is not understood is reported by a system check, never guessed at."""

from __future__ import annotations

import os

ON, OFF = ("1", "true", "on", "yes"), ("0", "false", "off", "no", "")


class Environment:
    """Remembers each variable that could not be read in `misread`: name → what may be set."""

    def __init__(self) -> None:
        self.misread: dict[str, str] = {}

    def text(self, name: str, default: str = "") -> str:
        """Return the variable without surrounding space; the default where it is unset or empty."""
        return os.environ.get(name, "").strip() or default

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        """Return one of `choices`."""
        value = self.text(name, default)
        if value in choices:
            return value
        self.misread[name] = f"one of: {', '.join(choices)}"
        return default

    def switch(self, name: str, *, default: bool) -> bool:
        """Return True for on, False for off. "yse" is neither: a typing error must not switch protection off."""
        value = os.environ.get(name)
        if value is None:
            return default
        if value.strip().lower() in (*ON, *OFF):
            return value.strip().lower() in ON
        self.misread[name] = "on or off"
        return default

    def number(self, name: str, default: int) -> int:
        """Return a whole number that is not negative."""
        value = self.text(name, str(default))
        if value.isascii() and value.isdigit():
            return int(value)
        self.misread[name] = "a whole number, 0 or more"
        return default

    def names(self, name: str, default: list[str]) -> list[str]:
        """Return what stands between the commas."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()] or default
