"""Two texts side by side: paragraph by paragraph, and word by word inside a paragraph that changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"
Pieces = list[tuple[str, str]]  # (same, added or removed; text)
MOST_WORDS = 2500  # a longer text is shown as removed and added whole: comparing takes time that grows with the square
KEPT = 0.5  # share of its words that a text must keep to be compared word by word: else old and new stand one after the other
KEPT_OF_PARAGRAPH = 0.3  # a rule that grew by a sentence is still that rule
_WORDS = re.compile(r"\S+\s*|\s+")  # a space goes with its word, or the spaces alone would make two texts look alike


def words(old: str, new: str, kept: float = KEPT) -> Pieces:
    """Return the pieces of `old` and `new`: joined without the removed they are `new`, without the added `old`.

    Two texts that share less than `kept` of their words are shown whole, one after the other.
    """
    if old == new:
        return [(SAME, new)] if new else []
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    whole = [piece for piece in ((REMOVED, old), (ADDED, new)) if piece[1]]
    if max(len(a), len(b)) > MOST_WORDS:
        return whole
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.ratio() < kept:
        return whole
    pieces: Pieces = []
    for verb, a1, a2, b1, b2 in matcher.get_opcodes():
        if verb == "equal":
            pieces.append((SAME, "".join(a[a1:a2])))
            continue
        if a2 > a1:
            pieces.append((REMOVED, "".join(a[a1:a2])))
        if b2 > b1:
            pieces.append((ADDED, "".join(b[b1:b2])))
    return pieces


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one paragraph."""

    kind: str
    pieces: Pieces


def changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Return the paragraphs that differ between two texts, in the order of the newer one, what was removed where it stood."""
    found: list[Change] = []
    for verb, a1, a2, b1, b2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb != "equal":
            found += _replaced(old[a1:a2], new[b1:b2])
    return found


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Yield the changes between two runs of paragraphs; two that share most of their words are one that changed."""
    left = list(old)
    for after in new:
        twin = next((before for before in left if any(kind == SAME for kind, _ in words(before, after, KEPT_OF_PARAGRAPH))), None)
        if twin is None:
            yield Change(ADDED, [(ADDED, after)])
            continue
        while left[0] != twin:  # what stood before it is gone
            yield Change(REMOVED, [(REMOVED, left.pop(0))])
        left.pop(0)
        yield Change(CHANGED, words(twin, after, KEPT_OF_PARAGRAPH))
    yield from (Change(REMOVED, [(REMOVED, before)]) for before in left)
