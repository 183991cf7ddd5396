"""The shape of recognisers that read words and their surroundings, and the words that several of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..document import Document
from ..model import Finding
from ..vocabulary import cues

RELATIVES = cues("context", "relatives")
ROLES = cues("context", "roles")


@dataclass(frozen=True)
class ContextRecognizer:
    """Finds one class of identifier from words and their surroundings."""

    label: str
    reader: Callable[[Document], Iterator[Finding]]

    def find(self, document: Document) -> Iterator[Finding]:
        """Yield every find in ``document``."""
        return self.reader(document)
