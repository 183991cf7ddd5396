"""Initials in the place of a name: "pt JT", "initials A.B.", "Mrs P"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Document
from ..model import Finding, Level
from ..vocabulary import load
from .context import ContextRecognizer

_LED = re.compile(
    r"\b(?:pt|patient|client|resident|initials|service user|known as|named|girl|boy|child|young person|prisoner)(?: is| are|:)?[ :]{1,2}"
    r"(?P<id>[A-Z]\.?[A-Z]\.?(?:[A-Z]\.?)?)(?![\w-])"
)
_DOTTED = re.compile(r"(?<![\w.])(?P<id>[A-Z]\.[A-Z]\.(?:[A-Z]\.)?)(?![\w])")
_WHY = "Initials point at somebody for everyone who knows them."


def _read(document: Document) -> Iterator[Finding]:
    for pattern in (_LED, _DOTTED):
        for match in pattern.finditer(document.text):
            letters = match.group("id").replace(".", "").lower()
            if letters in load("abbreviations"):
                continue
            yield Finding(match.start("id"), match.end("id"), "NAME_PATIENT", Level.DECIDE, "the patient", _WHY)


RECOGNIZER = ContextRecognizer("NAME_PATIENT", _read)
