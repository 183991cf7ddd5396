"""Two texts side by side, paragraph by paragraph."""

from __future__ import annotations

import pytest

from network.shell.comparing import ADDED, CHANGED, REMOVED, changes


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        (["One rule."], ["One rule."], []),
        (["One rule."], ["One rule.", "Another."], [ADDED]),
        (["One rule.", "Another."], ["Another."], [REMOVED]),
        (["5. Keep to the rules of a case."], ["5. Keep to the rules of a case. Pictures show things, never people."], [CHANGED]),
        (["Gone for good.", "5. Keep to the rules."], ["6. Keep to the rules."], [REMOVED, CHANGED]),
        (["One thing stood here."], ["Quite different words follow."], [ADDED, REMOVED]),
        ([], ["All new."], [ADDED]),
    ],
)
def test_a_paragraph_is_added_removed_or_changed(old: list[str], new: list[str], kinds: list[str]) -> None:
    found = changes(old, new)
    assert [change.kind for change in found] == kinds
    pieces = [piece for change in found for piece in change.pieces]
    said = " ".join(new)
    assert all(text.strip() in said for kind, text in pieces if kind != REMOVED)
