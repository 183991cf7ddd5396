"""Ages of 90 and over."""

from __future__ import annotations

from ..model import Level
from .base import PatternRecognizer, gated, rx

RECOGNIZER = PatternRecognizer(
    "AGE_90_PLUS",
    Level.DECIDE,
    "aged 90 or over",
    "Few people are this old, so the age narrows the search to a handful.",
    (
        rx(r"\b(?P<id>(?:9\d|1[01]\d)[ -]?(?:years?|yrs?|y/?o|y)(?:[ -]olds?| of age)?)\b(?! (?:ago|later|sentence))"),
        rx(r"\b(?:9\d|10\d) and a half\b(?! ?(?:mg|hours|weeks|months|minutes))"),
        rx(r"\b(?P<id>aged?:? (?:9\d|1[01]\d))\b(?! ?(?:%|mg|days|weeks))"),
        rx(
            r"\b(?:she|he|they|who|mum|dad|nan|gran|grandad|mother|father|patient|pt)(?: is|\x27s| was| are| turned| turns|,| now) (?:now )?(?P<id>9\d|10\d)\b(?! ?(?:%|mg|ml|kg|bpm|mmol|/|\.\d|days|weeks|minutes|over))"
        ),
        # "joy meredith, 91, with a neighbour", "(92)", "97M"
        rx(r"(?<=[a-z)], )(?P<id>9\d|10\d)(?=[,;.] [a-z]|, [A-Z]|\)| ?[MF]\b)", 0),
        rx(r"(?<=[A-Za-z] \()(?P<id>9\d|10\d)(?: ?[MF])?(?=\))", 0),
        # behind a number in a line of a list: "Winifred Noble, H&C 3405726077, 93, comfortable"
        rx(r"(?<=\d{4}, )(?P<id>9\d|10\d)(?=, [a-z])", 0),
        # "Old Mr Hegarty is 98"
        rx(
            r"\b(?!Sats|Sat|Pulse|Weight|Score|Sodium|Urea|Creatinine|Systolic|Heart|Rate|Peak)[A-Z][a-z]{2,20} (?:is|was|turned|turns) (?:now )?(?P<id>9\d|10\d)\b(?! ?(?:%|mg|ml|kg|bpm|mmol|/|\.\d|days|weeks|minutes|over|per|on|in))",
            0,
        ),
        rx(r"\b(?:9\d|10\d) ?[MF]\b(?! ?\d)|\b(?:9\d|10\d) (?:next|last) (?:birthday|week|month)\b", 0),
        rx(
            r"\b(?:ninety|nineties)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?\b(?! ?(?:per ?cent|percent|%|mg|milli|micro|gram|ml|mils?|days?|weeks?|minutes?|mins|seconds|tablets?|tabs|capsules|pills|pounds|quid|degrees|miles|units|beats|over|of the|times))(?: (?:next|last) birthday)?"
            r"|\b(?:is|was|are|now|nearly|almost|turned|turns|sister|brother|mother|father|mum|dad|nan|aunt|uncle|wife|husband) (?:a|one) hundred(?: and \w{3,6})?\b(?! ?(?:mg|milli|micro|tablets|tabs|per|percent|pounds|quid|miles|times|units|days|and))"
            r"|\b(?:nona|cente)narian\b|\b9\d(?:st|nd|rd|th) year\b"
        ),
        gated(
            r"\b(?:ninety(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|a hundred|one hundred(?: and \w{3,6})?)[ -](?:years?[ -]old|year[ -]old|years of age)|\baged (?:ninety|a hundred)(?:[- ]\w{3,5})?\b|\b\d{3}(?:st|nd|rd|th) birthday|\b9\d(?:st|nd|rd|th) birthday",
            "ninety hundred birthday",
        ),
    ),
)
