"""Time grows in step with the text, offsets are code points, and no text makes the check raise."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.deidentification import check
from tests.deidentification.near_misses import NEAR_MISSES


def best(text: str) -> float:
    seconds = []
    for _ in range(2):
        before = time.process_time()
        check(text)
        seconds.append(time.process_time() - before)
    return min(seconds)


@pytest.mark.parametrize("name", sorted(NEAR_MISSES))
def test_twice_the_text_takes_about_twice_the_time(name: str) -> None:
    unit = NEAR_MISSES[name]
    check(unit)
    texts = [(unit * (size // len(unit) + 1))[:size] for size in (5_000, 10_000)]
    tries = []
    for _ in range(4):  # a busy machine spoils a try; a square would spoil them all
        once, twice = (best(text) for text in texts)
        tries.append((once, twice))
        if twice < 3 * once + 0.01:
            return
    pytest.fail(f"{name}: {tries}")


@pytest.mark.parametrize("prefix", ["😀 ", "e\u0301 ", "\u202e", "a\r\n", "نص "])
def test_offsets_count_code_points(prefix: str) -> None:
    text = f"{prefix}Ring 07700 900447 now"
    assert "07700 900447" in [text[f.start : f.end] for f in check(text)]


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(["Dr", "Mr", "Kite", "in", "the", "St", "'s", " ", ", ", ".", "A", "12", "@", "\n", "mum", "Ward"]),
        max_size=40,
    ).map("".join)
)
def test_findings_stand_in_order_inside_the_text_and_apart(text: str) -> None:
    found = check(text)
    assert all(0 <= f.start < f.end <= len(text) for f in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert found == check(text)
