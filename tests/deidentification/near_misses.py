"""Repeated shapes that nearly match: what a pattern that looks back would be slow on."""

from __future__ import annotations

NEAR_MISSES = {
    "capitals": "Kite Wharf ", "capitals and connectors": "Kite of the Wharf and ", "commas": "Mr Kite, ", "digits": "9", "spaced digits": "9 ",
    "grouped digits": "999 453 ", "hyphens": "a-", "slashes": "1/", "at signs": "a@", "dots": "a.", "dotted capitals": "A.", "numbers as words": "seven ",
    "titles": "Dr ", "relatives": "mum and ", "flats": "Flat 1, ", "lower street": "12 abc ", "quotes": '"The Kite ', "colons": "ab:", "brackets": "(",
    "spaces": " ", "newlines": "\n", "prose": "They reduced diazepam by 2 mg a fortnight. ", "labels": "ref no: ", "one word": "Kite", "accents": "e\u0301",
    "dates": "12/03/", "months": "3rd May ", "www": "www.a", "file": "a_b", "house": "The Old Kite House, ",
}  # fmt: skip
