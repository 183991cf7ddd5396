"""What the organisation recognisers share: a name before or behind a word such as Surgery, Ysgol or Arms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..document import GEO, NAMED, PHRASE, SAFE, SURNAME, WORD, Document
from ..model import Finding
from ..runs import FUNCTION, Run, cap_runs, explained, finding, join_across, plain
from ..vocabulary import cues
from .context import ContextRecognizer

# Words before Ward, Centre, Trust … that say what kind, not which one.
GENERIC = cues("organisation", "generic")
# Bodies that carry the name of a country or people without being local.
_NAMED_BY = cues("organisation", "named")
_NATIONAL = cues("organisation", "national")
_BUILT = frozenset({"hospital", "infirmary", "hospice", "academy", "surgery", "school"})
_DIRECTIONS = frozenset({"north", "south", "east", "west", "northern", "southern", "eastern", "western", "central"})
_ROOMS = frozenset({"rooms", "room", "stn", "station", "shop", "hall", "house", "grounds", "office", "desk", "flats", "stop"})
_TAIL_GAPS = frozenset({" ", "-", "'s ", "’s ", "' ", "’ "})
_LINK_GAPS = frozenset({" ", " (", ": ", ", ", " – ", " - "})


@dataclass(frozen=True)
class Kind:
    """One kind of organisation: its last words, its first words, and what leads to it."""

    label: str
    suggestion: str
    why: str
    heads: frozenset[str]
    openings: frozenset[str] = frozenset()
    cues: frozenset[str] = frozenset()
    tails: frozenset[str] = field(default_factory=frozenset)  # in small letters behind a name: "Sandhills station"

    def recognizer(self) -> ContextRecognizer:
        """The recogniser of this kind."""
        return ContextRecognizer(self.label, self._read)

    def _read(self, document: Document) -> Iterator[Finding]:
        runs = cap_runs(document)
        for at, run in enumerate(runs):
            found = (
                self._headed(document, runs, at)
                or self._tailed(document, runs, at)
                or self._opened(document, runs, at)
                or self._cued(document, run)
            )
            if found is not None:
                first = _with_article(document, found.first)
                whole = finding(document, first, found.last, self.label, self.suggestion, self.why)
                ends = document.text[whole.end : whole.end + 2] in ("'s", "’s") and self.openings
                yield replace(whole, end=whole.end + 2) if ends else whole

    def _headed(self, document: Document, runs: Sequence[Run], at: int) -> Run | None:
        run, tokens = runs[at], document.tokens
        heads = [n for n in range(run.first, run.last + 1) if tokens[n].key in self.heads]
        if not heads:
            return None
        last = heads[-1]
        first = _trimmed(document, join_across(document, runs, at), last)
        if first is None or not _which(document, first, last, self.heads):
            return None
        following = tokens[last + 1 : last + 2]
        if last == run.last and following and following[0].gap == " " and following[0].key in self.tails:
            last += 1
        return Run(_department(document, first), last)

    def _opened(self, document: Document, runs: Sequence[Run], at: int) -> Run | None:
        """ "Ysbyty Gwynedd", "Ysgol Maes-y-Gors", "Coleg y Cymoedd"."""
        run = runs[at]
        if (
            at + 1 < len(runs)
            and document.tokens[run.last].key in self.openings
            and join_across(document, runs, at + 1) <= run.last
        ):
            return Run(run.last, runs[at + 1].last)
        for number in range(run.first, run.last):
            if document.tokens[number].key in self.openings:
                last = run.last
                while last > number + 1 and (plain(document.tokens[last]) or document.tokens[last].shape == "upper"):
                    last -= 1
                return Run(number, last)
        return None

    def _tailed(self, document: Document, runs: Sequence[Run], at: int) -> Run | None:
        """A name and a small-letter word of kind: "Wood Green custody", "Kingfisher ward"."""
        run, tokens = runs[at], document.tokens
        last = run.last
        while (
            last + 1 < len(tokens)
            and last < run.last + 3
            and tokens[last + 1].gap in _TAIL_GAPS
            and tokens[last + 1].shape == "lower"
        ):
            last += 1
            if tokens[last].key in self.tails:
                while (
                    last + 1 < len(tokens) and tokens[last + 1].gap == " " and tokens[last + 1].shape == "lower"
                    and (tokens[last + 1].key in self.tails or tokens[last + 1].key in _ROOMS)
                ):  # fmt: skip
                    last += 1
                break
        else:
            return None
        if tokens[last].key not in self.tails | _ROOMS or any(token.key in FUNCTION for token in tokens[run.last + 1 : last]):
            return None
        first = _trimmed(document, join_across(document, runs, at), run.last)
        if first is None or not _which(document, first, run.last, frozenset()):
            return None
        if all(token.flags & WORD and token.first for token in tokens[first : run.last + 1]):
            return None
        return Run(first, last)

    def _cued(self, document: Document, run: Run) -> Run | None:
        """Behind words that announce it: "works at …", "Nursery (…)", "School: …"."""
        tokens = document.tokens
        if run.first == 0 or not self.cues:
            return None
        at = run.first
        while (
            at > run.first - 3
            and at > 0
            and tokens[at - 1].key in ("at", "for", "by", "is", "named", "called", "the", "in")
            and tokens[at].gap == " "
        ):
            at -= 1
        before = tokens[at - 1] if at else None
        if before is None or before.key not in self.cues or tokens[run.first].gap not in _LINK_GAPS:
            return None
        if at == run.first and tokens[at].gap == " " and before.key not in _NAMED_BY:
            return None
        if any(document.is_eponym(number) for number in range(run.first, run.last + 1)):
            return None
        if all(plain(token) or token.flags & (SAFE | PHRASE) for token in tokens[run.first : run.last + 1]):
            return None
        return run


def _with_article(document: Document, first: int) -> int:
    """Take along "the" in front, which belongs to what a body is called: "the Ford Street madrasa"."""
    tokens = document.tokens
    return first - 1 if first and tokens[first - 1].key == "the" and tokens[first].gap == " " else first


def _department(document: Document, first: int) -> int:
    """Take along the department in front: "Department of Neurology, Craigavon Area Hospital"."""
    tokens = document.tokens
    if first and tokens[first].gap in (", ", " at "):
        for number in range(first - 1, max(-1, first - 6), -1):
            if tokens[number].key in ("department", "dept", "division", "ward", "unit", "wing") and tokens[number].is_cap:
                return number
            if tokens[number].gap not in (" ",):
                break
    return first


def _trimmed(document: Document, first: int, last: int) -> int | None:
    """Leave out a sentence's opening word before the name."""
    tokens = document.tokens
    while first < last and (tokens[first].key in FUNCTION and tokens[first].key not in ("the",)):
        first += 1
    if tokens[first].key == "the" and tokens[first].first:
        first += 1
    return first if first <= last else None


def _which(document: Document, first: int, last: int, heads: frozenset[str]) -> bool:
    """Whether the words say which one, not only what kind."""
    tokens = document.tokens
    for number in range(first, last + 1):
        token = tokens[number]
        if token.flags & PHRASE:
            return tokens[last].key in _BUILT and number < last  # "Western Isles Hospital"
        if token.key in _DIRECTIONS and number < last and tokens[last].key in ("surgery", "practice") and not token.first:
            return True  # "Western Surgery"
        if token.key in heads or token.key in GENERIC or token.key in FUNCTION or not token.is_cap or document.is_eponym(number):
            continue
        safe = token.flags & SAFE and not token.flags & NAMED and (not token.flags & GEO or tokens[last].key in _NATIONAL)
        built = tokens[last].key in _BUILT and token.shape == "cap" and not token.flags & GEO and number < last
        if safe and not built:
            continue  # but "Wensleydale School", though Wensleydale is a cheese
        if token.first and token.flags & WORD and not token.flags & NAMED and last - first < 2 and token.flags & 64:
            continue
        return True
    return False


def any_named(document: Document, run: Run) -> bool:
    """Whether a word of the run is one that nothing explains."""
    return any(not explained(document, number) for number in range(run.first, run.last + 1))


__all__ = ["GENERIC", "SURNAME", "Kind", "any_named"]
