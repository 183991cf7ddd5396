"""A text to look for, in every form in which it may stand somewhere: in any case, with accents or without, composed or not, and
escaped for JSON, an address, HTML or a mail. Pure text.

SQL cannot ask this: LOWER() of SQLite and `bytes.lower` know ASCII alone, and no database undoes an escape.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

LEAST = 3
# Accents that NFKD sets beside their letter, and what is in a text without being seen.
_UNSEEN = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u00ad\u200b-\u200f\u2060\ufeff]+")
_GAP = re.compile(r"[\s_*`+]+")  # a line that was broken, Markdown's emphasis, a form's plus
_TAG = re.compile(r"<[^<>]{0,300}>")
_UTF16 = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_BREAK = re.compile(r"\\[nrt]")
_SOFT = re.compile(r"=\r?\n")
_QUOTED = re.compile(r"(?:=[0-9A-Fa-f]{2})+")
_ROUNDS = 3  # JSON in a form in a mail


def fold(text: str) -> str:
    """Return `text` so that two spellings of the same words are equal."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        text = _UNSEEN.sub("", text)
    return _GAP.sub(" ", text.casefold())


class Needle:
    """The text. `holds` says whether it stands in another."""

    def __init__(self, marker: str, *, whole_words: bool = False) -> None:
        """Keep the marker. Raises ValueError for one of fewer than three characters.

        With `whole_words` a name is not found in the middle of a longer word.
        """
        self.folded = fold(marker).strip()
        if len(self.folded) < LEAST:
            raise ValueError("A marker needs at least three characters.")
        edge = (r"(?<!\w)", r"(?!\w)") if whole_words else ("", "")
        self._pattern = re.compile(re.escape(self.folded).join(edge)) if whole_words else None

    @property
    def reach(self) -> int:
        """Return how many bytes its longest form may take: what two pieces of a file must share."""
        return 4096 + 64 * len(self.folded)

    def holds(self, value: object) -> bool:
        """Say whether the marker stands in `value`, as it is or escaped: a text, bytes, or whatever a column holds."""
        if value is None:
            return False
        if isinstance(value, bytes | bytearray | memoryview):
            value = bytes(value).decode(errors="replace")
        return any(self._stands_in(fold(form)) for form in forms(str(value)))

    def _stands_in(self, folded: str) -> bool:
        return bool(self._pattern.search(folded)) if self._pattern else self.folded in folded


def forms(text: str) -> Iterator[str]:
    """Yield `text` as it stands, then with one layer of escapes after the other taken off."""
    yield text
    for _ in range(_ROUNDS):
        plainer = _plainer(text)
        if plainer == text:
            return
        yield (text := plainer)


def _plainer(text: str) -> str:
    if "\\" in text:
        text = _UTF16.sub(lambda m: bytes.fromhex(m[0].replace("\\u", "")).decode("utf-16-be", "replace"), text)
        text = _BREAK.sub(" ", text)
    if "%" in text:
        text = unquote(text)
    if "=" in text:
        text = _QUOTED.sub(lambda m: bytes.fromhex(m[0].replace("=", "")).decode(errors="replace"), _SOFT.sub("", text))
    if "&" in text:
        text = html.unescape(text)
    return _TAG.sub("", text) if "<" in text else text
