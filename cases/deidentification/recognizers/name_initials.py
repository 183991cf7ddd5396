"""Initials in the place of a name: "pt JT", "initials A.B.", "Mrs P"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import PHRASE, SAFE, USUAL, Document
from ..model import Finding, Level
from ..runs import FUNCTION
from ..vocabulary import load
from .context import ContextRecognizer

_LED = re.compile(
    r"\b(?:pt|patient|client|resident|initials|service user|known as|named|girl|boy|child|young person|prisoner)(?: is| are|:)?[ :]{1,2}"
    r"(?P<id>[A-Z]\.?[A-Z]\.?(?:[A-Z]\.?)?)(?![\w-])"
)
_DOTTED = re.compile(r"(?<![\w.])(?P<id>[A-Z]\.[A-Z]\.(?:[A-Z]\.)?)(?![\w])")
# Who wrote: "typed MB", "signed: A.K."
_WROTE = re.compile(
    r"\b(?:typed|dictated|signed|countersigned|initialled|transcribed|checked)(?: by)?[: ]{1,2}(?P<id>[A-Z]{2,3})\b(?!-)"
)
# Several in a row: "present: AB, CK and DL"
_LISTED = re.compile(
    r"\b(?:[Pp]resent|[Aa]ttendees|[Aa]ttended|[Aa]pologies|[Cc]c|CC|[Bb]y|[Ww]ith|[Tt]eam|[Ss]taff|[Aa]ttending)(?: was| were|:)?[: ]{1,2}"
    r"(?P<id>[A-Z]{2,3}(?:(?:, | and | & |/|; |, and )[A-Z]{2,3}){1,8})\b(?!-)"
)
# A list of patients by initials: "1. RT - stable", "Bed 4: TJ, day 3"
_LINES = re.compile(
    r"(?m)^[ \t]*(?:\d{1,2}[.)]|[-•*]|[Bb]ed \d{1,2}[:.]?)[ \t]{0,3}(?:[-–:][ \t]{0,3})?(?P<id>[A-Z]{2,3})(?=[ \t]?[-–:,(]|[ \t]\d)(?!-\d)"
)
# "RK has been turned down": two capitals that do what people do
_DOES = re.compile(
    r"(?<![\w/.-])(?P<id>[A-Z]{2}) (?:has been|has had|had been|says|said|wants|told us|tells|rang|attended|refuses|refused|asked|reports|lives|came|hopes|feels|denies)\b"
)
# On the last line alone: "P.N."
_ALONE = re.compile(r"\n[ \t]*(?P<id>[A-Z]\. ?[A-Z]\.?(?: ?[A-Z]\.)?)[ \t]*\Z")
# "signed throughout A. M. B."
_SPACED = re.compile(
    r"\b(?:[Tt]yped|[Dd]ictated|[Ss]igned|[Cc]ountersigned|[Ii]nitialled|[Tt]ranscribed|[Ww]ritten|[Bb]y)(?: throughout| below| again| only)?[:,]? (?P<id>(?:[A-Z]\. ?){2,4})(?![\w])"
)
# "spoke to jb": in small letters behind what is done with people alone
_SMALL = re.compile(
    r"\b(?:spoke to|spoke with|d/w|told|met with|texted|emailed|thanks,?) (?P<id>[b-df-hj-np-tv-xz]{2,3})(?=[,.;]|$| (?:about|who|re|at|on)\b)"
)
# "I am not changing both. Z." at the end of a line
_SIGN_OFF = re.compile(r"(?<=[.!?] )(?P<id>[A-Z]\.)(?=[ \t]*(?:\n|\Z))")
# At the head of a letter: "JK/PW", "Ref JK/pw"
_TYPIST = re.compile(r"(?m)(?:^|\b[Rr]ef:? |\b[Dd]ictated(?: by)?:? )(?P<id>[A-Z]{2,3}/[A-Za-z]{2,3})\b(?!/)")
# "J. Blades", "spoke to R. Winter": an initial with its stop, and a word that prose gives no capital there. Letters that close
# sentences ("vitamin D. Started", "hepatitis C. Then") are left out.
_BEFORE = re.compile(r"(?<![\w.’'-])(?P<id>(?:[FGHJLMNOPQRSTUVWYZ]\. ?){1,3}[A-Z][a-z’'-]{2,20})\b")
_AFTER = re.compile(r"(?<![\w’'-])(?P<id>[A-Z][\w’'-]{2,24}, [A-Z]\.)(?! ?[A-Za-z]{2}\w* [a-z])")
# Shortened words that are written with stops: all other letters with stops are somebody's.
_WITH_STOPS = frozenset(
    "bd od im iv sc po pr gp nhs prn tds qds nb pm am uk us usa hiv dvt ecg bp ie eg ot cpn aa na ca ae hq tv md phd mp bma gmc nmc bnf who un eu".split()  # noqa: SIM905
)
_WHY = "Initials point at somebody for everyone who knows them."


def _read(document: Document) -> Iterator[Finding]:
    for match in _LISTED.finditer(document.text):
        several = re.findall(r"[A-Z]{2,3}", match.group("id"))
        if not all(letters.lower() in load("abbreviations") | load("scales") for letters in several):
            yield Finding(match.start("id"), match.end("id"), "NAME_CLINICIAN", Level.DECIDE, "[initials removed]", _WHY)
    for match in _AFTER.finditer(document.text):
        name = document.tokens[document.number_at(match.start("id"))]
        if name.key not in FUNCTION and not name.flags & (PHRASE | USUAL | SAFE) and not name.taken:
            yield Finding(match.start("id"), match.end("id"), "NAME_OTHER", Level.DECIDE, "[name removed]", _WHY)
    for match in _BEFORE.finditer(document.text):
        name = document.tokens[document.number_at(match.end("id") - 1)]
        if name.key not in FUNCTION and not name.flags & (PHRASE | USUAL | SAFE) and not name.taken:
            yield Finding(match.start("id"), match.end("id"), "NAME_OTHER", Level.DECIDE, "[name removed]", _WHY)
    for match in (*_ALONE.finditer(document.text), *_SIGN_OFF.finditer(document.text)):
        yield Finding(match.start("id"), match.end("id"), "NAME_CLINICIAN", Level.DECIDE, "[signature removed]", _WHY)
    for pattern in (_TYPIST, _LED, _DOTTED, _WROTE, _LINES, _DOES, _SPACED, _SMALL):
        for match in pattern.finditer(document.text):
            letters = match.group("id").replace(".", "").replace(" ", "").lower()
            if letters in (_WITH_STOPS if pattern is _DOTTED else load("abbreviations")):
                continue
            yield Finding(match.start("id"), match.end("id"), "NAME_PATIENT", Level.DECIDE, "the patient", _WHY)


RECOGNIZER = ContextRecognizer("NAME_PATIENT", _read)
