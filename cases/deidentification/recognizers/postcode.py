"""UK postcodes, any case, with or without the space."""

from __future__ import annotations

from ..model import Level
from .base import PatternRecognizer, rx

RECOGNIZER = PatternRecognizer(
    "POSTCODE",
    Level.BLOCK,
    "[postcode removed]",
    "A full postcode covers about fifteen homes.",
    (
        rx(r"\b(?:[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?|GIR)[ ]{0,2}\d[ABD-HJLNP-UW-Z]{2}\b"),
        # in capitals whatever the last letters: a mistyped or invented one is one all the same, but "B12 1MG" is a dose
        rx(r"\b[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? \d(?!(?:MG|ML|KG|CM|MM|KM|OD|BD|IU|MC)\b)[A-Z]{2}\b", 0),
        # the first half alone, behind a place or a word of place: "Rhoscolyn LL65", "round in BT7"
        rx(
            r"(?<=[a-z] )(?P<id>(?:AB|AL|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|EH|EN|EX|FK|FY|GL|GU|HA|HD|"
            r"HG|HP|HR|HS|HU|HX|IG|IP|IV|KA|KT|KW|KY|LA|LD|LE|LL|LN|LS|LU|ME|MK|ML|NE|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|"
            r"TR|TS|TW|UB|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE)\d{1,2}[A-Z]?)\b(?![ ./-]?\d)(?! ?(?:mg|ml|units))",
            0,
        ),
        rx(r"\bpost ?code[: ]{1,3}(?:is )?(?P<id>[A-Z]{1,2}\d[A-Z\d]?)\b"),
    ),
)
