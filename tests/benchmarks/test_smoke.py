"""The measurements still run: few rows, no judgement of the figures."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.processes.compose import ROOT


def test_the_benchmark_runs_and_prints_every_page() -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks", "--rows", "20", "--times", "3"]
    environment = {k: v for k, v in os.environ.items() if k not in ("VAR_DIR", "DATABASE_URL", "ELASTICSEARCH_URL", "TASKS")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["rows"]
    assert set(rows) >= {"health", "home", "board", "thread", "reply", "search, one word"}
    assert all(figures["median_ms"] > 0 and figures["queries"] > 0 for name, figures in rows.items() if name != "health")
