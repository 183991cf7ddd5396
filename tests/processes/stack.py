"""Start, stop, freeze and kill the services of compose.yaml as processes of this machine, all on loopback."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tests.processes import compose
from tests.processes.browser import HOST, Browser
from tests.processes.mailbox import Mailbox
from tests.servers import postgres_bin

T = TypeVar("T")
ROOT = compose.ROOT
WAIT = 120.0  # seconds: how long anything may take on a busy machine


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(look: Callable[[], T], what: str, seconds: float = WAIT) -> T:
    """Return the first true answer of `look`, asked again and again. Fails the test once `seconds` have passed."""
    end = time.monotonic() + seconds
    while not (answer := look()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.2)  # between two looks at another process; nothing depends on its length
    return answer


class Stack:
    """The production set-up: `start` brings everything up in the order of compose.yaml, `stop` ends what was started."""

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o755)  # the two servers refuse to run as root, so their own users come in here
        self.folder = folder
        self.ports = {name: free_port() for name in ("web", "database", "search")}
        self.mail = Mailbox()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        variables = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "SITE_URL": f"https://{HOST}",
            "ALLOWED_HOSTS": HOST,
            "POSTGRES_PASSWORD": secrets.token_urlsafe(12),
        }
        self.password = variables["POSTGRES_PASSWORD"]
        self.services = compose.services(variables)
        self.bin = postgres_bin()
        self._next_address = 0

    # --- what compose.yaml says, at this machine's addresses ----------------------------------------------------------
    def here(self, text: str) -> str:
        """Return a text of compose.yaml or the Dockerfile with the containers' addresses and folders replaced by ours."""
        places = {
            "database:5432": f"127.0.0.1:{self.ports['database']}",
            "search:9200": f"127.0.0.1:{self.ports['search']}",
            "mail:1025": f"127.0.0.1:{self.mail.port}",
            "0.0.0.0:8000": f"127.0.0.1:{self.ports['web']}",
            "/srv/caseround/static": str(self.folder / "static"),
            "/var/caseround": str(self.folder / "var"),
        }
        for place, ours in places.items():
            text = text.replace(place, ours)
        return text

    def environment(self, service: str) -> dict[str, str]:
        """Return the whole environment of a service ("": of the image's build). Nothing of the tests' own reaches it."""
        path = f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
        base = {"PATH": path, "HOME": str(self.folder), "LANG": "C.UTF-8"}
        given = self.services[service].environment if service else compose.image_environment()
        return base | {name: self.here(text) for name, text in given.items()}

    def run(self, service: str, command: list[str], **more: str) -> str:
        """Run a command to its end in the environment of `service` and return what it printed; fails where it fails."""
        environment = self.environment(service) | more
        words = [self.here(word) for word in command]
        done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr[-3000:]}"
        return done.stdout

    def launch(self, service: str) -> None:
        """Start the process of `service` and leave it running; its output goes to a file of its name."""
        command = [self.here(word) for word in self.services[service].command]
        with (self.folder / f"{service}.log").open("ab") as log:
            self.running[service] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment(service), stdout=log, stderr=log, start_new_session=True
            )

    # --- the whole ----------------------------------------------------------------------------------------------------
    def start(self) -> None:
        """Bring up database and search, build and set up as the image and compose.yaml do, then web and worker."""
        self.make_database()
        self.start_search()
        self.run("", ["sh", "-c", compose.build_step("collectstatic")])
        self.run("setup", self.services["setup"].command)
        self.launch("web")
        self.launch("worker")
        eventually(self.web_answers, f"web answers: {self.log('web')}")

    def stop(self) -> None:
        """End every process that this object started."""
        for name in list(self.running):
            self.end(name, signal.SIGTERM)
        self.end_search()
        self.postgres("stop", "-m", "immediate", check=False)
        self.mail.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def end(self, service: str, how: signal.Signals) -> None:
        """Send a signal to a service that we launched, wait until it has gone, and kill it where it does not go."""
        process = self.running.pop(service)
        os.killpg(process.pid, how)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)

    def children(self, service: str) -> list[int]:
        """Return the ids of the processes that a service of ours has started."""
        pid = self.running[service].pid
        return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def mend(self) -> None:
        """Start again whatever is not running, wake what is frozen, and wait until all of it answers."""
        if not self.database_answers():
            self.postgres("start")
        if self._search_process() is not None:
            self.signal_search(signal.SIGCONT)
        if not self.search_answers():
            self.start_search()
        for service in ("web", "worker"):
            if service not in self.running or self.running[service].poll() is not None:
                self.launch(service)
        eventually(self.web_answers, f"web answers: {self.log('web')}")

    def log(self, service: str) -> str:
        """Return the end of what a service has printed."""
        path = self.folder / f"{service}.log"
        return path.read_text(errors="replace")[-3000:] if path.exists() else ""

    def web_answers(self) -> bool:
        """Say whether the web process and its database are well."""
        try:
            return Browser(self.ports["web"]).get("/health/").status == 200
        except OSError:
            return False

    def browser(self) -> Browser:
        """Return a browser at an address of its own: limits on attempts count by address."""
        self._next_address += 1
        return Browser(self.ports["web"], f"192.0.2.{self._next_address}")

    # --- PostgreSQL ---------------------------------------------------------------------------------------------------
    def _as_postgres(self, command: list[str], check: bool = True) -> None:
        prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        with (self.folder / "database.log").open("ab") as log:
            subprocess.run([*prefix, *command], cwd="/", stdout=log, stderr=log, check=check)

    def make_database(self) -> None:
        """Make a cluster with the user, password and name that compose.yaml gives the container, and start it."""
        home = self.folder / "database"
        home.mkdir()
        given = self.services["database"].environment
        (home / "password").write_text(given["POSTGRES_PASSWORD"])
        if os.getuid() == 0:
            shutil.chown(home, "postgres")
            shutil.chown(home / "password", "postgres")
        self._as_postgres(
            [f"{self.bin}/initdb", "-D", f"{home}/data", "-U", given["POSTGRES_USER"], "--auth=scram-sha-256", f"--pwfile={home}/password"]
        )  # fmt: skip
        self.postgres("start")
        user, name, port = given["POSTGRES_USER"], given["POSTGRES_DB"], str(self.ports["database"])
        subprocess.run(
            [f"{self.bin}/createdb", "-h", "127.0.0.1", "-p", port, "-U", user, name],
            check=True,
            env={"PGPASSWORD": self.password},
        )

    def postgres(self, verb: str, *options: str, check: bool = True) -> None:
        """Start or stop the database server, and wait until it has done so."""
        home = self.folder / "database"
        server = f"-p {self.ports['database']} -c listen_addresses=127.0.0.1 -k {home}"
        extra = ["-o", server] if verb == "start" else []
        self._as_postgres([f"{self.bin}/pg_ctl", "-D", f"{home}/data", "-w", "-l", f"{home}/log", *extra, *options, verb], check)

    def database_answers(self) -> bool:
        """Say whether PostgreSQL takes connections."""
        ready = [f"{self.bin}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.ports["database"])]
        return subprocess.run(ready, check=False).returncode == 0

    # --- Elasticsearch ------------------------------------------------------------------------------------------------
    def _search(self, verb: str) -> None:
        where = ["--port", str(self.ports["search"]), "--folder", str(self.folder / "search")]
        subprocess.run([ROOT / ".ci" / "elasticsearch", verb, *where], check=True, capture_output=True)

    def start_search(self) -> None:
        """Start a node of our own, which may be frozen and killed; wait until it answers."""
        self._search("start")

    def end_search(self) -> None:
        """Stop the node politely."""
        if self._search_process() is not None:
            self.signal_search(signal.SIGCONT)
            self._search("stop")

    def signal_search(self, how: signal.Signals) -> None:
        """Freeze (SIGSTOP), wake (SIGCONT) or kill the node."""
        pid = self._search_process()
        assert pid is not None, "our node is not running"
        os.kill(pid, how)

    def _search_process(self) -> int | None:
        """Return the id of our node's process: only one that really is ours, for an id may have been given away since."""
        noted = self.folder / "search" / "pid"
        if not noted.exists() or not (pid := noted.read_text().strip()):
            return None
        command = Path(f"/proc/{pid}/cmdline")
        return int(pid) if command.exists() and str(self.folder).encode() in command.read_bytes() else None

    def search_answers(self) -> bool:
        """Say whether the node answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ports['search']}/_cluster/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False
