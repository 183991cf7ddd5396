"""Calendar dates, in figures, in words and as named days."""

from __future__ import annotations

import re

from ..model import Level
from .base import PatternRecognizer, gated


def _accept(text: str, match: re.Match[str]) -> bool:
    """Weeks ("3/52") never fit; a bare "may 10" as a verb with a dose does not count."""
    value = match.group()
    return not (value[:4] in ("may ", "mar ") and text[match.end() : match.end() + 1] in "%-m")


_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_FIGURES = "0 1 2 3 4 5 6 7 8 9"
_NAMED_DAYS = "day eve night weekend hogmanay halloween xmas michaelmas diwali eid"

RECOGNIZER = PatternRecognizer(
    "DATE",
    Level.DECIDE,
    "on one date",
    "A calendar date can be matched with a record or a news report. Count days from the start instead.",
    (
        gated(r"(?<![\d/.-])(?:0?[1-9]|[12]\d|3[01])[/.](?:0?[1-9]|1[0-2])[/.](?:(?:19|20)\d{2}|\d{2})(?![\d/]|\.\d)", _FIGURES),
        gated(r"(?<![\d/.-])(?:0?[1-9]|[12]\d|3[01])-(?:0?[1-9]|1[0-2])-(?:(?:19|20)\d{2}|\d{2})(?![\d-])", _FIGURES),
        gated(r"(?<![\d-])(?:19|20)\d{2}-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])(?!\d)", _FIGURES),
        gated(r"(?<![\d/-])(?:19|20)\d{2}/(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])(?!\d)", _FIGURES),
        gated(
            r"\b(?:(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:rs|r|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\.?,? )?(?:the )?(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?: of)?[ -](?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b(?:[ ,-]{1,2}(?:(?:19|20)\d{2}|\x27?\d{2})\b(?! ?(?:mg|ml|mcg|tabs|[:.]\d)))?",
            _MONTHS,
        ),
        gated(
            r"\b(?:(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:rs|r|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?),? )?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?) (?:the )?(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b(?! ?(?:mg|ml|%|:))(?:,? (?:19|20)\d{2}\b)?",
            _MONTHS,
        ),
        gated(
            r"\b(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:rs|r|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?) (?:the )?(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)\b",
            _FIGURES,
        ),
        gated(
            r"\b(?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirty[- ]first)(?: day)? of (?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b(?:,? (?:(?:19|20)\d{2}|(?:nineteen|twenty|two thousand)(?: (?:and|oh|hundred|ten|eleven|twelve|\w{2,4}teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|one|two|three|four|five|six|seven|eight|nine)\b){1,3}))?",
            _MONTHS,
        ),
        gated(
            r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?) (?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirty[- ]first)\b",
            _MONTHS,
        ),
        gated(
            r"\b(?:admitted|discharged|seen|reviewed|visit|visited|review|meeting|appointment|clinic|court|hearing|conference|dated|tribunal|section|born|on|died|started|stopped|since|from|until|till|by|due|booked|released|w/?c|appt)(?: on)? (?P<id>(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2]))(?![\d/])(?! ?(?:weeks|mmol|score|cigs))",
            _FIGURES,
        ),
        gated(
            r"\b(?:christmas|boxing|new year\x27?s?|st patrick\x27?s|burns|valentine\x27?s|bonfire|shrove|ash|palm|easter|good|mothering|remembrance|armistice|whit|may|bank holiday) (?:day|eve|night|sunday|monday|friday|tuesday|wednesday|weekend)\b(?:[ ,]{1,2}(?:19|20)?\d{2}\b)?|\bhogmanay\b|\b(?:halloween|xmas|michaelmas|diwali|eid)\b(?: (?:19|20)\d{2})?",
            _NAMED_DAYS,
        ),
        # a day some words behind a move: "transferred from the remand wing 3/10"
        gated(
            r"\b(?:transferred|admitted|moved|discharged|released|referred)(?: [\w’'-]{1,20}){1,4} (?P<id>(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2]))(?![\d/])(?=[;,.)\n])",
            _FIGURES,
        ),
        # the first day of two: "between 3rd and 19th January"
        gated(
            r"\b(?P<id>(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?) ?(?:and|to|until|till|or|-|–|&) ?(?:the )?(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)? (?:of )?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b",
            _MONTHS,
        ),
        # a bare ordinal where a day is meant: "flies in 5th," but not "5th floor"
        gated(
            r"\b(?:on|in|by|until|till|from|due|visiting|since|before|after|back|home|out|appt|for|seen|admitted|discharged|court)(?: the)? (?P<id>(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th))\b(?=[,.;:)?!]|$|\s*\n| (?:and|to|at|with|when|then|because|but|so|if|she|he|they)\b)",
            _FIGURES,
        ),
    ),
    _accept,
)
