"""`make demo`: migrate, load, print the address and the log-ins, serve on loopback."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import socket
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")


def stop(sentence: str) -> None:
    """End with one plain sentence."""
    sys.exit(sentence)


def main() -> None:
    """Run the demonstration until it is interrupted."""
    parser = argparse.ArgumentParser(prog="make demo")
    parser.add_argument("--port", default="8000")
    parser.add_argument("--reset", action="store_true")
    parser.add_argument("--no-serve", action="store_true")
    options = parser.parse_args()
    port = free_port(options.port)
    started = time.monotonic()
    prepare(reset=options.reset)
    table(port, time.monotonic() - started)
    if not options.no_serve:
        serve(port)


def free_port(given: str) -> int:
    """Return the number of a port that this process may serve on, or end with what to choose instead."""
    if not (given.isascii() and given.isdigit() and int(given) < 65_536):
        stop(f"{given!r} is no port: choose a number from 1024 to 65535, for example `make demo PORT=8010`.")
    port = int(given)
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            stop(f"Port {port} is kept for the administrator: choose one from 1024 up, for example `make demo PORT=8010`.")
        except OSError:
            stop(f"Port {port} is taken: choose another, for example `make demo PORT={port % 60000 + 1}`.")
    return port


def prepare(*, reset: bool) -> None:
    """Set Django up, bring the database to date and load what is missing."""
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.core.management.base import SystemCheckError  # noqa: PLC0415

    from network.shell.checks import refuse_bad_start  # noqa: PLC0415

    var, wanted = Path(settings.VAR_DIR), _fingerprint()
    stamp = var / ".loaded"
    if reset and var.exists():
        if any(var.iterdir()) and not stamp.exists() and var != settings.BASE_DIR / "var":
            stop(f"The folder {var} holds no demonstration, and RESET=1 would delete it: set VAR_DIR to another, or unset it.")
        shutil.rmtree(var)
    try:
        var.mkdir(parents=True, exist_ok=True)
        stamp.touch()  # from the start: a load that was interrupted may be reset as well
    except OSError:
        stop(f"The folder {var} cannot be written: set VAR_DIR to one that can.")
    if stamp.exists() and stamp.read_text() == wanted:
        refuse_bad_start()  # the environment alone: the code is the one that was checked when the data was loaded
        return
    try:
        call_command("check", verbosity=0)
    except SystemCheckError as error:
        stop(str(error))
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_demo")
    stamp.write_text(wanted)


def _fingerprint() -> str:
    """Return what the loaded data depends on: names, sizes and times of content and migrations."""
    root = Path(__file__).resolve().parents[2]
    files = [
        *root.glob("network/demo/content/**/*.toml"),
        *root.glob("**/migrations/0*.py"),
        *Path(__file__).parent.glob("*.py"),
    ]
    return "\n".join(sorted(f"{f.relative_to(root)} {f.stat().st_size}" for f in files if ".venv" not in f.parts))


def table(port: int, seconds: float) -> None:
    """Print the address and one log-in per role."""
    from network.demo.files import read  # noqa: PLC0415
    from network.demo.loader import PASSWORD  # noqa: PLC0415
    from network.membership.demo import DOMAIN, current_code  # noqa: PLC0415
    from network.membership.models import User  # noqa: PLC0415

    print(f"\n  Caseround, demonstration. Everybody in it is invented. Ready in {seconds:.1f} s.\n\n  http://127.0.0.1:{port}/\n")
    print(f"  Password for everyone: {PASSWORD}\n")
    for entry in read("people.toml")["person"]:
        if entry.get("login"):
            email = f"{entry['key']}@{DOMAIN}"
            user = User.objects.filter(email=email).first()
            code = " + a code, which the page shows" if user and current_code(user) else ""
            print(f"  {entry['login']:26} {email}{code}")
    print("\n  Stop with Ctrl-C. `make demo RESET=1` starts afresh.\n", flush=True)


def serve(port: int) -> None:
    """Serve on loopback until interrupted, in this process: what was imported to prepare is not imported a second time."""
    from django.db import connections  # noqa: PLC0415  (as above)
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # noqa: PLC0415

    class Demonstration(BaseApplication):  # type: ignore[misc]  # it has no types
        def load_config(self) -> None:
            options = {"bind": f"127.0.0.1:{port}", "threads": 8, "loglevel": "warning", "control_socket_disable": True}
            options["limit_request_line"] = 8190  # a long text in the search box gets a page that says so
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from network.wsgi import application  # noqa: PLC0415  (in the worker, after the fork)

            return application

    connections.close_all()  # a connection must not be shared with the process that serves
    Demonstration().run()


if __name__ == "__main__":
    main()
