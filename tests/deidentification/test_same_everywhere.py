"""The same text gives the same findings in every process, whatever its hash seed, locale and time zone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

NARRATIVES = Path(__file__).parent / "narratives" / "ninth.jsonl"
PROGRAM = """
import hashlib, json, sys
from cases.deidentification import check, combination
digest = hashlib.sha256()
for line in open(sys.argv[1], encoding="utf-8"):
    text = json.loads(line)["text"]
    digest.update(repr([check(text), combination([text])]).encode())
print(digest.hexdigest())
"""


def digest(**environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(NARRATIVES)],
        env={**os.environ, **environment}, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return done.stdout


@pytest.mark.parametrize(
    "environment",
    [{"PYTHONHASHSEED": "0"}, {"PYTHONHASHSEED": "4711"}, {"LC_ALL": "C", "TZ": "Pacific/Apia"}, {"PYTHONOPTIMIZE": "2"}],
    ids=lambda given: "-".join(given),
)
def test_another_process_finds_the_same(environment: dict[str, str]) -> None:
    assert digest(**environment) == digest(PYTHONHASHSEED="1")
