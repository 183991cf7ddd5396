"""A text is found in every form in which it may stand, and nothing that only looks like it is."""

from __future__ import annotations

import json
import quopri
import unicodedata
from urllib.parse import quote, quote_plus

import pytest

from network.forum.needle import Needle

NAME = "Émile Çelik"
NFD = unicodedata.normalize("NFD", NAME)
FORMS = {
    "as typed": NAME,
    "decomposed": NFD,
    "upper case": NAME.upper(),
    "upper case, decomposed": NFD.upper(),
    "without accents": "Emile Celik",
    "over two lines": "Émile\r\n   Çelik",
    "in Markdown": "**Émile** Çelik",
    "in HTML": "<strong>Émile</strong> Çelik",
    "in HTML's entities": "&Eacute;mile &#199;elik",
    "in JSON": json.dumps({"name": NAME}),
    "in JSON, decomposed": json.dumps([NFD]),
    "in JSON over two lines": json.dumps("Émile\nÇelik"),
    "in JSON in JSON": json.dumps(json.dumps(NAME)).replace("\\\\", "\\"),
    "in an address": quote(NAME),
    "in a form": f"a=1&name={quote_plus(NAME)}",
    "in a form in JSON": json.dumps({"data": f"name={quote_plus(NAME)}"}),
    "quoted-printable": quopri.encodestring(NAME.encode()).decode(),
    "with a soft hyphen": "É\u00admile Çelik",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("marker", [NAME, NFD, "émile çelik", "EMILE CELIK"])
def test_a_name_is_found_in_every_form(form: str, marker: str) -> None:
    assert Needle(marker).holds(f"before {FORMS[form]} after")
    assert Needle(marker).holds(f"\x00\xff{FORMS[form]}\x00".encode())
    assert not Needle(marker).holds(f"before {FORMS[form]} after".replace("lik", "lek").replace("LIK", "LEK"))


def test_letters_of_other_languages_are_found_in_any_case() -> None:
    assert Needle("Weißmüller").holds("WEISSMULLER")
    assert Needle("ΣΊΣΥΦΟΣ").holds("Σίσυφος")
    assert Needle("İpek").holds("ipek")
    assert not Needle("Çelik").holds(None)


def test_whole_words_are_no_part_of_longer_ones() -> None:
    assert Needle("Ann").holds("planning")
    assert not Needle("Ann", whole_words=True).holds("planning an annex")
    assert Needle("Ann", whole_words=True).holds("said Ann.")


@pytest.mark.parametrize("marker", ["", "ab", "  ab ", "**é**", "\u0301\u0301\u0301\u0301"])
def test_fewer_than_three_letters_are_refused(marker: str) -> None:
    with pytest.raises(ValueError, match="three characters"):
        Needle(marker)
