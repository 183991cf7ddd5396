"""Nicknames: a capitalised word or two in quotation marks that is used as a person's name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import SAFE, Document
from ..model import Finding, Level
from ..runs import plain
from .context import ContextRecognizer

_QUOTED = re.compile(
    r"[\"“‘](?P<id>(?:the |The )?[A-Z][a-z]{2,14}(?: [A-Z][a-z]{2,14})?)[\"”’](?=,? (?:as|is|was|who|said|says|to|and|by)\b|,)"
)
_NAMED = re.compile(
    r"\b(?:nicknamed|known as|call(?:s|ed)? (?:him|her|them)|goes by|answers to|alias|aka) [\"“‘]?(?P<id>(?:the )?[A-Z][a-z]{2,14}(?: [A-Z][a-z]{2,14})?)"
)
# "say “Bunty”", closed directly behind
_SAID = re.compile(r"\bsay [\"“‘](?P<id>[A-Z][a-z]{2,14}(?: [A-Z][a-z]{2,14})?)[\"”’]")
_WHY = "A nickname names the person to everyone who uses it."


def _read(document: Document) -> Iterator[Finding]:
    for pattern in (_QUOTED, _NAMED, _SAID):
        for match in pattern.finditer(document.text):
            words = [word for word in document.within(match.start("id"), match.end("id")) if word.is_cap and word.key != "the"]
            if words and not any(word.flags & SAFE or plain(word) for word in words):
                yield Finding(match.start("id"), match.end("id"), "NICKNAME", Level.DECIDE, "the patient", _WHY)


RECOGNIZER = ContextRecognizer("NICKNAME", _read)
