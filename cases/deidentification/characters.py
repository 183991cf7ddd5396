"""Reading a text as the eye does: spaces, hyphens and figures of every kind look alike, and what nobody sees divides nothing.

Word processors and web pages paste such characters, and a number that one of them divides is a number still.
Nothing of this changes the text that is kept: findings are reported at the places of the text as it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_SPACES = dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
_HYPHENS = dict.fromkeys((0x2010, 0x2011, 0x2212, 0xFE63, 0xFF0D), "-")
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # "０７７"
_ALIKE = {**_WIDE, **_SPACES, **_HYPHENS}
# Soft hyphens, joiners, marks of direction, the mark of byte order.
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]")
_FIGURE = re.compile(r"[^\D0-9]")  # figures of other scripts
_DASHED = re.compile(r"(?<=\d)[\u2012-\u2015](?=\d{3})")
# A number or a postcode that runs over the end of its line: "999 453⏎3312", "LS21⏎9XH".
_WRAPPED = re.compile(
    r"(?<=\d{3}[ -]\d{3})\n(?=\d{4}\b)|(?<=\d{3})\n(?=\d{3}[ -]\d{4}\b)|(?<=\b0\d{4})\n(?=\d{3} ?\d{3}\b)|(?<=\b0\d{3} \d{3})\n(?=\d{4}\b)"
    r"|(?<=\b0\d{4} \d{3})\n(?=\d{3}\b)|(?<=[A-Z]\d)\n(?=\d[A-Z]{2}\b)|(?<=[A-Z]\d{2})\n(?=\d[A-Z]{2}\b)|(?<=[A-Z]\d[A-Z])\n(?=\d[A-Z]{2}\b)"
)


def seen(text: str) -> tuple[str, Sequence[int] | None]:
    """Return ``text`` as it is read, and where each of its characters stands in ``text``; None where no place moved."""
    places: list[int] | None = None
    if not text.isascii():
        text = _FIGURE.sub(lambda match: str(unicodedata.digit(match.group())), text.translate(_ALIKE))
        text = _DASHED.sub("-", text)
        if _UNSEEN.search(text):
            places = [at for at, character in enumerate(text) if not _UNSEEN.match(character)]
            text = _UNSEEN.sub("", text)
    return (_WRAPPED.sub(" ", text) if "\n" in text else text), places
