"""The one shape every fixed-pattern recogniser has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ..model import Finding, Level

Accept = Callable[[str, "re.Match[str]"], bool]


@dataclass(frozen=True, slots=True)
class Gated:
    """A pattern that is only tried where one of its ``stems`` stands in the text: most texts hold none, and asking costs little."""

    pattern: re.Pattern[str]
    stems: tuple[str, ...]

    @property
    def groupindex(self) -> Mapping[str, int]:
        """As the pattern's own."""
        return self.pattern.groupindex

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As the pattern's own, and nothing without a stem."""
        lowered = text.lower()
        return self.pattern.finditer(text) if any(stem in lowered for stem in self.stems) else iter(())


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
    patterns: tuple[re.Pattern[str] | Gated, ...]
    accept: Accept | None = None

    def find(self, text: str) -> Iterator[Finding]:
        """Yield every find in ``text``."""
        for pattern in self.patterns:
            group: str | int = "id" if "id" in pattern.groupindex else 0
            for match in pattern.finditer(text):
                if self.accept is None or self.accept(text, match):
                    yield Finding(match.start(group), match.end(group), self.label, self.level, self.suggestion, self.explanation)


def rx(pattern: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """Compile, ignoring case unless told otherwise."""
    return re.compile(pattern, flags)


def before(text: str, start: int, words: str, reach: int = 40) -> bool:
    """Whether one of ``words`` (an alternation) stands within ``reach`` characters before ``start``."""
    return re.search(rf"\b(?:{words})\b", text[max(0, start - reach) : start], re.IGNORECASE) is not None
