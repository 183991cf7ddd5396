"""Single lines as they are typed, with what must be found and what must be left marked in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cases.deidentification import Level, check

LINES = (Path(__file__).parent / "marked_lines.txt").read_text(encoding="utf-8").splitlines()
MARK = re.compile(r"\[\[(.*?)\]\]|\{\{(.*?)\}\}")


@pytest.mark.parametrize("line", [line for line in LINES if not line.startswith("#")])
def test_what_is_marked_is_found_and_what_is_not_is_left(line: str) -> None:
    text, spans, at = "", [], 0
    for mark in MARK.finditer(line):
        text += line[at : mark.start()]
        spans.append((len(text), len(text) + len(mark[1] or mark[2]), mark[1] is not None))
        text, at = text + (mark[1] or mark[2]), mark.end()
    text += line[at:]
    covered = {i for f in check(text) if f.level is not Level.ADVISE for i in range(f.start, f.end)}
    for start, end, wanted in spans:
        letters = [i for i in range(start, end) if text[i].isalnum()]
        seen = sum(i in covered for i in letters)
        assert seen >= 0.9 * len(letters) if wanted else seen == 0, text[start:end]
