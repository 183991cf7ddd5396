"""Ages of 90 and over."""

from __future__ import annotations

from ..model import Level
from .base import PatternRecognizer, rx

RECOGNIZER = PatternRecognizer(
    "AGE_90_PLUS",
    Level.DECIDE,
    "aged 90 or over",
    "Few people are this old, so the age narrows the search to a handful.",
    (
        rx(r"\b(?P<id>(?:9\d|1[01]\d)[ -]?(?:years?|yrs?|y/?o|y)(?:[ -]olds?| of age)?)\b(?! (?:ago|later|sentence))"),
        rx(r"\b(?P<id>aged?:? (?:9\d|1[01]\d))\b(?! ?(?:%|mg|days|weeks))"),
        rx(
            r"\b(?:she|he|they|who|mum|dad|nan|gran|grandad|mother|father|patient|pt)(?: is|\x27s| was| are| turned| turns|,| now) (?:now )?(?P<id>9\d|10\d)\b(?! ?(?:%|mg|ml|kg|bpm|mmol|/|\.\d|days|weeks|minutes|over))"
        ),
        rx(
            r"\b(?:ninety(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|a hundred|one hundred(?: and \w{3,6})?)[ -](?:years?[ -]old|year[ -]old|years of age)|\baged (?:ninety|a hundred)(?:[- ]\w{3,5})?\b|\b\d{3}(?:st|nd|rd|th) birthday|\b9\d(?:st|nd|rd|th) birthday"
        ),
    ),
)
