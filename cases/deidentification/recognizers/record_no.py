"""Record, reference and case numbers, by label or by a code-like shape."""

from __future__ import annotations

import re

from ..model import Level
from ..vocabulary import load
from .base import GROUPED, PatternRecognizer, anchored, before, enough, gated, rx

# NHS numbers from before 1996: "XKRT 118". They do not block: four letters and three figures are much else besides.
_OLD_NHS = rx(r"\b(?!ISBN|ISSN|ICID|DSMV)[A-Z]{4} ?(?:\d{3}|\d{1,3}/\d{1,3})\b(?! ?(?:mg|ml|mcg))", 0)
_GROUPS = re.compile(r"\d{2,5}(?:[ -]\d{2,5}){1,3}$")
_ROUNDS = re.compile(r"\d{1,3}(?:/\d{1,3}){3}$")
_CODE = re.compile(r"\b(?:code|safe|crime ref|pals|tag no|datix|receipt|cert|permit|licence)\b", re.IGNORECASE)
_DATELIKE = re.compile(r"(?:\d{1,2}[-/]){1,2}(?:\d{4}|\d{1,2})$|\d{4}[-/]\d{1,2}(?:[-/]\d{1,2})?$|\d{1,4}/\d{1,4}$")


def _accept(text: str, match: re.Match[str]) -> bool:
    """Years, ranges and grouped doses are not records; a labelled year is not either."""
    value = match.groupdict().get("id") or match.group()
    if _OLD_NHS.fullmatch(value):
        return value[:4].lower() not in load("abbreviations") | load("scales")
    if (
        (_DATELIKE.match(value) and not _CODE.search(match.group()))
        or (value.isdigit() and len(value) == 4 and value[0] != "0" and not _CODE.search(match.group()))
        or (any(c.isdigit() for c in value) and not enough(value))
    ):
        return False
    if _GROUPS.match(value) and not (enough(value, 7) or any(c.isalpha() for c in match.group())):
        return False
    if _ROUNDS.match(value):
        return False  # "10/10/0/20": doses by the time of day
    return not before(
        text,
        match.start(),
        "batch|lot|order code|product code|catalogue|part no|stock code|snomed|read code|icd|isrctn|doi|pmid|isbn|trial|study|pip",
        20,
    )


RECOGNIZER = PatternRecognizer(
    "RECORD_NO",
    Level.DECIDE,
    "[record number removed]",
    "A local number names one record to anyone who works there.",
    (
        anchored(
            r"\b(?:MRN|PMR|RiO|EMIS|SystmOne|PAS|hosp(?:ital)?|unit|ref|reference|case|patient|datix|incident|log|crime|CAD|URN|UPN|PALS|ePRF|LPA|claim|client|complaint|file|ticket|order|invoice|inv|collar|warrant|badge|bay|IG|policy|tenancy|folder|job)(?: ?(?:no|number|num|id|ref|reference))?(?: is| was|:)?[.:# (]{1,3}(?P<id>(?=[A-Z/-]{0,10}\d[A-Z/-]{0,6}\d)[A-Z\d][A-Z\d/-]{3,20})\b",
            "mrn pmr rio emis systmone pas hosp unit ref case patient datix incident log crime cad urn upn pals eprf lpa claim client complaint file ticket order invoice inv collar warrant badge bay ig policy tenancy folder job",
        ),
        anchored(
            rf"\b(?:MRN|PMR|RiO|Rio|RIO|EMIS|SystmOne|PAS|[Hh]osp(?:ital)? (?:no|number)|[Uu]nit (?:no|number)|[Rr]ecord (?:no|number)|[Cc]ase (?:no|number)|"
            rf"[Cc]lient (?:no|number|id)|[Pp]atient (?:no|number|id)|[Pp]rescription (?:no|number)|UTR|URN|UPN|CAD|PALS|[Dd]atix|[Cc]laim (?:no|number)|[Cc]ouncil tax|"
            rf"[Uu]niversal [Cc]redit(?: no| ref)?|[Kk]ey ?safe|[Dd]oor code|[Aa]larm code|[Gg]ate code|[Ll]ocker(?: no)?|[Ff]ob(?: no)?|[Tt]ag(?: no)?|[Ss]eal(?: no)?|[Pp]roperty bag|[Cc]ard)\.?(?: is| was)?[:# ]{{1,2}}(?P<id>{GROUPED})",
            "mrn pmr rio emis systmone pas hosp unit record case client patient prescription utr urn upn cad pals datix claim council universal key door alarm gate locker fob tag seal property card",
            0,
        ),
        # letters and figures behind what numbers are written on: "receipt DOOP 0092", "envelope number XKRT 118"
        anchored(
            r"\b(?:receipt|envelope|specimen|spec|sample|parcel|docket|voucher|docs?|barcode|crime ref|ref|reference|crime|pals|tag|certificate|permit|ticket|locker|licence|token)(?: ?(?:no|number|num))?\.?:? (?P<id>(?!(?:FP|ECG|CT|MRI)\b)[A-Z]{1,5}[ ,.-]?\d{2,8}(?:[.,/-][A-Z\d]{1,10}){0,3})\b",
            "receipt envelope specimen spec sample parcel docket voucher doc barcode crime ref pals tag certificate permit ticket locker licence token",
        ),
        anchored(
            r"\b(?:crime ref|our ref|ref|reference|pals|datix|tag no|tag number|fob no|incident no|log no|firearms cert|cert|certificate|permit|shotgun licence)(?: no| number)?[.:]? (?P<id>\d{3,5}(?:/\d{2,6}){0,2})(?! ?(?:mg|ml|mcg|%))\b",
            "crime our ref pals datix tag fob incident log firearms cert permit shotgun",
        ),
        _OLD_NHS,
        # figures in groups that no label explains: seven at least, and none of them years
        rx(
            r"(?<![\w/.,£$+-])(?!(?:(?:19|20)\d{2}[ -]?)+(?!\d))\d{2,5}(?:[ -]\d{2,5}){1,3}(?![\w/.%-])(?! ?(?:mg|ml|mcg|g|units|tabs|doses|ng|nmol|mmol))",
            0,
        ),
        gated(
            r"\b(?:our|your|my|their) ref(?:erence)?(?: is|:|\.|,)?[: ]{1,2}(?P<id>(?=[^\s,;]{0,16}\d)[A-Z\d][^\s,;]{2,24}[A-Z\d])",
            "ref",
        ),
        gated(
            r"\b(?:hospital|unit|case|record|patient|file|reference|ref|nhs) (?:number|no) (?:is )?(?P<id>(?:(?:[a-z]|zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple)[ ,-]{1,2}){3,14}(?:[a-z]|zero|oh|nought|one|two|three|four|five|six|seven|eight|nine))\b",
            "number no",
        ),
        rx(
            r"\b(?:MRN|PMR|RiO|EMIS|PAS|URN|UPN|CAD|CFT|PID|UR|UHN|SN|HRN|ID|CRIS|PARIS|SystmOne|Rio|PNR|RXR|RAE|RDX|IR|SIR|(?!CK|VL|RNA|BNP|HCG|AFP|WCC|PLT)[A-Z]{2,4}) \d{5,9}\b(?! ?(?:mg|ml|units|IU))",
            0,
        ),
        gated(r"\b[A-Z]{2,6}[ :-]{0,2}(?:19|20)\d{2}/\d{2,7}\b", "0 1 2 3 4 5 6 7 8 9", 0),
        rx(r"(?<![\w/.,-])(?:[A-Z]{1,5}[-/])?\d{2,8}(?:[-/]\d{2,8}){1,3}[-/][A-Z]{2,12}(?![\w-])", 0),
        rx(r"(?<![\w/.,-])(?=[A-Z\d/-]{6,24}(?![\w/-]))(?:[A-Z/-]{0,8}\d){4,12}[A-Z/-]{0,3}(?![\w/-])", 0),
    ),
    _accept,
)
