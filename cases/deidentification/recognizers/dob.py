"""Dates of birth, by label."""

from __future__ import annotations

from ..model import Level
from .base import PatternRecognizer, rx

RECOGNIZER = PatternRecognizer(
    "DOB",
    Level.BLOCK,
    "[date of birth removed]",
    "A date of birth, with a sex and a town, is often enough to name someone.",
    (
        # dictated: "date of birth the twelfth of the third fifty one"
        rx(
            r"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?)(?: is| was|:)?[ :.(]{1,3}(?P<id>(?:the )?[a-z]{3,12}(?:th|st|nd|rd)(?:[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))? (?:of )?(?:the )?[a-z]{3,12}(?:,? (?:nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|two thousand|oh|hundred)(?:[ -](?:and|oh|hundred|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]{3,5}teen)){0,3})?)"
        ),
        rx(r"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?)(?: is| was|:)?[ :.(]{1,3}(?P<id>\d{8}|\d{6})\b"),
        rx(
            r"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?|birthday|birth date)(?: is| was|:)?[ :.(]{1,3}(?:the )?(?P<id>\d{1,2}[ /.-]{1,2}\d{1,2}[ /.-]{1,2}(?:\d{4}|\d{2})\b)"
        ),
        rx(
            r"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?|birthday)(?: is| was|:)?[ :.(]{1,3}(?:the )?(?P<id>\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)[ ,]{0,2}(?:\d{4}|\d{2})?)"
        ),
    ),
)
