"""Pubs, places of worship, clubs, pharmacies, charities, councils, stations and other bodies by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..document import GIVEN, PHRASE, PLACE, SAFE, SURNAME, USUAL, WORD, Document
from ..model import Finding, Level
from ..runs import FUNCTION, cap_runs, finding, plain
from ..vocabulary import cues, load
from .context import RELATIVES, ROLES, ContextRecognizer
from .organisation import GENERIC, Kind

_WHY = "A named place or body that people nearby know. Say “a local charity”, “a pub”, “a place of worship”."
_KIND = Kind(
    "ORG_OTHER",
    "[local organisation]",
    _WHY,
    cues("org_other", "heads"),
    openings=cues("org_other", "openings"),
    cues=cues("org_other", "cues"),
    tails=cues("org_other", "tails"),
)
_AT = cues("org_other", "at")
# What the definite article introduces with a capital in everyday clinical prose.
_THE_USUAL = cues("org_other", "the_usual")


def _read(document: Document) -> Iterator[Finding]:
    yield from _KIND.recognizer().find(document)
    yield from _sacred(document)
    yield from _shops(document)
    yield from _the(document)
    yield from _at(document)
    yield from _signs(document)
    yield from _possessed(document)
    yield from _towns(document)
    yield from _titled(document)
    yield from _labelled(document)


def _titled(document: Document) -> Iterator[Finding]:
    """ "a barber’s chair, Fade Theory", "collier, Big Pit": ordinary words with capitals that no sentence gave them."""
    tokens = document.tokens
    for run in cap_runs(document):
        words = tokens[run.first : run.last + 1]
        if len(words) not in (2, 3) or words[0].first or words[0].gap not in (", ", " "):
            continue
        if any(
            w.shape != "cap"
            or not w.flags & WORD
            or w.flags & (SAFE | PHRASE | USUAL)
            or w.key in FUNCTION
            or w.key in GENERIC
            or w.key in ROLES
            or w.key in RELATIVES
            or document.is_eponym(run.first + n)
            for n, w in enumerate(words)
        ):
            continue
        if any(w.gap != " " for w in words[1:]) or not _ends_noun(document, run.last):
            continue
        yield finding(document, run.first, run.last, "ORG_OTHER", "[local organisation]", _WHY)


def _signs(document: Document) -> Iterator[Finding]:
    """ "the Red Lion", "Queen's Head", "Rose and Crown": what is painted on signboards, in capitals."""
    tokens = document.tokens
    for number, token in enumerate(tokens[:-1]):
        opens = token.key in _COLOURS or token.key in load("signboards") or tokens[number + 1].gap in ("'s ", "’s ", "s' ", "’ ")
        if not opens or token.shape != "cap" or token.taken or token.flags & PHRASE:
            continue
        last = number + 2 if tokens[number + 1].key in ("and", "&") and number + 2 < len(tokens) else number + 1
        name = tokens[last]
        painted = (
            name.key in load("signboards")
            or name.key in ("head", "arms")
            or (name.key in _SERVICES and token.key in load("signboards"))
        )
        if (
            painted
            and name.shape == "cap"
            and not name.taken
            and not name.flags & PHRASE
            and all(t.gap in _SIGN_GAPS for t in tokens[number + 1 : last + 1])
        ):
            article = number > 0 and tokens[number - 1].key == "the" and token.gap == " "
            yield finding(document, number - 1 if article else number, last, "ORG_OTHER", "[local place]", _WHY)


# What a label says, and where somebody studies or works by its letters: "Aftercare: Antidote", "dropped out of BIMM"
_WORDS = r"[A-Z][\w’'-]+(?: (?:&|and|of|the|[A-Z][\w’'-]+)){0,3}"
_LABELLED = re.compile(
    rf"\b(?:Aftercare|School|College|Employer|Hostel|Pharmacy|Chemist|Surgery|Nursery|Provider|Placement|Church|Refuge|Rehab): (?P<id>{_WORDS})(?=[,.;\n(]|$)"
)
_LETTERS = re.compile(
    r"\b(?:[Dd]ropped out of|[Gg]raduat(?:ed|es|ing) from|[Ss]tud(?:ies|ied|ying) at|[Ss]tudent at|[Ee]nrolled at|[Ww]ork(?:s|ed|ing)? (?:at|for)|[Ee]mployed by) (?P<id>[A-Z]{2,6})\b"
)
_NOBODY = cues("org_other", "nobody")


def _labelled(document: Document) -> Iterator[Finding]:
    for match in _LABELLED.finditer(document.text):
        words = document.within(match.start("id"), match.end("id"))
        telling = [w for w in words if not (plain(w) or w.key in GENERIC or w.key in RELATIVES or w.key in ROLES)]
        known = all(w.flags & SAFE and w.shape == "upper" for w in telling)
        if not known and words[0].key not in FUNCTION | _NOBODY and not any(w.taken or w.flags & PHRASE for w in words):
            yield Finding(match.start("id"), match.end("id"), "ORG_OTHER", Level.DECIDE, "[local organisation]", _WHY)
    for match in _LETTERS.finditer(document.text):
        if match.group("id").lower() not in load("abbreviations"):
            yield Finding(match.start("id"), match.end("id"), "ORG_OTHER", Level.DECIDE, "[local organisation]", _WHY)


_COLOURS = cues("small_bodies", "colours")
_SERVICES = cues("small_bodies", "services")
_STREETS = cues("place", "streets")
_SIGN_GAPS = frozenset({" ", "'s ", "’s ", "' ", "’ ", " & "})


def _sacred(document: Document) -> Iterator[Finding]:
    """ "All Saints", "Our Lady of Lourdes", "Holy Trinity"."""
    tokens = document.tokens
    for number in range(len(tokens) - 1):
        token, following = tokens[number], tokens[number + 1]
        if token.key in _SACRED_FIRST and token.is_cap and following.key in _SACRED and following.is_cap and following.gap == " ":
            last = number + 1
            while (
                last + 2 < len(tokens) and tokens[last + 1].key in ("of", "the", "and", "&") and tokens[last + 1].gap == " "
                and (tokens[last + 2].is_cap or tokens[last + 2].key == "the")
            ):  # fmt: skip
                last += 2 if tokens[last + 2].is_cap else 1
            if not tokens[last].is_cap:
                last = number + 1
            whole = finding(document, number, last, "ORG_OTHER", "[place of worship]", _WHY)
            behind = document.text[whole.end : whole.end + 3]
            owns = behind[:2] in ("'s", "’s") and behind[2:] in ("", ",", ".", ";", ")", "\n")
            yield replace(whole, end=whole.end + 2) if owns else whole  # "school nurse Our Lady’s,"


def _shops(document: Document) -> Iterator[Finding]:
    """ "Boots in the Arndale": a chain names nobody, its branch does."""
    for match in _BRANCH.finditer(document.text):
        behind = document.within(match.end() - 1, match.end())
        if not (behind and (behind[0].key in _MONTHS or behind[0].flags & (SAFE | PHRASE))):
            yield Finding(match.start(), match.end(), "ORG_OTHER", Level.DECIDE, "[local organisation]", _WHY)
    for match in _BODY_AND_PLACE.finditer(document.text):
        places = document.within(match.start("place"), match.end("place"))
        if places and not places[0].first and (places[0].flags & PLACE or not places[0].flags & (WORD | SAFE | PHRASE | USUAL)):
            yield Finding(match.start(), match.end(), "ORG_OTHER", Level.DECIDE, "[local organisation]", _WHY)
    yield from _housed(document)


def _towns(document: Document) -> Iterator[Finding]:
    """ "Tynemouth Life Brigade", "Ferry Road Rye": capitals that run on from a town belong to what is called after it."""
    tokens = document.tokens
    for run in cap_runs(document):
        for number in range(run.first, run.last):
            token = tokens[number]
            if (
                not token.flags & PLACE
                or token.flags & (PHRASE | SAFE | GIVEN | SURNAME)
                or document.is_eponym(number)
                or token.first
            ):
                continue
            last = number
            while (
                last < run.last
                and tokens[last + 1].gap == " "
                and tokens[last + 1].shape == "cap"
                and not tokens[last + 1].flags & (PHRASE | SAFE)
            ):
                last += 1
            if last > number:
                yield finding(document, number, last, "ORG_OTHER", "[local organisation]", _WHY)
                break


def _housed(document: Document) -> Iterator[Finding]:
    """ "the gurdwara on Guru Nanak Road": what it is, and the street that says which."""
    tokens = document.tokens
    for number, token in enumerate(tokens[:-3]):
        if (
            token.key not in _HOUSES
            or token.shape != "lower"
            or token.taken
            or tokens[number + 1].key not in ("on", "in", "at", "off")
        ):
            continue
        at = number + 3 if tokens[number + 2].key == "the" else number + 2
        last = at
        while (
            last < len(tokens)
            and last < at + 4
            and tokens[last].is_cap
            and not tokens[last].taken
            and (last == at or tokens[last].gap == " ")
        ):
            last += 1
        street = last > at + 1 and tokens[last - 1].key in _STREETS and tokens[at].gap == " "
        if street:
            first = (
                number - 1
                if number and tokens[number - 1].gap and tokens[number].gap == " " and tokens[number - 1].is_cap
                else number
            )
            first = first - 1 if first and tokens[first - 1].key == "the" else first
            yield finding(document, first, last - 1, "ORG_OTHER", "[local organisation]", _WHY)


_SACRED_FIRST = cues("org_other", "sacred_first")
_SACRED = cues("org_other", "sacred")
_CHAINS = (
    r"(?:Savers|Boots|Well|Lloyds|LloydsPharmacy|Superdrug|Tesco|Asda|ASDA|Morrisons|Sainsbury[’']?s|Aldi|Lidl|Rowlands|Ladbrokes|William Hill|Coral|Wetherspoons?|Spoons|Greggs|"
    r"McDonald[’']?s|Co-op|Costa|Starbucks|Day Lewis|Weldricks|Cohens|Jhoots|Pharmacy2U|Paydens|Iceland|Spar|Londis|Wilko|Argos|Primark|B&Q|Halfords|KFC|Subway|Nando[’']?s|"
    r"Travelodge|Premier Inn|Nationwide|Barclays|HSBC|NatWest|Santander|Halifax|Post Office|Amazon|Royal Mail|Evri|DPD|Deliveroo|Nisa|Costcutter|Poundland|Home Bargains|"
    r"B&M|Farmfoods|Heron Foods|Waitrose|M&S|Marks and Spencer|Debenhams|Burger King|Domino[’']?s|Timpsons?|Betfred|Paddy Power|Specsavers|Matalan|TK Maxx|Screwfix|Wickes|"
    r"Lifeline|Phoenix Futures|Inspire|Aquarius|Swanswell|Compass|Nacro|Catch22|St Giles|Framework|Foundry|Spitalfields|Resolve|Synergy|Steps2Recovery|Horizon|Turning Point|Change Grow Live|CGL|Change, Grow, Live|We Are With You|With You|Via|Cranstoun|Inclusion|Humankind|Waythrough|Forward Trust|Addaction|Delphi|Kaleidoscope|"
    r"Barod|Adferiad|Shelter|Crisis|Mind|Emmaus|Salvation Army|St Mungo[’']?s|YMCA|Centrepoint|Women[’']?s Aid|Victim Support|Age UK|Citizens Advice|Samaritans|Barnardo[’']?s|"
    r"Home-Start|Sure Start|Jobcentre|Job Centre|DWP|Magistrates|Crown Court|County Court|Probation|Social Services|Alcoholics Anonymous|AA|NA|CA|SMART|Smart Recovery)"
)
_PLACED = r"(?:[A-Z][\w’'-]{2,20}(?: (?:of |on |the |upon )?[A-Z][\w’'-]{1,20}){0,2})"
_BRANCH = re.compile(
    rf"\b{_CHAINS}(?: [Pp]harmacy| [Cc]hemist)?(?:,| in| on| at| on the| in the| at the) {_PLACED}"
    rf"|\b(?:{_PLACED} )(?:Road|Street|Lane|Square|Way|Avenue|Drive|Parade) {_CHAINS}\b"
)
# "Turning Point Crewe": the national body and, directly behind, where
_BODY_AND_PLACE = re.compile(rf"\b(?P<body>{_CHAINS}) (?P<place>[A-Z][a-z’'-]{{2,20}}(?: [A-Z][a-z’'-]{{2,20}})?)")
# "the gurdwara on Guru Nanak Road", "chemist in Byker"
_HOUSES = cues("org_other", "houses")


def _the(document: Document) -> Iterator[Finding]:
    """ "in the Mermaid", "at The Cedars": an article and a capitalised word that prose has no reason to capitalise."""
    tokens = document.tokens
    for run in cap_runs(document):
        token = tokens[run.first]
        if (
            token.key == "the"
            and not token.first
            and run.last > run.first
            and token.shape == "cap"
            and _uncommon(document, run.first + 1, run.last)
        ):
            yield finding(document, run.first, run.last, "ORG_OTHER", "[local place]", _WHY)
        before = tokens[run.first - 1] if run.first else None
        if before is None or before.key != "the" or before.shape != "lower" or token.gap != " " or run.first < 2:
            continue
        pub = run.last > run.first and tokens[run.first + 1].gap in ("'s ", "’s ", "' ", "’ ") and run.last == run.first + 1
        uncommon = _uncommon(document, run.first, run.last) or (pub and _partly_uncommon(document, run.first, run.last))
        if tokens[run.first - 2].key in _AT and uncommon and (pub or _ends_noun(document, run.last)):
            yield finding(document, run.first - 1, run.last, "ORG_OTHER", "[local place]", _WHY)


def _at(document: Document) -> Iterator[Finding]:
    """ "at Clear View", "s136 to Clock View", "at North Mid": capitalised words behind a word of place."""
    tokens = document.tokens
    for run in cap_runs(document):
        before = tokens[run.first - 1] if run.first else None
        if before is None or tokens[run.first].gap != " " or tokens[run.first].first:
            continue
        several = run.last > run.first
        leads = before.key in _AT_ONE or (several and before.key in _AT_SEVERAL)
        if not leads:
            continue
        if _uncommon(document, run.first, run.last) or (several and _partly_uncommon(document, run.first, run.last)):
            yield finding(document, run.first, run.last, "ORG_OTHER", "[local place]", _WHY)


_AT_ONE = cues("org_other", "at_one")
_AT_SEVERAL = cues("org_other", "at_several")


def _possessed(document: Document) -> Iterator[Finding]:
    """ "at Queen’s", "from Tommy’s": a hospital, a college or a shop by whose it is."""
    tokens = document.tokens
    for number, token in enumerate(tokens[1:], 1):
        if (
            token.shape != "cap"
            or token.taken
            or token.gap != " "
            or tokens[number - 1].key
            not in ("at", "by", "from", "in", "to", "outside", "behind", "near", "opposite", "above", "into", "via")
        ):
            continue
        if (
            document.text[token.end : token.end + 2] not in ("'s", "’s")
            or token.key in RELATIVES
            or token.key in ROLES
            or token.key in _MONTHS
        ):
            continue
        following = tokens[number + 1 : number + 2]
        ends = not following or following[0].gap[2:] != " " or following[0].key in FUNCTION
        if ends and not document.is_eponym(number) and not token.flags & PHRASE:
            yield Finding(token.start, token.end + 2, "ORG_OTHER", Level.DECIDE, "[local organisation]", _WHY)


def _uncommon(document: Document, first: int, last: int) -> bool:
    words = document.tokens[first : last + 1]
    if any(word.flags & PHRASE or (word.flags & SAFE and not word.flags & (GIVEN | SURNAME | PLACE)) for word in words):
        return False
    if any(document.is_eponym(number) for number in range(first, last + 1)):
        return False
    return (
        all(
            not (plain(word) or word.key in _THE_USUAL or word.key in FUNCTION or word.shape != "cap" or len(word.text) < 3)
            for word in words
        )
        and not all(word.key in GENERIC or word.flags & USUAL for word in words)
        and words[0].key not in _MONTHS
    )


def _partly_uncommon(document: Document, first: int, last: int) -> bool:
    """Several capitalised words, one of them unusual: "North Mid", "Open Door"."""
    words = document.tokens[first : last + 1]
    if any(word.flags & (PHRASE | SAFE) or word.shape != "cap" or document.is_eponym(first + n) for n, word in enumerate(words)):
        return False
    return any(not (plain(word) or word.key in GENERIC or word.key in FUNCTION or word.key in _MONTHS) for word in words)


_MONTHS = cues("org_other", "months")


def _ends_noun(document: Document, last: int) -> bool:
    """Whether nothing that would be the noun follows ("the Bristol leaflet")."""
    following = document.tokens[last + 1 : last + 2]
    if not following or following[0].gap != " ":
        return True
    return following[0].key in FUNCTION or following[0].key in (
        "most",
        "every",
        "twice",
        "again",
        "and",
        "every",
        "last",
        "today",
        "yesterday",
        "where",
        "who",
        "that",
        "pub",
        "club",
        "hotel",
        "remains",
        "remained",
        "closed",
        "closes",
        "reopened",
        "shut",
        "said",
        "says",
        "barred",
        "banned",
    )


RECOGNIZER = ContextRecognizer("ORG_OTHER", _read)
