"""Calendar dates, in figures, in words and as named days."""

from __future__ import annotations

import re

from ..model import Level
from .base import PatternRecognizer, anchored, gated, led


def _accept(text: str, match: re.Match[str]) -> bool:
    """Weeks ("3/52") never fit; a bare "may 10" as a verb with a dose does not count."""
    value = match.group()
    return not (value[:4] in ("may ", "mar ") and text[match.end() : match.end() + 1] in "%-m")


_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_FIGURES = "0 1 2 3 4 5 6 7 8 9"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth twenty thirty"
_NAMED_STARTS = (
    "boxing christmas xmas st burns valentine bonfire shrove ash palm easter good mothering remembrance armistice whit maundy pancake mother father "
    "guy twelfth cup derby grand australia results commonwealth midsummer may bank hogmanay halloween hallowe michaelmas martinmas candlemas lammas "
    "beltane samhain diwali divali hanukkah chanukah passover vaisakhi yom rosh up eid new lady whitsun whitsunday whitsuntide pentecost "
    "lughnasa imbolc holi navratri nowruz purim sukkot shavuot plough advent stir trinity all candlemass"
)

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
            r"\b(?:(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:rs|r|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\.?,? )?(?:the )?(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?: of)?[ -]?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b(?:[ .,-]{1,2}(?:(?:19|20)\d{2}|[\x27’]?\d{2})\b(?! ?(?:mg|ml|mcg|tabs|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|[:.]\d)))?(?: (?:next|last|this)(?: year)?\b)?",
            _MONTHS,
        ),
        gated(
            r"\b(?:(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:rs|r|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?),? )?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?) (?:the )?(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b(?! ?(?:mg|ml|%|:))(?:,? (?:(?:19|20)\d{2}|[\x27’]?\d{2})\b(?! ?(?:mg|ml|mcg|tabs|units|%|[:./]\d)))?",
            _MONTHS,
        ),
        gated(
            r"\b(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:rs|r|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?) (?:the )?(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)\b",
            _FIGURES,
        ),
        anchored(
            r"\b(?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirty[- ]first)(?: day)?(?: of)? (?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b(?:,? (?:(?:19|20)\d{2}|(?:nineteen|twenty|two thousand)(?: (?:and|oh|hundred|ten|eleven|twelve|\w{2,4}teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|one|two|three|four|five|six|seven|eight|nine)\b){1,3}))?",
            _ORDINALS,
        ),
        gated(
            r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?) (?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirty[- ]first)\b",
            _MONTHS,
        ),
        led(
            r"(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?![\d/])(?! ?(?:weeks|mmol|score|cigs))",
            r"\b(?:admitted|discharged|seen|reviewed|visit|visited|review|meeting|appointment|clinic|court|hearing|conference|dated|tribunal|section|born|on|died|started|stopped|since|from|until|till|by|due|booked|released|w/?c|appt|dictated|typed|dated|entry|made|collected|dispensed|issued|lmp|edd|next|last|scan|bloods|swab|disch|d/?c|f/?u|r/?v|rung|phoned|called|script|missed|dna|dna’d|dnad|cancelled|attended|failed)(?: on)?:? ",
        ),
        gated(
            r"\b(?:old |chinese |lunar |jewish |orthodox )?new year\b(?:[\x27’]s)?(?: (?:day|eve))?(?:[ ,]{1,2}[\x27’]?(?:19|20)?\d{2}\b)?",
            "new",
        ),
        anchored(
            r"\b(?:boxing|christmas|xmas|st\.? (?:patrick|david|andrew|george|swithin|stephen|valentine|brigid|bride|piran|lucy|nicholas|martin|john)[\x27’]?s?|burns|valentine\x27?s|bonfire|shrove|ash|palm|easter|good|mothering|remembrance|armistice|whit|maundy|pancake|mother[\x27’]?s|father[\x27’]?s|mothers[\x27’]|fathers[\x27’]|guy fawkes|twelfth|cup final|derby|grand national|australia|results|commonwealth|midsummer[\x27’]?s?|may|bank holiday) (?:day|eve|night|sunday|monday|friday|thursday|saturday|tuesday|wednesday|weekend|mon|sun|tues)\b(?:[ ,]{1,2}[\x27’]?(?:19|20)?\d{2}\b)?|\b(?:hogmanay|halloween|hallowe[\x27’]en|xmas|michaelmas|martinmas|candlemas|lammas|beltane|samhain|diwali|divali|hanukkah|chanukah|passover|vaisakhi|yom kippur|rosh hashanah|up helly aa|eid(?:[ -](?:al|ul)[ -](?:fitr|adha))?|(?:the )?twelfth of july|lady day|whitsun(?:day|tide)?|pentecost|lughnasa|imbolc|holi|navratri|nowruz|purim|sukkot|shavuot|plough monday|plough sunday|advent sunday|stir[- ]up sunday|trinity sunday|all souls|all saints day|candlemass)\b(?:[ ,]{1,2}[\x27’]?(?:19|20)?\d{2}\b(?! ?(?:mg|ml|mcg|tabs|units|%|[:./]\d)))?|\b(?:easter|christmas) (?:(?:19|20)\d{2}|[\x27’]\d{2})\b",
            _NAMED_STARTS,
        ),
        gated(
            r"\b(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:rs|r|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\.?,? (?:the )?(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])(?:[/.-](?:(?:19|20)\d{2}|\d{2}))?(?![\d/])",
            _FIGURES,
        ),
        gated(r"\b(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th) (?:inst|ult)\b\.?", "inst ult"),
        gated(r"\b(?:the )?(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th) of (?:this|next|last) month\b", "month"),
        gated(
            r"\b(?:the )?(?:easter|spring|summer|late may|early may|may|august|whit) bank holiday\b(?: (?:monday|weekend))?",
            "holiday",
        ),
        gated(
            r"\b(?:the )?(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th) day of (?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b(?:,? (?:19|20)\d{2}\b)?",
            _MONTHS,
        ),
        # "the last Saturday in July, the 26th"
        gated(
            r"\b(?:the )?(?:first|second|third|fourth|last|1st|2nd|3rd|4th) (?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:rs|r|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)(?: night| morning)? (?:in|of) (?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b(?: (?:19|20)\d{2}\b)?(?:,? the (?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th))?",
            _MONTHS,
        ),
        # figures that no score, dose round or count of months makes: the first is larger than any month, the second is one
        gated(
            r"(?<![\d/.,-])(?<!\bbp )(?:1[3-9]|2\d|3[01])/(?:0?[1-6]|0?[89]|1[01])(?![\d/-]|\.\d)(?! ?(?:mg|ml|mmol|weeks|days|months|of|pack|cigs|units|tabs|caps|%))",
            "/",
        ),
        # two days of which only one is beyond doubt: "missed 11/3 and 18/3"
        gated(
            r"(?<![\d/.,-])(?P<id>(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2]))(?= ?(?:and|&|,|to|until|then|or) ?(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])(?![\d/-]))",
            "/",
        ),
        # a weekday told by what everybody remembers: "the Friday after Storm Frank"
        gated(
            r"\b(?:[Tt]he )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: night| morning| evening)? (?:after|before|of) (?:the )?[A-Z][a-z’'-]+(?: [A-Z][a-z’'-]+)?",
            "day",
            0,
        ),
        # a day some words behind a move: "transferred from the remand wing 3/10"
        gated(
            r"\b(?:transferred|admitted|moved|discharged|released|referred)(?: [\w’'-]{1,20}){1,4} (?P<id>(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2]))(?![\d/])(?=[;,.)\n])",
            _FIGURES,
        ),
        # the first day of two: "between 3rd and 19th January"
        gated(
            r"\b(?P<id>(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?) ?(?:and|to|until|till|or|-|–|&|/) ?(?:the )?(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)? (?:of )?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b",
            _MONTHS,
        ),
        gated(
            r"\b(?:the |on the )?(?:day|week|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday) (?:after|before|of) (?:easter|christmas|xmas|whitsun|pentecost|new year|boxing day|diwali|eid|ramadan|lent|mothering sunday|the bank holiday)\b",
            "easter christmas xmas whitsun pentecost year boxing diwali eid ramadan lent mothering holiday",
        ),
        gated(
            r"\b(?:the )?(?:first|last|1st) (?:day|week|weekend) (?:of|in) (?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b(?: (?:19|20)\d{2}\b)?",
            _MONTHS,
        ),
        led(
            r"(?:1[3-9]|2\d|3[01])\.(?:0?[1-9]|1[0-2])(?![\d.])(?! ?(?:mg|ml|kg|g|cm|mm|mmol|units|%|°|mcg))",
            r"\b(?:on|until|till|from|since|by|seen|dated|signed for|due|admitted|discharged|(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2]) and) ",
        ),
        # the month in Roman figures: "11.ix.79"
        gated(
            r"(?<![\w.])(?:0?[1-9]|[12]\d|3[01])[. /-](?:i{1,3}|iv|vi{0,3}|ix|xi{0,2})[. /-](?:(?:19|20)\d{2}|\d{2})(?![\w])",
            "i v x",
        ),
        # the day of a saint, and days that one town keeps
        gated(r"\b(?:st|saint)\.? [a-z]{3,12}[\x27’]?s? day\b(?:[ ,]{1,2}[\x27’]?(?:19|20)?\d{2}\b)?", "day", re.IGNORECASE),
        gated(
            r"\b(?:common riding|gala day|fair day|wakes week|cup tie day|market day|regatta day|show day)\b(?: (?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?)?(?:[ ,]{1,2}[\x27’]?(?:19|20)?\d{2}\b)?",
            "day week riding",
        ),
        # Welsh months: "1 Ebrill 2025", "9fed Mehefin"
        gated(
            r"\b(?:0?[1-9]|[12]\d|3[01])(?:af|ail|il|ydd|fed|ed|eg|ain|d|mh|amh|adh)?(?: o| den| den a[\x27’])? (?:ionawr|chwefror|fawrth|mawrth|ebrill|mai|fai|mehefin|fehefin|gorffennaf|orffennaf|awst|medi|fedi|hydref|tachwedd|dachwedd|rhagfyr|ragfyr|(?:am )?faoilleach|(?:an )?gearran|(?:am )?m[àh]{1,2}rt|(?:an )?giblean|(?:an )?c[èe]itean|(?:an t-)?[òo]gmhios|(?:an t-)?iuchar|(?:an )?l[ùu]nastal|(?:an t-)?sultain|(?:an )?d[àa]mhair|(?:an t-)?samhain|(?:an )?d[ùu]bhlachd)\b(?: (?:19|20)\d{2}\b)?",
            "ionawr chwefror awrth ebrill mai fai mehefin fehefin orffennaf awst medi fedi hydref achwedd rhagfyr ragfyr faoilleach gearran rt giblean itean gmhios iuchar nastal sultain mhair samhain bhlachd",
        ),
        # "next Tuesday, 11th"
        gated(
            r"\b(?:(?:next|last|this|on) )?(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:rs|r|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?),? (?:the )?(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)\b",
            _FIGURES,
        ),
        # an ordinal with no noun behind it: "last supervised 28th.", "On the 19th our client", "died on the third"
        led(
            r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)\b(?=[,.;:)?!](?!\d)|$|\s*\n| (?:and|to|at|with|when|then|because|but|so|if|she|he|they|we|our|my|his|her|was|is|by|until|or|before|after|since|i)\b)(?! (?:and|to|or) (?:the )?\d{1,2}(?:st|nd|rd|th) [a-z])",
            r"\b(?:the|a|her|his|my|their) |[\w’\x27/-]",
            unless=True,
        ),
        re.compile(
            r"[Tt]he (?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)\b(?=[,.;:)?!](?!\d)|$|\s*\n| (?:and|to|at|with|when|then|because|but|so|if|she|he|they|we|our|my|his|her|was|is|by|on|until|or|before|after|since|i)\b)(?! (?:and|to|or) (?:the )?\d{1,2}(?:st|nd|rd|th) [a-z])"
        ),
        gated(
            r"\b(?:on|until|till|since|by|died|born|seen|admitted|discharged|due|from) (?P<id>the (?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirty[- ]first))\b(?=[,.;:)?!]|$|\s*\n| (?:and|at|with|when|then|because|but|so|if|she|he|they|we|our|my|his|her|was|is)\b)",
            "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth teenth twentieth thirtieth first second",
        ),
        # a bare ordinal where a day is meant: "flies in 5th," but not "5th floor"
        led(
            r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)\b(?=[,.;:)?!]|$|\s*\n| (?:and|to|at|on|for|with|when|then|because|but|so|if|she|he|they)\b)",
            r"\b(?:on|in|by|until|till|from|due|visiting|since|before|after|back|home|out|appt|for|seen|admitted|discharged|court)(?: the)? ",
        ),
    ),
    _accept,
)
