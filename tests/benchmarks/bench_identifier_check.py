"""Speed and figures of the identifier check, as JSON: ``python -m tests.benchmarks.bench_identifier_check [narratives.jsonl]``."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from cases.deidentification import check
from cases.deidentification.recognizers import PATTERN_RECOGNIZERS
from tests.deidentification.near_misses import NEAR_MISSES
from tests.deidentification.scoring import figures, narratives


def milliseconds(action: object, *arguments: object) -> float:
    """The best of five runs, in milliseconds of processor time: the clock of a shared machine says nothing."""
    seconds = []
    for _ in range(5):
        before = time.process_time()
        action(*arguments)  # type: ignore[operator]
        seconds.append(time.process_time() - before)
    return round(1000 * min(seconds), 2)


def filled(unit: str, size: int) -> str:
    """``unit`` repeated to ``size`` characters."""
    return (unit * (size // len(unit) + 1))[:size]


def main() -> None:
    """Print the figures."""
    prose = "\n\n".join(case["text"] for case in narratives("tuning"))[:5000]
    texts = {name: filled(unit, 10_000) for name, unit in NEAR_MISSES.items()}
    patterns = [(f"{r.label}.{n}", p) for r in PATTERN_RECOGNIZERS for n, p in enumerate(r.patterns)]
    slowest = max(
        (milliseconds(lambda p=p, t=t: sum(1 for _ in p.finditer(t))), f"{label} on {name}")
        for label, p in patterns
        for name, t in texts.items()
    )
    result: dict[str, object] = {
        "check_5000_characters_ms": milliseconds(check, prose),
        "near_misses_10_kB_ms": {name: milliseconds(check, text) for name, text in texts.items()},
        "slowest_pattern_10_kB_ms": slowest,
        "tuning": figures("tuning"),
        "heldout": figures("heldout"),
        "second_tuning": figures("second_tuning"),
        "unseen": figures("unseen"),
        "third_tuning": figures("third_tuning"),
        "third_unseen": figures("third_unseen"),
        "fresh": figures("fresh"),
    }
    for path in sys.argv[1:]:
        result[Path(path).stem] = figures(Path(path))
    sys.stdout.write(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
