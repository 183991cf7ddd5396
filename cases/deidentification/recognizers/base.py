"""The one shape every fixed-pattern recogniser has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ..checksums import FITS, FITS_NOT
from ..model import Finding, Level

Accept = Callable[[str, "re.Match[str]"], bool]


@dataclass(frozen=True, slots=True)
class _Wrapped:
    """A pattern that is tried under some condition, and read like a pattern."""

    pattern: re.Pattern[str]

    @property
    def groupindex(self) -> Mapping[str, int]:
        """As the pattern's own."""
        return self.pattern.groupindex


@dataclass(frozen=True, slots=True)
class Gated(_Wrapped):
    """A pattern that is only tried where one of its ``stems`` stands in the text: most texts hold none, and asking costs little."""

    stems: tuple[str, ...]

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As the pattern's own, and nothing without a stem."""
        lowered = text.lower()
        return self.pattern.finditer(text) if any(stem in lowered for stem in self.stems) else iter(())


@dataclass(frozen=True, slots=True)
class Anchored(_Wrapped):
    """A pattern of which every match opens with one of ``stems``, perhaps behind "the": tried there and nowhere else."""

    stems: tuple[str, ...]

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As the pattern's own."""
        lowered = text.lower()
        if len(lowered) != len(text):  # a letter that is two in lower case would move every offset
            yield from self.pattern.finditer(text)
            return
        end = 0
        for start in self._starts(lowered):
            match = self.pattern.match(text, start - 4) if lowered[max(0, start - 4) : start] == "the " else None
            match = match or self.pattern.match(text, start)
            if match is not None and match.start() >= end:
                end = match.end()
                yield match

    def _starts(self, lowered: str) -> list[int]:
        starts = set()
        for stem in self.stems:
            at = lowered.find(stem)
            while at >= 0:
                if at == 0 or not (lowered[at - 1].isalnum() or lowered[at - 1] == "_"):
                    starts.add(at)
                at = lowered.find(stem, at + 1)
        return sorted(starts)


@dataclass(frozen=True, slots=True)
class Led(_Wrapped):
    """A pattern that counts only where ``lead`` ends directly before it (or, with ``unless``, where it does not)."""

    lead: re.Pattern[str]
    unless: bool = False

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As the pattern's own, filtered."""
        for match in self.pattern.finditer(text):
            led = self.lead.search(text[max(0, match.start() - 40) : match.start()]) is not None
            if led is not self.unless:
                yield match


def anchored(pattern: str, stems: str, flags: int = re.IGNORECASE) -> Anchored:
    """Compile a pattern of which every match opens with one of ``stems``, small letters with spaces between."""
    return Anchored(re.compile(pattern, flags), tuple(stems.split()))


def led(pattern: str, lead: str, *, unless: bool = False) -> Led:
    """Compile a pattern and what must, or must not, end directly before it."""
    return Led(re.compile(pattern, re.IGNORECASE), re.compile(rf"(?:{lead})$", re.IGNORECASE), unless)


def gated(pattern: str, stems: str, flags: int = re.IGNORECASE) -> Gated:
    """Compile a pattern of which every match holds one of ``stems``, small letters with spaces between."""
    return Gated(re.compile(pattern, flags), tuple(stems.split()))


@dataclass(frozen=True)
class PatternRecognizer:
    """Finds one class by pattern. A group named ``id`` marks the part to remove; ``accept`` reads the context."""

    label: str
    level: Level
    suggestion: str
    explanation: str
    patterns: tuple[re.Pattern[str] | Gated | Anchored | Led, ...]
    accept: Accept | None = None
    check_digit: Callable[[str], bool | None] | None = None

    def find(self, text: str) -> Iterator[Finding]:
        """Yield every find in ``text``."""
        for pattern in self.patterns:
            group: str | int = "id" if "id" in pattern.groupindex else 0
            for match in pattern.finditer(text):
                if self.accept is None or self.accept(text, match):
                    why = self.explanation + self._evidence(match.group(group))
                    yield Finding(match.start(group), match.end(group), self.label, self.level, self.suggestion, why)

    def _evidence(self, value: str) -> str:
        """What the check digit says, in words; it never decides."""
        fits = self.check_digit(value) if self.check_digit else None
        return "" if fits is None else FITS if fits else FITS_NOT


# A number as people group it behind its label: "2217 884", "RK9 884 213", "98I 2231 E". At least four figures (see ``enough``).
GROUPED = r"(?:[A-Z]{1,5}[ -]?)?\d[A-Z\d/-]{0,14}(?: \d[A-Z\d/-]{0,8}){0,4}(?: [A-Z](?![\w’'-]))?"


def enough(value: str, figures: int = 4) -> bool:
    """Whether ``value`` holds at least that many figures."""
    return sum(c.isdigit() for c in value) >= figures


def rx(pattern: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """Compile, ignoring case unless told otherwise."""
    return re.compile(pattern, flags)


def before(text: str, start: int, words: str, reach: int = 40) -> bool:
    """Whether one of ``words`` (an alternation) stands within ``reach`` characters before ``start``."""
    return re.search(rf"\b(?:{words})\b", text[max(0, start - reach) : start], re.IGNORECASE) is not None
