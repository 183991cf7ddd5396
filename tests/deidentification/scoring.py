"""Scores findings against narratives: a span is found when nine tenths of its letters and figures are covered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cases.deidentification import Level, check

FOLDER = Path(__file__).parent / "narratives"
INDIRECT = {"OCCUPATION_RARE", "DISTINCTIVE", "NICKNAME"}


def narratives(name: str | Path) -> Iterator[dict[str, Any]]:
    """Yield the records of one file: a name in the folder, or a path."""
    path = FOLDER / f"{name}.jsonl" if isinstance(name, str) else name
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def figures(name: str | Path) -> dict[str, float]:
    """Recall and leak of direct identifiers, and the share of hard negatives that were marked."""
    hit = total = leaked = characters = marked = negatives = names = named = 0
    for case in narratives(name):
        text = case["text"]
        covered = {i for f in check(text) if f.level is not Level.ADVISE for i in range(f.start, f.end)}
        for span in case["spans"]:
            if span["label"] in INDIRECT:
                continue
            inside = [i for i in range(span["start"], span["end"]) if text[i].isalnum()]
            seen = sum(i in covered for i in inside)
            found = seen >= 0.9 * len(inside)
            hit, total, leaked, characters = hit + found, total + 1, leaked + len(inside) - seen, characters + len(inside)
            if span["label"].startswith("NAME"):
                named, names = named + found, names + 1
        for span in case["negatives"]:
            negatives += 1
            marked += any(i in covered and text[i].isalnum() for i in range(span["start"], span["end"]))
    return {
        "direct_recall": round(hit / total, 3),
        "names_recall": round(named / names, 3),
        "leak_direct": round(leaked / characters, 3),
        "over_redaction": round(marked / negatives, 3),
    }
