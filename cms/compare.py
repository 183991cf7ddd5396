"""Two editions of a guidance page side by side: block by block, and word by word inside a block that changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.formats import date_format

from cms.models.guidance import GuidancePage
from network.shell.comparing import ADDED, CHANGED, REMOVED, SAME, Pieces, words

ALIKE = 0.4  # share of words that two blocks must have in common to be shown as one that changed
SAYS = ("", "Why", "Heading")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of either edition: its place in words, and its texts by label."""

    key: str
    label: str
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a block. `parts` holds (label, pieces) of the texts that differ."""

    label: str
    kind: str
    parts: list[tuple[str, Pieces]]


def blocks_of(page: GuidancePage) -> Iterator[Block]:
    """Yield the blocks of an edition in the order in which readers meet them."""
    yield Block("title", "Title and status", (("Title", page.title), ("Status", page.get_status_display())))
    yield Block("summary", "Who it is for", (("", page.summary), ("Applies to", page.jurisdiction)))
    for section in page.sections:
        heading = section.value["heading"]
        yield Block(f"section {heading}", f"Section “{heading}”", (("Heading", heading), ("", section.value["intro"] or "")))
        for rec in section.value["recommendations"]:
            texts = (
                ("", rec["text"]),
                ("Why", rec["rationale"] or ""),
                ("Strength", rec["strength"].capitalize()),
                ("Certainty", rec["certainty"].replace("_", " ").capitalize()),
                ("Evidence reviewed in", rec["reviewed"]),
                ("Sources", ", ".join(str(n) for n in rec["sources"])),
            )
            yield Block(f"recommendation {rec['ref']}", f"Recommendation {rec['ref']}", texts)
    yield Block("not covered", "What this does not cover", (("", page.not_covered),))
    for number, reference in enumerate(page.references, 1):
        value = reference.value
        yield Block(f"source {value['text']}", f"Source {number}", (("", value["text"]), ("Address", value["url"] or "")))
    dates = (("Evidence checked to", page.evidence_checked), ("Next review due", page.next_review))
    shown = tuple((label, date_format(day, "j F Y") if day else "") for label, day in dates)
    yield Block("people", "Who wrote it, and when", (("", page.authors_note), *shown))


def compare(older: GuidancePage, newer: GuidancePage) -> list[Change]:
    """Return what became of every block, in the order of the newer edition, what was removed where it stood."""
    old, new = list(blocks_of(older)), list(blocks_of(newer))
    changes: list[Change] = []
    for verb, a1, a2, b1, b2 in SequenceMatcher(None, [b.key for b in old], [b.key for b in new], autojunk=False).get_opcodes():
        if verb == "equal":
            changes += [_change(before, after) for before, after in zip(old[a1:a2], new[b1:b2], strict=True)]
        else:
            changes += _replaced(old[a1:a2], new[b1:b2])
    return changes


def _replaced(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Change]:
    """Yield changes between two runs of blocks with different names: alike ones are one block that changed."""
    left = list(old)
    pairs: dict[int, Block] = {}
    for n, after in enumerate(new):
        twin = next((before for before in left if _alike(before, after)), None)
        if twin is not None:
            left.remove(twin)
            pairs[n] = twin
    yield from (Change(b.label, REMOVED, [(label, [(REMOVED, text)]) for label, text in b.texts if text]) for b in left)
    for n, after in enumerate(new):
        if n in pairs:
            yield _change(pairs[n], after)
        else:
            yield Change(after.label, ADDED, [(label, [(ADDED, text)]) for label, text in after.texts if text])


def _alike(before: Block, after: Block) -> bool:
    if before.key.split(" ")[0] != after.key.split(" ")[0]:
        return False
    # What a block says, without its grades: two recommendations of one strength are not alike for that.
    a, b = (" ".join(text for label, text in block.texts if label in SAYS).split()[:400] for block in (before, after))
    return SequenceMatcher(None, a, b, autojunk=False).ratio() > ALIKE


def _change(before: Block, after: Block) -> Change:
    if before.texts == after.texts:
        return Change(after.label, SAME, [])
    parts = [(label, words(old, new)) for (label, new), (_, old) in zip(after.texts, before.texts, strict=True) if old != new]
    label = after.label if after.label == before.label else f"{after.label} (was {before.label[:1].lower()}{before.label[1:]})"
    return Change(label, CHANGED, parts)


def pair(versions: list[Any], asked_from: str, asked_to: str) -> tuple[Any, Any] | None:
    """Return the two versions asked for, older first; the newest two where nothing is asked, None where one is missing."""
    by_number = {str(version.number): version for version in versions}
    newest = versions[0] if versions else None
    newer = by_number.get(asked_to) if asked_to else newest
    if newer is None:
        return None
    before = [version for version in versions if version.number < newer.number]
    older = by_number.get(asked_from) if asked_from else (before[0] if before else None)
    if older is None or older.number == newer.number:
        return None
    return (older, newer) if older.number < newer.number else (newer, older)
