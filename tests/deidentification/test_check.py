from __future__ import annotations

from itertools import pairwise

import pytest

from cases.deidentification import Level, apply_suggestions, blocking, check


@pytest.mark.parametrize(
    ("text", "label", "level"),
    [("NHS 999 453 3312", "NHS_NUMBER", Level.BLOCK), ("ring 07700 900447", "PHONE", Level.BLOCK),
     ("at LS21 9XH", "POSTCODE", Level.BLOCK), ("write to a.b@example.org", "EMAIL", Level.BLOCK),
     ("DOB 14/09/1961", "DOB", Level.BLOCK), ("seen 6 January 2022", "DATE", Level.DECIDE)],
)  # fmt: skip
def test_a_direct_identifier_is_found_at_its_level(text: str, label: str, level: Level) -> None:
    assert [(f.label, f.level) for f in check(text)] == [(label, level)]


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "😀 ok", "Diazepam 10mg tds, BP 148/70, 3/52"])
def test_text_without_identifiers_is_left_alone(text: str) -> None:
    assert check(text) == []


def test_findings_are_disjoint_and_replaced() -> None:
    text = "Dr Okonjo-Bell, GMC 9104477. Okonjo-Bell rang 07700 900447"
    found = check(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert len(blocking(found)) == 2
    assert "Okonjo" not in apply_suggestions(text, found)
