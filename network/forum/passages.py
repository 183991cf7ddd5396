"""Find copies of a text that is to be destroyed: quotations and pasted lines. Pure text; keeps nothing.

What somebody retold in words of their own cannot be found this way: the incident's page says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

CUT = "[removed]"
# Characters from which a line counts as copied. Shorter ones ("Yes, I agree.") are written by many people.
LEAST, LEAST_QUOTED = 20, 4
_MARKS = re.compile(r"^[\s>#*+\-]+|[*_`]+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n")


def _plain(line: str) -> str:
    return " ".join(_MARKS.sub("", line).casefold().split())


class Passages:
    """The texts that go. `cut` takes their lines out of another text."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Keep the texts, as long as the step that removes their copies runs."""
        held = [text for text in texts if text.strip()]
        self._whole = "\n".join(" ".join(_plain(line) for line in text.splitlines()) for text in held)
        pieces = {_plain(piece) for text in held for piece in _SENTENCE_END.split(text)}
        self._pieces = [piece for piece in pieces if len(piece) >= LEAST]

    def __bool__(self) -> bool:
        return bool(self._whole.strip())

    def holds(self, line: str, least: int = LEAST) -> bool:
        """Say whether `line` is part of the texts, or has a sentence of theirs in it; lines under `least` characters never."""
        plain = _plain(line)
        if len(plain) < least:
            return False
        return plain in self._whole or any(piece in plain for piece in self._pieces)

    def cut(self, text: str, *, quoted: int = LEAST) -> str:
        """Return `text` without copied lines. A quotation with one such line goes whole.

        `quoted` is how long a quoted line must be to count: in the same thread LEAST_QUOTED, since it is of the thread.
        """
        if not self:
            return text
        out: list[str] = []
        for is_quotation, group in groupby(text.splitlines(), key=lambda line: line.lstrip().startswith(">")):
            lines = list(group)
            if is_quotation:
                copied = any(self.holds(line, quoted) for line in lines)
                out += [f"> {CUT}"] if copied else lines
            else:
                out += [CUT if self.holds(line) else line for line in lines]
        return "\n".join(out) if out != text.splitlines() else text
