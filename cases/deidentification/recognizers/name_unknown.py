"""The question turned round: a capitalised word that no vocabulary explains is suspect."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..document import EPONYM, GIVEN, NAMED, PLACE, SAFE, SURNAME, WORD, Document
from ..model import Finding
from ..runs import FUNCTION, Run, cap_runs, explained, finding, plain
from ..tokens import Token
from ..vocabulary import cues
from .context import ROLES, ContextRecognizer

_WHY_NAME = "No vocabulary explains this word, so it may name somebody. Keep it, with a reason, if it is a medicine, a scale or a public body."
_WHY_PLACE = "This may be the name of a place. Say “a northern town”, “a village”, or leave it out."
PLACE_WORDS = cues("name_unknown", "place_words")
# What people do: behind a word that is also a name, these show that it is the name.
DOES = cues("name_unknown", "does")
_POSTS = cues("name_unknown", "posts")
_DOES_FIRST = DOES - cues("name_unknown", "does_first") | {"says", "said"}
_WITH = cues("name_unknown", "with")
# Months and weekdays name people only where a title, a relative or a family name says so.
# Given names that open sentences as words ("Hope is important").
DOUBTFUL = cues("name_unknown", "doubtful")
_COMPASS = cues("name_unknown", "compass")
CALENDAR = cues("name_unknown", "calendar")

# How many capitalised words beside a suspect one may belong to it: a bound keeps the time linear.
_REACH = 6
_ANIMALS = frozenset({"dog", "cat"})  # "Pat the dog"
_NICK = cues("small_bodies", "nick")
# What closes the name of a hospital, a team or a district: "Gartnavel Royal", "Plymouth Argyle".
_TAILS = cues("name_unknown", "tails")
_PARTICLES = frozenset({"de", "da", "di", "du", "van", "von", "der", "den", "el", "al", "bin", "ap", "ab", "dos", "della"})


def _read(document: Document) -> Iterator[Finding]:
    for run in cap_runs(document):
        suspects = [n for n in range(run.first, run.last + 1) if not explained(document, n)]
        if suspects:
            yield from _around(document, run, suspects)
        else:
            yield from _ordinary(document, run)


def _around(document: Document, run: Run, suspects: list[int]) -> Iterator[Finding]:
    """Suspect words and the capitalised ones beside them, which belong to the same name."""
    pieces: list[list[int]] = []
    for number in suspects:
        first, last = number, number
        while first > max(run.first, number - _REACH) and _belongs(document, first - 1):
            first -= 1
        while last < min(run.last, number + _REACH) and (
            _belongs(document, last + 1) or (document.tokens[last + 1].key in _TAILS and not document.tokens[last + 1].first)
        ):
            last += 1
        if pieces and (first <= pieces[-1][1] + 1 or _between_names(document, pieces[-1][1], first)):
            pieces[-1][1] = last
        else:
            pieces.append([first, last])
    for first, last in pieces:
        first = _with_initials(document, _led_from(document, run, first))
        if first == run.first + 1 and document.tokens[run.first].first and _counted_behind(document, last):
            first = run.first  # "2. Glad Eynon (68)"
        last = _with_trade(document, _with_letter(document, last))
        yield _named(document, _with_particle(document, first), last)


def _counted_behind(document: Document, last: int) -> bool:
    """Whether an age in brackets follows."""
    following = document.tokens[last + 1 : last + 2]
    return bool(following) and following[0].gap == " (" and following[0].text[:2].isdigit() and len(following[0].text) < 4


def _between_names(document: Document, last: int, first: int) -> bool:
    """ "Caoimhe Ní Dhuibhir", "Blodwen May Ellis-Rowe": one word between two of a name, which alone would say nothing."""
    if first != last + 2:
        return False
    middle = document.tokens[last + 1]
    return middle.gap == " " == document.tokens[first].gap and (middle.flags & (GIVEN | SURNAME) > 0 or middle.key in _MIDDLES)


_MIDDLES = frozenset(
    {"ni", "nic", "ui", "mac", "o", "ap", "ab", "ferch", "van", "von", "de", "may", "june", "april", "ann", "rose"}
)


def _led_from(document: Document, run: Run, first: int) -> int:
    """Take along ordinary capitalised words behind a word of place: "at Open Door Swindon", "Royal Stoke"."""
    tokens = document.tokens
    led = (
        run.first > 0
        and tokens[run.first].gap == " "
        and tokens[run.first - 1].key in PLACE_WORDS
        and not tokens[run.first].first
    )
    if led and not any(token.flags & SAFE or token.key in FUNCTION for token in tokens[run.first : first]):
        return run.first
    while first > run.first and tokens[first - 1].key in _COMPASS and not tokens[first - 1].first:
        first -= 1
    return first


def _belongs(document: Document, number: int) -> bool:
    token = document.tokens[number]
    if token.flags & SAFE and not token.flags & NAMED:
        return False
    if plain(token) or document.is_eponym(number) or len(token.text) == 1:
        return False
    return not token.first or bool(token.flags & NAMED)


def _with_initials(document: Document, first: int) -> int:
    """Take along initials in front: "X. Zhou", "D J Pargeter"."""
    tokens = document.tokens
    while (
        first > 0
        and len(tokens[first - 1].text) == 1
        and tokens[first - 1].text.isupper()
        and tokens[first].gap in (". ", ".", " ")
    ):
        if tokens[first - 1].text in "AI" and tokens[first].gap == " ":
            break
        first -= 1
    return first


def _particle(token: Token) -> bool:
    """ "de", "van der", or what tells two of a name apart: "Old Jim"."""
    return (token.key in _PARTICLES and token.shape == "lower") or (token.key in _NICK and token.shape == "cap")


def _shouted_particle(tokens: Sequence[Token], at: int) -> bool:
    """ "DE SOUZA, M": the particle of a name in capitals."""
    return tokens[at].key in _PARTICLES and tokens[at].shape == "upper" == tokens[at + 1].shape


def _with_particle(document: Document, first: int) -> int:
    """Take along a particle in small letters: "de Souza", "van der Kite"."""
    tokens = document.tokens
    while first and tokens[first].gap == " " and (_particle(tokens[first - 1]) or _shouted_particle(tokens, first - 1)):
        first -= 1
    return first


def _with_letter(document: Document, last: int) -> int:
    """Take along one initial behind: "Iona F", "FAROOQ, Z"."""
    following = document.tokens[last + 1 : last + 2]
    token = document.tokens[last]
    if (
        following
        and following[0].gap == ", "
        and len(following[0].text) == 1
        and following[0].text.isupper()
        and (token.flags & (GIVEN | SURNAME) or not token.flags & (WORD | SAFE))
    ):
        return last + 1
    if following and following[0].gap == " " and len(following[0].text) == 1 and following[0].text.isupper():
        behind = document.text[following[0].end : following[0].end + 1]
        return (
            last + 1
            if (token.flags & GIVEN or not token.flags & (WORD | SAFE))
            and (following[0].text not in "AI" or behind in (",", ".", ";", ":", ")", "\n"))
            else last
        )
    return last


def _with_trade(document: Document, last: int) -> int:
    """Take along what somebody is known as by trade: "Dai the bookkeeper"."""
    following = document.tokens[last + 1 : last + 3]
    if (
        len(following) == 2
        and following[0].key == "the"
        and (following[1].key in ROLES - _ANIMALS or (following[1].shape == "cap" and _first_name(document, last)))
        and following[0].gap == " " == following[1].gap
    ):
        return last + 2
    return last


def _first_name(document: Document, number: int) -> bool:
    """Whether the word is a first name, or one that nothing explains: "Wyn the Post", "Taff the Bird"."""
    token = document.tokens[number]
    return token.shape == "cap" and bool(token.flags & GIVEN or not token.flags & (WORD | SAFE))


_FIRM = re.compile(
    r"(?: & [A-Z][a-z’'-]+)?(?:['’]s(?= (?:bar|pub|shop|café|cafe|garage|chemist|chemists|takeaway|butchers|bakery|salon|barbers|chippy|yard|farm|hotel|stores)\b))?"
    r"(?:,? (?:&|and) (?:Co|Sons?|Daughters?|Partners|Brothers|Bros|Sisters)\b\.?)?(?:,? (?:Solicitors|Advocates|Accountants|Builders|Butchers|Bakers|Opticians|LLP|Ltd|Limited|plc)\b\.?)?"
)


def _named(document: Document, first: int, last: int) -> Finding:
    whole = _named_person(document, first, last)
    firm = _FIRM.match(document.text, whole.end)
    return replace(whole, end=firm.end()) if firm and firm.end() > whole.end else whole


def _named_person(document: Document, first: int, last: int) -> Finding:
    tokens = document.tokens
    flags = 0
    for token in tokens[first : last + 1]:
        flags |= token.flags
    led = first > 0 and tokens[first - 1].key in PLACE_WORDS and tokens[first].gap == " "
    if (
        first > 1
        and tokens[first - 1].key == "the"
        and tokens[first].gap == " "
        and tokens[first - 2].key in ("on", "in", "at", "from", "up")
    ):
        first -= 1
        return finding(document, first, last, "PLACE", "[place]", _WHY_PLACE)
    if first and tokens[first - 1].key == "the" and tokens[first].gap == " " and _closes(document, last):
        return finding(
            document, first - 1, last, "NAME_OTHER", "[name removed]", _WHY_NAME
        )  # "sent the Balfour", "the Dalrymples"
    if flags & PLACE and (led or not flags & (GIVEN | SURNAME)):
        return finding(document, first, last, "PLACE", "[place]", _WHY_PLACE)
    if led and not flags & NAMED and tokens[first - 1].key in ("in", "at", "near", "outside", "lives", "living", "around"):
        return finding(document, first, last, "PLACE", "[place]", _WHY_PLACE)
    return finding(document, first, last, "NAME_OTHER", "[name removed]", _WHY_NAME)


def _closes(document: Document, last: int) -> bool:
    """Whether no noun follows of which the name says which: "sent the Balfour with her" but not "the Balfour review"."""
    following = document.tokens[last + 1 : last + 2]
    return not following or following[0].gap != " " or following[0].key in FUNCTION or following[0].is_cap


def _ordinary(document: Document, run: Run) -> Iterator[Finding]:
    """Runs of words that English has: names only where what stands around them says so ("Summer Reed", "Mark rang")."""
    tokens = document.tokens
    number = run.first
    while number <= run.last:
        token = tokens[number]
        if token.flags & (GIVEN | SURNAME) and not plain(token) and not document.is_eponym(number) and token.key not in FUNCTION:
            last = _pair(document, number, run.last)
            if last is None and (_posted(document, number) or _aged(document, number) or _capital_alone(document, number)):
                last = number
            if last is None and _listed_by_surname(document, number):
                last = number + 1
            if last is not None or acts(document, number):
                last = number if last is None else last
                yield finding(document, _with_initials(document, number), last, "NAME_OTHER", "[name removed]", _WHY_NAME)
                number = last
        number += 1


def _capital_alone(document: Document, number: int) -> bool:
    """ "just put Robin": within a sentence prose has no other reason for the capital."""
    token, before = document.tokens[number], document.tokens[number - 1 : number]
    following = document.tokens[number + 1 : number + 2]
    return (
        token.flags & (GIVEN | SAFE) == GIVEN
        and token.shape == "cap"
        and not token.first
        and token.key not in CALENDAR | DOUBTFUL
        and bool(before)
        and before[0].shape in ("lower", "mixed")
        and token.gap in (" ", ", ")
        and before[0].key not in _ARTICLES
        and not (following and following[0].is_cap and following[0].gap in (" ", "-", "/", "'s ", "’s "))
    )


_ARTICLES = frozenset("a an any each every her his my no our same some that the their this your".split())  # noqa: SIM905


def _pair(document: Document, number: int, end: int) -> int | None:
    """Given name and family name, both of them words: "Summer Reed", "Mercy Hope"."""
    if number >= end:
        return None
    token, following = document.tokens[number], document.tokens[number + 1]
    if token.flags & GIVEN and following.gap == " " and len(following.text) == 1 and following.text.isupper():
        behind = document.text[following.end : following.end + 1]
        if following.text not in "AI" or behind in (",", ".", ";", ")"):
            return number + 1  # "Pearl D", "Precious M"
    if (
        not token.flags & GIVEN
        or following.gap not in (" ", "-")
        or plain(following)
        or following.flags & SAFE
        or document.is_eponym(number + 1)
    ):
        return None
    if token.flags & SAFE and not following.flags & SURNAME:
        return None
    if following.flags & SURNAME or (not token.first and token.key not in CALENDAR and following.shape == "cap"):
        return number + 1
    return None


def _aged(document: Document, number: int) -> bool:
    """ "Art, 61, ex-docker", "Guy – 34 –", "Pearl (22)": somebody and how old they are."""
    following = document.tokens[number + 1 : number + 2]
    if not following or not document.tokens[number].flags & GIVEN or following[0].gap not in (", ", " (", " – ", " - ", " — "):
        return False
    age = following[0]
    behind = document.text[age.end : age.end + 3]
    return (
        age.text.isdigit()
        and 14 <= int(age.text[:4]) < 110
        and behind[:1] in (",", ")", " ")
        and (behind[:1] != " " or behind[1:2] in "–-—")
    )


def _listed_by_surname(document: Document, number: int) -> bool:
    """ "Wood, Holly DNA": family name and first name, both of them words."""
    tokens = document.tokens
    following = tokens[number + 1 : number + 3]
    if not following or following[0].gap != ", " or not tokens[number].flags & SURNAME or not following[0].flags & GIVEN:
        return False
    opens = tokens[number].first or tokens[number].gap in ("\n", ". ")
    return opens and following[0].shape == "cap" and (len(following) < 2 or following[1].gap != ", ")


def _posted(document: Document, number: int) -> bool:
    """ "Mark on reception", "Dawn from pharmacy": somebody and where they work."""
    tokens = document.tokens
    following = tokens[number + 1 : number + 4]
    if len(following) < 2 or not tokens[number].flags & GIVEN or tokens[number].key in CALENDAR:
        return False
    if following[0].key not in ("on", "in", "at", "from", "behind", "off") or any(t.gap != " " for t in following[:2]):
        return False
    at = 2 if following[1].key in ("the", "our", "her", "his") and len(following) > 2 else 1
    return following[at].key in _POSTS


def acts(document: Document, number: int) -> bool:
    """Whether the word is used as a person: something is done by or to it."""
    tokens = document.tokens
    token = tokens[number]
    following = tokens[number + 1] if number + 1 < len(tokens) else None
    close = following is not None and following.gap == " "
    if not token.flags & GIVEN or (token.flags & (SAFE | EPONYM) and not token.flags & WORD):
        return False
    if token.first:
        surely = token.key not in DOUBTFUL and following is not None and following.key in DOES
        return (
            close
            and following is not None
            and (following.key in _DOES_FIRST or surely)
            and token.key not in ("will", "may", "art", "can")
        )
    if token.key in CALENDAR:
        return close and following is not None and following.key in ("said", "rang", "told", "asked", "says", "phoned", "visited")
    if (
        close
        and following is not None
        and following.key in DOES
        and following.key not in ("to", "and", "is", "was", "has", "had")
    ):
        return True
    before = tokens[number - 1]
    ends = (
        following is None
        or following.key
        in ("in", "here", "or", "from", "and", "who", "about", "on", "at", "to", "today", "again", "yesterday", "for")
        or not close
    )
    return token.gap == " " and before.key in _WITH and ends


RECOGNIZER = ContextRecognizer("NAME_OTHER", _read)
