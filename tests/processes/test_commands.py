"""What README.md tells a newcomer to type, in a copy of its own with an empty home; and the sentence for each thing that is missing."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.processes.compose import ROOT

pytestmark = pytest.mark.servers
README = (ROOT / "README.md").read_text()
KEPT = (
    "PATH",
    "LANG",
    "TMPDIR",
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the repository holds, and nothing else."""
    target = tmp_path_factory.mktemp("clone")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    return target


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return a newcomer's environment: nothing of this process but what reaches the package index."""
    kept = {name: value for name, value in os.environ.items() if name in KEPT or name.startswith("PIP_")}
    return {**kept, "HOME": str(home), **more}


def run(command: str, folder: Path, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-c", command], cwd=folder, env=environment(home, **more), capture_output=True, text=True,
                          timeout=300, check=False)  # fmt: skip


def fake(folder: Path, body: str, *names: str) -> str:
    """Put programs of these names into a folder and return a PATH with them first, and no other Python."""
    bin_ = folder / "bin"
    bin_.mkdir()
    for name in ("sh", "make", "touch", "rm", "awk"):
        (bin_ / name).symlink_to(shutil.which(name) or f"/bin/{name}")
    for name in names:
        (bin_ / name).write_text(f"#!/bin/sh\n{body}\n")
        (bin_ / name).chmod(0o755)
    return str(bin_)


PYTHONS = ("python3", "python3.11", "python3.12", "python3.13")


def without_environment(clone: Path, tmp_path: Path) -> Path:
    """Return a copy of the copy in which nothing was installed."""
    return Path(shutil.copytree(clone, tmp_path / "bare", ignore=shutil.ignore_patterns(".venv", "var")))


def refuses(done: subprocess.CompletedProcess[str], sentence: str) -> None:
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_a_python_that_is_too_old_is_said(clone: Path, tmp_path: Path) -> None:
    path = fake(tmp_path, "exit 1", *PYTHONS)
    refuses(run("make demo", without_environment(clone, tmp_path), tmp_path, PATH=path), "needs Python 3.11 or newer: install it")


def test_a_missing_venv_module_is_said(clone: Path, tmp_path: Path) -> None:
    path = fake(tmp_path, 'case "$2" in *venv*) exit 1;; *print*) echo 3.11;; esac', *PYTHONS)
    refuses(
        run("make demo", without_environment(clone, tmp_path), tmp_path, PATH=path), "has no venv module: install it (on Debian:"
    )


def test_a_folder_that_cannot_hold_the_environment_is_said(clone: Path, tmp_path: Path) -> None:
    folder = without_environment(clone, tmp_path)
    (folder / ".venv").write_text("in the way")
    refuses(run("make demo", folder, tmp_path, PYTHON=sys.executable), "is the disk full, or the folder read-only?")


def test_packages_that_cannot_be_had_are_said(clone: Path, tmp_path: Path) -> None:
    body = 'case "$*" in *"-m venv"*) mkdir -p .venv/bin; printf "#!/bin/sh\\nexit 1\\n" > .venv/bin/python; chmod +x .venv/bin/python;; esac'
    path = f"{fake(tmp_path, body, *PYTHONS)}:/usr/bin:/bin"
    refuses(
        run("make demo", without_environment(clone, tmp_path), tmp_path, PATH=path),
        "check the network, then run the same command again",
    )


def demonstration(tmp_path: Path, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run what stands behind `make demo` with the packages of this environment."""
    given = environment(tmp_path, CASEROUND_MODE="demo", SITE_URL="http://127.0.0.1:1", VAR_DIR=str(tmp_path / "var"), **more)
    return subprocess.run([sys.executable, "-W", "ignore", "-m", "network.demo.run", *options], cwd=ROOT, env=given,
                          capture_output=True, text=True, timeout=120, check=False)  # fmt: skip


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refuses(
            demonstration(tmp_path, "--port", str(port)), f"Port {port} is taken: choose another, for example `make demo PORT="
        )


@pytest.mark.parametrize("port", ["http", "70000", "-1", ""])
def test_a_port_that_is_none_is_said(port: str, tmp_path: Path) -> None:
    refuses(demonstration(tmp_path, f"--port={port}"), "is no port: choose a number")


def test_a_reset_deletes_nothing_but_a_demonstration(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "letters.txt").write_text("somebody's own")
    refuses(
        demonstration(tmp_path, "--port", "0", "--reset", "--no-serve"), "holds no demonstration, and RESET=1 would delete it"
    )
    assert (tmp_path / "var" / "letters.txt").read_text() == "somebody's own"


def test_a_folder_for_data_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    given = {"VAR_DIR": str(tmp_path / "file" / "var")}
    done = subprocess.run([sys.executable, "-W", "ignore", "-m", "network.demo.run", "--port", "0"], cwd=ROOT,
                          env=environment(tmp_path, CASEROUND_MODE="demo", **given), capture_output=True, text=True, timeout=120, check=False)  # fmt: skip
    refuses(done, "cannot be written: set VAR_DIR to one that can")


def test_a_bad_variable_is_said_before_anything_is_loaded(tmp_path: Path) -> None:
    refuses(demonstration(tmp_path, "--port", "0", ELASTICSEARCH_URL="search"), "Set ELASTICSEARCH_URL")
    assert not (tmp_path / "var" / "db.sqlite3").exists()


def commands() -> list[str]:
    """Return the indented lines of README.md that are commands, without their comments."""
    return [line.split("  #")[0].strip() for line in README.splitlines() if re.match(r"    (make|python) ", line)]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(command: str, clone: Path, home: Path, port: int) -> tuple[subprocess.Popen[str], str]:
    """Run a command that serves, wait for the start page, and return the process and the page."""
    with (home / "log").open("w") as log:
        running = subprocess.Popen(["sh", "-c", f"exec {command} PORT={port}"], cwd=clone, env=environment(home), stdout=log,
                                   stderr=subprocess.STDOUT, text=True, start_new_session=True)  # fmt: skip
    for _ in range(600):
        assert running.poll() is None, (home / "log").read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                return running, answer.read().decode()
        except OSError:
            time.sleep(0.3)
    raise AssertionError((home / "log").read_text())


def stop(running: subprocess.Popen[str]) -> None:
    os.killpg(running.pid, signal.SIGINT)
    try:
        running.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait(20)


def test_the_commands_of_the_readme_run_as_written(clone: Path, tmp_path: Path, port: int) -> None:
    """In order: the demonstration twice, which loads once; then each command for production, on the same data."""
    told = commands()
    assert told[:2] == ["make demo", "make test"]
    running, page = serve(told[0], clone, tmp_path, port)
    try:
        assert "Think a difficult case through" in page
        said = (tmp_path / "log").read_text()
        assert f"http://127.0.0.1:{port}/" in said
        for login in re.findall(r"(\w+)@demo\.caseround\.example", README):
            assert f"{login}@demo.caseround.example" in said
    finally:
        stop(running)
    running, page = serve(told[0], clone, tmp_path, port)
    stop(running)
    again = (tmp_path / "log").read_text()
    assert "documents in search" in said
    assert "documents in search" not in again
    for command in told[2:]:
        command = command.replace("python ", ".venv/bin/python -W ignore ").replace("ADDRESS", "whitlock@demo.caseround.example")
        done = run(command, clone, tmp_path, CASEROUND_MODE="demo")
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    listed = run("make help", clone, tmp_path).stdout
    targets = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.M))
    assert targets <= set(re.findall(r"make ([a-z]+)", listed))


def test_the_second_command_is_the_one_that_stands_between_a_change_and_the_main_line() -> None:
    assert re.search(r"^make test$", (ROOT / ".ci" / "run").read_text(), re.M)
