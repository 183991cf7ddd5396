"""The figures on our own narratives: a rule that loses ground is seen here. All but `unread` have been read by now: figures of texts from before they were read stand in docs/benchmarks.md."""

from __future__ import annotations

import pytest

from tests.deidentification.scoring import figures


@pytest.mark.parametrize(
    ("name", "recall", "leak"),
    [
        ("tuning", 0.97, 0.02),
        ("heldout", 0.97, 0.02),
        ("second_tuning", 0.97, 0.02),
        ("unseen", 0.97, 0.02),
        ("third_tuning", 0.95, 0.03),
        ("third_unseen", 0.95, 0.05),
        ("fresh", 0.97, 0.02),
        ("fourth", 0.97, 0.02),
        ("fifth", 0.97, 0.02),
        ("sixth", 0.96, 0.025),
        ("seventh", 0.97, 0.02),
        ("eighth", 0.97, 0.02),
        ("ninth", 0.97, 0.02),
        ("tenth", 0.97, 0.02),
        ("eleventh", 0.97, 0.02),
        ("thirteenth", 0.97, 0.02),
        ("fourteenth", 0.97, 0.02),
        ("unread", 0.97, 0.025),
    ],
)
def test_direct_identifiers_are_found_and_clinical_words_are_left(name: str, recall: float, leak: float) -> None:
    seen = figures(name)
    assert seen["direct_recall"] >= recall, seen
    assert seen["names_recall"] >= 0.95, seen
    assert seen["leak_direct"] <= leak, seen
    assert seen["over_redaction"] <= 0.04, seen
