"""Calendar dates, in figures, in words and as named days."""

from __future__ import annotations

import re

from ..model import Level
from .base import PatternRecognizer, rx


def _accept(text: str, match: re.Match[str]) -> bool:
    """Weeks ("3/52") never fit; a bare "may 10" as a verb with a dose does not count."""
    value = match.group()
    return not (value[:4] in ("may ", "mar ") and text[match.end() : match.end() + 1] in "%-m")


RECOGNIZER = PatternRecognizer(
    "DATE",
    Level.DECIDE,
    "on one date",
    "A calendar date can be matched with a record or a news report. Count days from the start instead.",
    (
        rx(r"(?<![\d/.-])(?:0?[1-9]|[12]\d|3[01])[/.](?:0?[1-9]|1[0-2])[/.](?:(?:19|20)\d{2}|\d{2})(?![\d/]|\.\d)"),
        rx(r"(?<![\d/.-])(?:0?[1-9]|[12]\d|3[01])-(?:0?[1-9]|1[0-2])-(?:(?:19|20)\d{2}|\d{2})(?![\d-])"),
        rx(r"(?<![\d-])(?:19|20)\d{2}-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])(?!\d)"),
        rx(r"(?<![\d/-])(?:19|20)\d{2}/(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])(?!\d)"),
        rx(
            r"\b(?:(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:rs|r|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\.?,? )?(?:the )?(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?: of)?[ -](?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b(?:[ ,-]{1,2}(?:(?:19|20)\d{2}|\x27?\d{2})\b(?! ?(?:mg|ml|mcg|tabs|[:.]\d)))?"
        ),
        rx(
            r"\b(?:(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:rs|r|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?),? )?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?) (?:the )?(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b(?! ?(?:mg|ml|%|:))(?:,? (?:19|20)\d{2}\b)?"
        ),
        rx(
            r"\b(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:rs|r|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?) (?:the )?(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)\b"
        ),
        rx(
            r"\b(?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirty[- ]first)(?: day)? of (?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b(?:,? (?:(?:19|20)\d{2}|(?:nineteen|twenty|two thousand)(?: (?:and|oh|hundred|ten|eleven|twelve|\w{2,4}teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|one|two|three|four|five|six|seven|eight|nine)\b){1,3}))?"
        ),
        rx(
            r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?) (?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirty[- ]first)\b"
        ),
        rx(
            r"\b(?:admitted|discharged|seen|reviewed|visit|visited|review|meeting|appointment|clinic|court|hearing|conference|dated|tribunal|section|born|on|died|started|stopped|since|from|until|till|by|due|booked|released|w/?c|appt)(?: on)? (?P<id>(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2]))(?![\d/])(?! ?(?:weeks|mmol|score|cigs))"
        ),
        rx(
            r"\b(?:christmas|boxing|new year\x27?s?|st patrick\x27?s|burns|valentine\x27?s|bonfire|shrove|ash|palm|easter|good|mothering|remembrance|armistice|whit|may|bank holiday) (?:day|eve|night|sunday|monday|friday|tuesday|wednesday|weekend)\b(?:[ ,]{1,2}(?:19|20)?\d{2}\b)?|\bhogmanay\b|\b(?:halloween|xmas|michaelmas|diwali|eid)\b(?: (?:19|20)\d{2})?"
        ),
        # the first day of two: "between 3rd and 19th January"
        rx(
            r"\b(?P<id>(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?) ?(?:and|to|until|till|or|-|–|&) ?(?:the )?(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)? (?:of )?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
        ),
        # a bare ordinal where a day is meant: "flies in 5th," but not "5th floor"
        rx(
            r"\b(?:on|in|by|until|till|from|due|visiting|since|before|after|back|home|out|appt|for|seen|admitted|discharged|court)(?: the)? (?P<id>(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th))\b(?=[,.;:)?!]|$|\s*\n| (?:and|to|at|with|when|then|because|but|so|if|she|he|they)\b)"
        ),
    ),
    _accept,
)
