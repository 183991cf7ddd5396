"""The combination meter: details that name nobody alone and somebody together.

Source of the rule: Hrynaszkiewicz and others, BMJ 2010: three or more indirect identifiers ask for an independent
review before publication. Nothing here blocks; the author sees what adds up and what could go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .recognizers import age, age_90_plus, distinctive, news_event, occupation_rare
from .vocabulary import fold, load

REVIEW_FROM = 3
# What a reader of the case needs least stands first: these are proposed for dropping in this order.
DROP_ORDER = ("EVENT", "OCCUPATION", "REGION", "FAMILY", "ETHNICITY", "DIAGNOSIS", "SEX", "AGE_BAND")
TITLES = {
    "AGE_BAND": "Age",
    "SEX": "Sex",
    "ETHNICITY": "Ethnicity, nationality or faith",
    "OCCUPATION": "Occupation",
    "REGION": "Region or kind of place",
    "FAMILY": "Family",
    "DIAGNOSIS": "Rare diagnosis",
    "EVENT": "Rare or public event",
}
ADVICE = {
    "AGE_BAND": "Use a ten-year band, or leave the age out.",
    "SEX": "Write “they” unless the sex matters clinically.",
    "ETHNICITY": "Leave it out unless it changes the treatment.",
    "OCCUPATION": "Say “in work”, “skilled trade” or leave it out.",
    "REGION": "Leave the area out.",
    "FAMILY": "Say “a relative” or “dependants”.",
    "DIAGNOSIS": "Name the group of conditions, not the rare one.",
    "EVENT": "Leave the event out, or say “after a bereavement”, “after an accident”.",
}
# The facts of a form that count without being read in the text.
FACT_KINDS = {
    "age_band": "AGE_BAND", "age": "AGE_BAND", "sex": "SEX", "gender": "SEX", "ethnicity": "ETHNICITY",
    "nationality": "ETHNICITY", "religion": "ETHNICITY", "occupation": "OCCUPATION", "region": "REGION",
    "family": "FAMILY", "diagnosis": "DIAGNOSIS", "event": "EVENT",
}  # fmt: skip
_TENS = "teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties"
JOBS = (
    "call centre worker|hgv driver|shop worker|factory worker|warehouse worker|care worker|support worker|social worker|delivery driver|"
    "beekeeper|blacksmith|butcher|cabinet maker|croupier|florist|shepherd|crofter|stonemason|thatcher|"
    "accountant|actor|actress|army|baker|barber|barrister|builder|bus driver|carer|carpenter|chef|childminder|cleaner|clergy|"
    "dentist|doctor|driver|electrician|engineer|estate agent|farmer|farmhand|firefighter|fisherman|footballer|gardener|"
    "gamekeeper|hairdresser|jockey|joiner|journalist|judge|labourer|lawyer|lecturer|lorry driver|mechanic|midwife|miner|"
    "musician|nurse|painter|paramedic|pharmacist|pilot|plumber|police officer|postman|priest|prison officer|publican|"
    "roofer|sailor|scaffolder|seafarer|security guard|sex worker|shopkeeper|skipper|soldier|solicitor|student|surgeon|"
    "taxi driver|teacher|teaching assistant|tailor|trawlerman|tree surgeon|vet|veteran|vicar|waiter|waitress|welder"
)
PATTERNS = {
    "AGE_BAND": rf"\b(?:in (?:his|her|their|the) (?:early |mid |mid-|late )?(?:{_TENS}|[1-9]0s)|(?:early|mid|late)[- ](?:{_TENS}|[1-9]0s)|\d{{1,3}}[- ]years?[- ]old|\d{{2}} ?(?:yo|y/o|yrs?)\b|aged \d{{1,3}}|teenager|under 18)\b",
    "SEX": r"\b(?:woman|man|girl|boy|lady|gentleman|male|female|she|he|her|his|him|pregnant|transgender|trans (?:wo)?man|non-binary)\b",
    "ETHNICITY": r"\b(?:white|black|mixed|asian|african|caribbean|irish|polish|romanian|roma|traveller|kurdish|somali|pakistani|indian|"
    r"bangladeshi|chinese|turkish|arab|iranian|iraqi|afghan|syrian|ukrainian|russian|portuguese|italian|welsh|scottish|nigerian|"
    r"ghanaian|jamaican|vietnamese|albanian|eritrean|sudanese|muslim|jewish|hindu|sikh|catholic|jehovah[’\x27]s witness)"
    r" (?:british|woman|man|background|heritage|origin|family|community|patient|faith|descent|national|refugee|[a-z]{3,12} (?:woman|man))\b",
    "OCCUPATION": rf"\b(?:(?:works?|worked|working|employed|job|career|retired|former|trained|training) (?:as )?(?:an? |the )?(?:[a-z-]{{3,14}} )?(?:{JOBS})|(?:works?|worked|working|employed|job|trained) as (?:an? |the )[a-z-]{{4,}}(?: [a-z-]{{3,}}(?=[,.;]| and | at | in | who ))?|retired (?!from|at|to|in|early)[a-z-]{{4,}}|an? (?:{JOBS})|by (?:trade|profession)|self-employed|runs? (?:a|their|his|her) [a-z]{{3,14}})\b",
    "REGION": r"\b(?:north|south|east|west|north[- ]?(?:east|west)|south[- ]?(?:east|west)|rural|remote|coastal|seaside|island|village|market town|"
    r"small town|fishing|mining|valleys?|highlands?|midlands|home counties|scotland|wales|england|northern ireland|cornwall|devon|"
    r"kent|norfolk|cumbria|yorkshire|lancashire|glasgow|london)\b(?! (?:of|guideline|stool|coma))",
    "FAMILY": r"\b(?:twins?|triplets|only child|(?:mother|mum|father|dad|parent) (?:of|to) (?:one|two|three|four|five|six|seven|eight|\d)|(?:young|small|teenage|school-age) (?:children|kids|sons?|daughters?)|"
    r"(?:two|three|four|five|six|seven|eight|\d) (?:children|kids|sons|daughters|siblings|brothers|sisters)|"
    r"widow(?:ed|er)?|foster(?:ed)?|adopted|single (?:mother|father|parent)|newborn|stillb\w{3,4}|surrogate|grandchild(?:ren)?|orphan\w{0,3})\b",
    "DIAGNOSIS": r"\b(?:rare (?:disease|condition|disorder|syndrome|diagnosis|mutation|tumour|cancer)|huntington|ehlers|marfan|porphyria|wilson[’\x27]s disease|"
    r"cystic fibrosis|motor neurone|narcolepsy|haemophilia|sickle|achondroplasia|prader|tourette|addison|guillain|neurofibromatosis|"
    r"creutzfeldt|\bcjd\b|acromegaly|cushing|phaeochromocytoma|wegener|scleroderma|sarcoidosis|lupus|muscular dystrophy|spina bifida|cerebral palsy|ankylosing|dwarfism|osteogenesis|"
    r"myasthenia|phenylketonuria|takotsubo|creutzfeldt|transplant(?:ed)?|amputat\w{2,5}|locked-in|conjoined|quadriplegi\w|albinism)",
    "EVENT": r"\b(?:inquest|in the (?:news|papers?|press)|newspaper|television|tv|documentary|viral|podcast|court case|on trial|stood trial|convicted|murder\w{0,3}|"
    r"manslaughter|stabb\w{2,4}|shooting|explosion|house fire|mill fire|train crash|plane crash|shipwreck|earthquake|terror\w{0,4}|hostage|"
    r"kidnap\w{0,5}|trafficked|torture[d]?|lottery|asylum|medal|award|champion\w{0,4}|olympic\w{0,1}|the first (?:person|woman|man)|the only (?:person|woman|man|survivor))\b",
}
_COMPILED = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in PATTERNS.items()}


@dataclass(frozen=True, slots=True)
class Detail:
    """One kind of detail that is present: where it was seen (at most three quotations) and how to soften it."""

    kind: str
    words: tuple[str, ...]
    advice: str

    @property
    def title(self) -> str:
        """The kind in plain English."""
        return TITLES[self.kind]


@dataclass(frozen=True, slots=True)
class Meter:
    """The details present, in the order in which they are proposed for dropping."""

    details: tuple[Detail, ...]

    @property
    def count(self) -> int:
        """How many different kinds are present, 0 to 8."""
        return len(self.details)

    @property
    def needs_review(self) -> bool:
        """Whether a clinician from elsewhere must read the text before it is published."""
        return self.count >= REVIEW_FROM

    @property
    def to_drop(self) -> tuple[Detail, ...]:
        """The fewest details whose going would bring the count under the threshold, least needed first."""
        return self.details[: max(0, self.count - REVIEW_FROM + 1)]


def combination(texts: Iterable[str], facts: Mapping[str, str] | None = None) -> Meter:
    """Count the indirect identifiers in ``texts`` and in the form's ``facts``.

    ``facts`` maps a field's name (``age_band``, ``sex``, ``ethnicity``, ``occupation``, ``region``, ``family``,
    ``diagnosis``, ``event``) to what was chosen; unknown names and empty values do not count. Never raises on any text.
    """
    seen: dict[str, list[str]] = {}
    for name, value in (facts or {}).items():
        if value and name in FACT_KINDS:
            seen.setdefault(FACT_KINDS[name], []).append(value)
    for text in texts:
        for kind, pattern in _COMPILED.items():
            seen.setdefault(kind, []).extend(match.group() for match in pattern.finditer(text))
        for kind, words in _found(text):
            seen.setdefault(kind, []).append(words)
    return Meter(tuple(Detail(kind, _few(seen[kind]), ADVICE[kind]) for kind in DROP_ORDER if seen.get(kind)))


# What the check marks of itself: it counts here whether the author softened it, kept it or has not looked yet.
_MARKED = (
    ("AGE_BAND", age), ("AGE_BAND", age_90_plus), ("OCCUPATION", occupation_rare), ("EVENT", news_event), ("EVENT", distinctive),
)  # fmt: skip
_CAPITAL = re.compile(r"\b[A-Z][a-z]{3,20}\b")
_PLACED = re.compile(r"\b(?:in|on|from|near|around|across|at) (?P<id>[A-Z][a-z]{2,20})\b")
# Languages and nations that name methods and letters more often than people.
_NOBODYS = frozenset(
    {"english", "british", "latin", "greek", "roman", "german", "french", "swiss", "european", "western", "eastern"}
)


def _found(text: str) -> Iterator[tuple[str, str]]:
    for kind, module in _MARKED:
        for found in module.RECOGNIZER.find(text):
            yield kind, text[found.start : found.end]
    for match in _CAPITAL.finditer(text):
        key = fold(match.group())
        if key in load("nationalities") and key not in _NOBODYS:
            yield "ETHNICITY", match.group()
    for match in _PLACED.finditer(text):
        key = fold(match.group("id"))
        if key in load("places") and key not in load("english"):
            yield "REGION", match.group("id")


def _few(words: Iterable[str]) -> tuple[str, ...]:
    """The first three different quotations, whatever their case."""
    return tuple({word.lower(): word for word in reversed(list(words))}.values())[::-1][:3]
