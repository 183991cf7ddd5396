"""Street lines, flats and named houses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import PHRASE, SAFE, WORD, Document
from ..model import Finding, Level
from ..runs import FUNCTION, plain
from .context import ContextRecognizer

_WHY = "An address, or part of one, leads to a door."
_STREETS = (
    r"(?:Street|Str|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Drive|Way|Court|Crescent|Cres|Terrace|Terr|Place|Pl|Grove|Gardens|Gdns|Mews|Row|Walk|Square|Sq|Hill|"
    r"View|Park|Rise|Green|Quay|Wharf|Wynd|Vennel|Loan|Brae|Parade|Path|Passage|Croft|Fold|Gate|Bank|Heights|Mount|Vale|Hey|Garth|Side|Embankment|Promenade|"
    r"Bypass|Circus|Yard|Meadow|Meadows|Orchard|Estate|Broadway|Chase|Dene|End|Approach|Brow|Row|Drove|Leas|Ride|Spinney|Copse|Reach|Strand|Bottom|Common|Causeway|Market Place|High Street|Ginnel|Pend)"
)
_HOUSES = (
    r"(?:House|Houses|Cott\.|Flats|Tower|Towers|Block|Cottage|Cottages|Farm|Barn|Lodge|Hall|Villa|Villas|Bungalow|Manor|Buildings|Mansions|Rectory|Vicarage|Schoolhouse|"
    r"Croft|Grange|Mill|Point|Heights|Apartments|Residence|Site|Moorings|Marina|Caravan Park)"
)
_CAP = r"(?:[A-ZÀ-Þ][\w’'\-]{0,24}|[A-Z]\.)"
_CAPS = rf"{_CAP}(?: (?:of|the|and|y|&|{_CAP})){{0,3}}"
_UNIT = r"(?:(?:(?:[Tt]op|[Bb]asement|[Gg]round[ -]floor|[Ff]irst[ -]floor|[Ss]econd[ -]floor|[Tt]hird[ -]floor|[Gg]arden|[Uu]pper|[Ll]ower|[Aa]ttic) [Ff]lat,? ?)|(?:[Ff]lat|[Rr]oom|[Rr]m|[Aa]pt|[Aa]partment|[Uu]nit|[Pp]lot|[Cc]aravan|[Bb]edsit|[Bb]erth|[Pp]itch|[Ss]tudio|[Bb]ox|[Bb]ed) ?\d{0,4}[A-Za-z]?\d?,? ?|(?:Basement|[Gg]round floor|[Tt]op floor|[Ff]irst floor|[Ss]econd floor|[Tt]he [Aa]nnexe?|Annexe?|Attic),? )"
_NUMBER = r"\d{1,4}[A-Za-z]?(?:[/\-]\d{1,3})?"
_NOT_FIRST = r"(?!(?:The|A|In|On|At|From|To|Her|His|My|Our|Their|Main|High|Care|Nursing|Mental|Health|General|Public)\b (?:Street|House|Home|Court|Park|View|Hall|Way|Place|Point|Bank)\b)"
_PATTERNS = (
    # a number and a street, perhaps behind a flat and a house
    re.compile(rf"(?<![\w/.])(?:(?:\d{{1,2}}/\d{{1,2}}|\d?[FGB]\d),? )?(?:{_UNIT}(?:{_CAPS} {_HOUSES}, ?)?)?(?:{_NUMBER},? )?{_NOT_FIRST}{_CAPS} {_STREETS}\b(?! (?:{_STREETS}|[Tt]eam|[Ss]urvey|[Aa]ct)\b)(?: (?:bridge|subway|flyover|roundabout|steps|allotments|underpass|flats|car park|bus stop|arches)\b)?\.?"),
    re.compile(rf"(?<![\w/.])(?:{_UNIT}|{_NUMBER},? )?{_NOT_FIRST}{_CAPS} {_HOUSES}\b(?:,? (?:[Ff]lat|[Rr]oom|[Rr]m|[Aa]pt) ?\d{{1,4}}[a-zA-Z]?)?(?:,? (?:{_NUMBER} )?{_CAPS} {_STREETS}\b)?"),
    re.compile(rf"(?<![\w/.])(?:[Ff]lat|[Aa]pt|[Aa]partment|[Cc]aravan|[Pp]lot|[Rr]oom) ?\d{{1,4}}[A-Za-z]?(?:/\d{{1,3}})?, ?(?:\d{{1,4}} )?{_CAPS}"),
    re.compile(rf"(?<![\w/.,])(?:\d{{1,2}}/\d{{1,2}},? )?\d{{1,4}}[A-Za-z]?,? (?:The )?{_CAP}(?: {_CAP}){{0,2}}(?=,? (?:[A-Z][\w’'-]+,? ){{0,2}}[A-Z]{{1,2}}\d)"),
    re.compile(rf"(?:\b(?:[Ll]ives?|[Ll]iving|[Aa]ddress|[Hh]ome|[Ss]tays|[Ss]taying)(?: is|:)?(?: at| on)? )(?P<id>(?:\d{{1,2}}/\d{{1,2}},? )?\d{{1,4}}[A-Za-z]?,? {_CAPS})"),
    # a house by its name before its number: "Heron’s Reach, 9 Staithe Lane"
    re.compile(rf"(?:(?<=\n)|(?<=: ))(?P<id>{_CAPS}, {_NUMBER} {_CAPS} {_STREETS})\b"),
    # "flat above the Nisa on Friars Rd"
    re.compile(rf"\b[Ff]lat (?:\d{{1,3}}[A-Za-z]? )?(?:above|over|behind|below|beside) (?:the |a )?[\w’'&-]+(?: [\w’'&-]+){{0,2}},? (?:(?:on|in|at) )?(?:{_NUMBER} )?{_CAPS} {_STREETS}\b"),
    # "Caravan 40, the old airfield", "pitch D14, Sunny Dunes"
    re.compile(rf"\b(?:[Cc]aravan|[Pp]itch|[Pp]lot|[Bb]erth|[Mm]ooring|[Cc]halet|[Cc]abin|[Uu]nit) [A-Z]?\d{{1,4}}[A-Za-z]?, (?:the (?:old |new |former )?[a-z]{{4,14}}(?: [a-z]{{4,12}})?|{_CAPS})(?=[,.;\n])"),
    # a holding or a mooring by its number: "croft 11", "pitch 4"
    re.compile(r"\b(?:[Cc]roft|[Pp]itch|[Bb]erth|[Pp]lot|[Cc]aravan|[Cc]halet|[Mm]ooring|[Ss]tance|[Cc]abin|[Hh]ouseboat) (?:no\.? ?)?\d{1,4}[A-Za-z]?\b(?! ?(?:m|cm|ft|nights|weeks|days)\b)"),
    # small letters: only with a number and the street's short or full word
    re.compile(r"(?<![\w/.])(?:(?:flat|apt|room|rm) )?(?:\d{1,2}/)?\d{1,4}[a-z]? (?:[a-z]{3,14} ){1,2}(?:street|st|road|rd|lane|avenue|ave|close|drive|crescent|terrace|grove|gardens|court|cottages|row|mews|flats)\b(?! team)"),
    # a house by its name: "The Bothy, Glen Lednock"
    re.compile(rf"(?:(?<=[-–,:(] )|(?<=\n))(?P<id>The (?:Old |New |Little |Great )?(?:Bothy|Barn|Lodge|Cottage|Forge|Mill|Vicarage|Rectory|Manse|Croft|Schoolhouse|Stables?|Granary|"
               rf"Gatehouse|Smithy|Steading|Chapel|Farmhouse|Bungalow|Grange|Manor|Hall|Boathouse|Orchard|Paddock|Gables|Laurels|Firs|Beeches|Elms|Willows|Limes|Cedars|Oaks|Hollies|"
               rf"Poplars|Chestnuts|Larches|Pines|Birches|Nook|Hermitage|Bakery|Schoolroom|Dairy|Byre)\b(?:, {_CAP}(?: {_CAP}){{0,2}})?)"),
    re.compile(rf"\b(?:[Aa]t|[Ii]n|[Pp]roperty:|[Aa]ddress:?|[Oo]f|[Tt]o|[Oo]n) (?P<id>The (?:Old |New |Little |Great )?[A-Z][a-z’'-]+(?: [A-Z][a-z’'-]+)?(?:, {_CAPS} {_HOUSES})?)(?=[,.)]| [a-z(])"),
)  # fmt: skip
_NUMBERED = frozenset("flat room apt apartment plot caravan croft pitch berth chalet mooring stance cabin houseboat".split())  # noqa: SIM905
_STREET_WORD = re.compile(rf"^{_STREETS}$")
_PUBLIC = re.compile(
    r"^(?:The )?(?:Royal College|World Health|Lancet|Guardian|Times|Code|Act|Trust|Board|Mental Health|Home Office|Orange|NHS|BNF|BMJ|National|Department|"
    r"General|Care Quality|Harley Street|Downing Street|Coronation Street|Fleet Street|Wall Street|Sesame Street|Easy Street|Maudsley|Ashton|Prescription|"
    r"Parole|High Court|Crown Court|County Court|Supreme Court|Magistrates|Family Court|Youth Court|Care Home|Day Centre|Primary Care|Recovery|Children|"
    r"Harm Reduction|Treatment|Police|Big Issue|Drug|Alcohol|Health|Social|House of|Street|Group|Option|Step|Week|Day|Part|Stage|Phase)\b"
)


def _read(document: Document) -> Iterator[Finding]:
    for pattern in _PATTERNS:
        group: str | int = "id" if "id" in pattern.groupindex else 0
        for match in pattern.finditer(document.text):
            words = document.within(match.start(group), match.end(group))
            start = _trim(document, match.start(group), match.end(group))
            if (
                start is None
                or _PUBLIC.match(document.text[start : match.end(group)])
                or any(word.flags & PHRASE for word in words)
            ):
                continue
            yield Finding(start, match.end(group), "ADDRESS", Level.DECIDE, "[address removed]", _WHY)


def _trim(document: Document, start: int, end: int) -> int | None:
    """Leave out a sentence's opening word; None when nothing but the street word or an ordinary phrase is left."""
    words = list(document.within(start, end))
    while words and words[0].is_cap and words[0].key in FUNCTION and words[0].key != "the":
        words.pop(0)
    if words and words[-1].flags & SAFE and words[-1].shape == "upper":
        return None
    if not words or (words[0].shape != "mixed" and len(words) < 2):
        return None
    ordinary = [
        word
        for word in words
        if word.is_cap and not plain(word) and not _STREET_WORD.match(word.text) and not (word.first and word.flags & WORD)
    ]
    numbered = words[0].shape == "mixed" or words[0].key in _NUMBERED
    if not ordinary and not numbered:
        return None
    return words[0].start


RECOGNIZER = ContextRecognizer("ADDRESS", _read)
