"""The second pass: what members may read and the public may not, because it narrows a search or tells the order of things.

Everything that ``check`` finds is refused here, advice too: who words a text for everybody can always say it more widely, and no
kind of advice is about something that a lesson needs. What `check` lets members write is looked for as well: ages in
any spelling, doses and how often, days and weeks that are counted, work, numbers of cases. Two kinds of breadth are left:
months and years ("some months later", "for eight months") are too wide to match a diary with, and "daily" or "every day" is
how people speak of anything. What adds up (sex, family, region) stays the meter's to count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace

from .engine import check_together
from .meter import JOBS
from .model import Finding, Level
from .recognizers.base import PatternRecognizer, rx
from .spans import merge

_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_GROWN = rf"(?:\d{{2,3}}|(?:{_TENS})(?:[- ](?:{_ONES}))?|{_TEENS}|(?:a|one) hundred(?: and \w{{3,6}})?)"
_ANY = rf"(?:\d{{1,3}}(?:[.,]\d+)?½?|half an?|an?(?= (?:single )?(?:tablet|capsule))|{_ONES}|{_TEENS}|(?:{_TENS})(?:[- ](?:{_ONES}))?)"
_NTH = (
    rf"(?:\d{{1,3}}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|(?:{_TEENS})th|twelfth|"
    rf"(?:twent|thirt|fort|fift|sixt|sevent|eight|ninet)ieth|(?:{_TENS})[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))"
)
_WHO = (
    "woman|man|lady|gentleman|girl|boy|person|patient|adult|client|mother|father|mum|dad|grandmother|grandfather|grandparent|widow|widower|pensioner|"
    "male|female|veteran|somebody|someone|she|he|they|who|sister|brother|daughter|son|child|partner|wife|husband"
)
_ENDS = r"(?=\s*(?:[,.;:()!?\u2014-]|$)|\s+(?:and|when|with|who|whose|at|but|in|on|from|came|had|was|is|were|she|he|they)\b)"
# Work that a story names on the side of care: "a nurse rang" is no detail of the person.
_CARERS = (
    "carer|clergy|dentist|doctor|lawyer|midwife|nurse|paramedic|pharmacist|police officer|prison officer|solicitor|surgeon|judge"
)
_PERSONS_JOBS = "|".join(job for job in JOBS.split("|") if job not in _CARERS.split("|"))
_UNIT = (
    r"(?:mgs?|mcgs?|[µμ]gs?|micrograms?|microgrammes?|milligrams?|milligrammes?|g|grams?|grammes?|mls?|millilit(?:re|er)s?|lit(?:re|er)s?|"
    r"units?|iu|tablets?|tabs?|capsules?|caps|pills?|patch(?:es)?|drops?|puffs?|ampoules?|amps?|vials?|sachets?|rocks?|wraps?|pints?|cans?|bottles?|mmol)"
)
_SPAN = r"(?:days?|nights?|weeks?|wks?|fortnights?|hours?|hrs?|weekends?)"
_AFTER = r"(?:later|after(?:wards)?|before|earlier|previously|ago|on)"

_PASSES = (
    PatternRecognizer(
        "AGE",
        Level.BLOCK,
        "in later life",
        "An exact age, or a band of ten years, is narrower than the public may read. Say “a younger adult”, “in middle age”, “in later life”, or leave it out.",
        (
            rx(rf"\b{_GROWN}[- ]?(?:years?|yrs?)[- ]?(?:olds?\b|of age\b)|\b(?:\d{{1,3}}|{_ONES})[- ]?(?:years?|yrs?)[- ](?:olds?\b|of age\b)"),
            rx(r"\b\d{1,3}[- ]?y(?:[./ ]?o|rs?)?\b\.?(?! (?:ago|later))|\b\d{2}[- ]?[fm]\b|\b[fm][- ]?\d{2}\b"),
            rx(rf"\b(?:aged?|age of|at the age of|ages)[: ]+(?:{_GROWN}|\d{{1,2}}|{_ONES})\b(?! ?(?:%|per cent|of the))"),
            rx(
                rf"\b(?:{_WHO})(?:,? \(?| \()(?:of |aged |age |at |is |was |had |has |just |nearly |almost |about |around |now |then |turned |turning |who |over |under ){{0,4}}(?P<id>{_GROWN}){_ENDS}"
            ),
            rx(rf"\b(?:{_WHO}) of (?P<id>{_GROWN})\b(?! (?:people|others|years[’'] ))"),
            rx(rf"\b(?:{_WHO})(?:,| \()(?P<id> ?{_GROWN} years?)\b"),
            rx(rf"\b(?:turned|turning) (?P<id>{_GROWN})\b(?! (?:people|others|of|degrees|times))"),
            rx(rf"\b(?:nearly|almost) (?P<id>{_GROWN}){_ENDS}"),
            rx(rf"\bat (?P<id>{_GROWN}),? (?:she|he|they|the person)\b"),
            rx(rf"\b{_NTH} (?:birthday|year of life)\b|\b(?:his|her|their) (?P<age>{_NTH} year)\b"),
            rx(
                r"\bin (?:his|her|their|the|an?) (?:very )?(?:early |mid |mid-|middle |late )?(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|[1-9]0['’]?s)\b"
            ),
            rx(
                r"\b(?:quinqua|sexa|septua|octo|nona)genarians?\b|\bcentenarians?\b|\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-?somethings?\b"
            ),
            rx(r"\bborn (?:in|around|about) (?:19|20)\d{2}\b"),
        ),
    ),
    PatternRecognizer(
        "DOSE",
        Level.BLOCK,
        "a low dose",
        "A dose and how often it is taken can be matched with a record. Say “a low dose”, “a usual dose”, “more than is usual”, “regularly”.",
        (
            rx(rf"(?<![\w.]){_ANY}[ -]?(?:(?:-|to|or) ?{_ANY}[ -]?)?(?:\w{{3,14}} )?{_UNIT}(?![\w’'])(?:(?:/| (?:a|per|each|every|once|twice) ?)(?:day|night|week|24 ?h|daily))?"),
            rx(
                rf"\b(?:once|twice|thrice|{_ANY}(?: or {_ANY})? times)(?:,? (?:a|an|per|each|every) (?:day|night|week|fortnight|month|hour)|[- ](?:daily|nightly|weekly))\b"
            ),
            rx(rf"\b(?:every|each) (?:other |second |third )?(?:night|morning|evening|{_ANY} (?:hours?|days?|weeks?|nights?))\b|\b(?:every|each) (?:other|second|third) (?:day|week)\b"),
            rx(r"\b(?:\d{1,2}|two|three|four|six|eight|twelve)[- ]hourly\b|\b(?:b\.?d|t\.?d\.?s|q\.?d\.?s|nocte|q\.?i\.?d|t\.?i\.?d|b\.?i\.?d)\b"),
        ),
    ),
    PatternRecognizer(
        "INTERVAL",
        Level.BLOCK,
        "some time later",
        "Days and weeks that are counted can be matched with a diary or a record. Say “soon after”, “some time later”, “in the end”.",
        (
            rx(rf"\b(?:for |after |within |in |over |only )?(?:{_ANY}|twenty[- ]four|forty[- ]eight|seventy[- ]two)(?: (?:or|to) {_ANY}| ?[-–] ?\d{{1,3}})?[ -]{_SPAN}\b(?! a (?:day|week))(?: {_AFTER}\b)?"),
            rx(r"\b\d{1,3}[dhw]\b"),
            rx(rf"\b(?:an?|the) (?:day|night|week|fortnight|weekend) (?:or (?:two|so) )?{_AFTER}\b|\ba fortnight\b"),
            rx(rf"\b(?:the )?(?:next|following|previous) (?:day|night|morning|afternoon|evening|week|weekend)\b|\b(?:the )?{_NTH} (?:day|night|week)\b"),
            rx(r"\b(?:days?|nights?|weeks?|wks?|d)[ -]?(?:\d{1,3}|zero|one|two|three|four|five|six|seven|eight|nine|ten)\b"),
            rx(r"(?<![\d/])\d{1,2}/(?:7|52)(?![\d/])(?<!24/7)"),
            rx(r"\b(?:yesterday|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b"),
        ),
    ),
    PatternRecognizer(
        "DATE",
        Level.BLOCK,
        "some time ago",
        "A month or a year can be matched with a record or a news report. Leave it out.",
        (
            rx(r"\b(?:in|since|during|by|until|from|last|this|early|late|mid|mid-|end of|of)[ -](?:the )?(?:19|20)\d{2}s?\b(?! (?:guid|edition|version|report|strateg))"),
            rx(
                r"\b(?:in|since|during|by|until|from|last|this|early|late|mid|mid-|end of|of)[ -](?:january|february|march|april|may|june|july|august|september|october|november|december)\b(?: (?:19|20)\d{2})?(?! (?:be|have|well|not|a|the)\b)"
            ),
        ),
    ),
    PatternRecognizer(
        "OCCUPATION",
        Level.BLOCK,
        "in work",
        "Work is what neighbours know of a person. Say “in work”, “in skilled work”, “retired”, or leave it out.",
        (
            rx(
                rf"\b(?:works?|worked|working|employed|career|retired|former|trained|training|qualified|job) (?:as )?(?:an? |the )?(?:[a-z-]{{3,14}} )?(?:{JOBS})\b|\b(?:an?|was the|is the) (?:[a-z-]{{3,14}} )?(?:{_PERSONS_JOBS})\b"
            ),
            rx(r"\b(?:by (?:trade|profession)|self-employed)\b"),
        ),
    ),
    PatternRecognizer(
        "CASE_NO",
        Level.BLOCK,
        "another case",
        "The number of a case is the way from this text to the members’ one. Say “another case”, or leave it out.",
        (
            rx(r"\bcases?[ -]?(?:no\.?|nr\.?|number|ref\.?|reference|id)?[ :]*[#№]?[ ]?\d{1,6}\b(?:(?:,| and| or|-) ?\d{1,6}\b)*"),
            rx(r"(?:#|№ ?|\bno\. ?|\bnumber )\d{1,6}\b|(?<![\d.,])0\d{3}(?![\d.,]\d)\b"),
            rx(r"/(?:cases|discussions|t|featured)/\S+"),
        ),
    ),
)  # fmt: skip


def check_for_public(texts: Mapping[str, str]) -> dict[str, list[Finding]]:
    """Return by field all that must not stand before the public, each finding one that must go; fields without one are left out."""
    found = check_together(texts)
    must_go = {
        name: merge([*_stricter(text), *(replace(finding, level=Level.BLOCK) for finding in found[name])])
        for name, text in texts.items()
    }
    return {name: findings for name, findings in must_go.items() if findings}


def _stricter(text: str) -> Iterable[Finding]:
    """What the passes find, in a copy of the text whose figures, spaces and hyphens are the plain ones, place by place."""
    plain = "".join(map(_plain, text))
    return [finding for each in _PASSES for finding in each.find(plain)]


_HYPHENS = re.compile("[\u2010-\u2013\u2212\ufe63\uff0d\u00ad]")


def _plain(letter: str) -> str:
    if letter.isascii():
        return " " if letter in "\n\r\t" else letter
    if _HYPHENS.match(letter):
        return "-"
    plain = unicodedata.normalize("NFKC", letter)
    return plain if len(plain) == 1 else letter
