"""One text as the recognisers see it: its words, and what the vocabularies know about each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property

from . import vocabulary, words
from .citations import cited
from .model import Finding
from .tokens import Token, tokenize
from .vocabulary import cues, fold, load

WORD, SAFE, GIVEN, SURNAME, PLACE, EPONYM, USUAL, PHRASE, GEO = 1, 2, 4, 8, 16, 32, 64, 128, 256
NAMED = GIVEN | SURNAME | PLACE
# Opening parts of compounds: what follows in lower case is an ordinary word ("Post-ictal", "Non-fatal").
_PARTS = re.compile(r"[-\u2010\u2011]")
# Eponyms that stand alone in clinical prose; every other one that is also a name needs a sign, test or disease behind it.
_STANDS_ALONE = cues("document", "stands_alone")
_SECOND_NAMES = frozenset("mae rose leigh lee ann anne jo jane louise jay james john paul marie grace beth lou may ray".split())  # noqa: SIM905
_KNOWN_AS = frozenset({"maudsley", "marsden", "tavistock", "bethlem", "portman", "priory"})
_NO_MODEL = frozenset("a and at for from in of on or the to was who with".split())  # noqa: SIM905
_SYMBOLS = frozenset({"li", "na", "ca", "mg", "fe", "cr", "ur", "hb", "cl", "zn"})
_MODELS = cues("document", "models")
_PLACES_AND_WORDS = cues("document", "places_and_words")
_CLINICAL_NOUNS = cues("document", "clinical_nouns")
_SCORED = cues("document", "scored")
_THINGS = cues("document", "things")
_SOURCES = frozenset(
    "leaflet leaflets guideline guidelines guidance booklet monograph poster video protocol paper papers study studies trial toolkit workbook webinar".split()  # noqa: SIM905
)
_LEADS = frozenset("a an another any by called classic for no of or some that the this using with".split())  # noqa: SIM905
_INSTRUMENTS = cues("document", "instruments")
_MOVED = frozenset("admitted ambulance discharged home moved referred sent taken transferred went".split())  # noqa: SIM905
_PEOPLE = (
    cues("context", "relatives") | cues("context", "roles") | cues("name_title", "clinical") | cues("name_title", "personal")
)


class Document:
    """A text, its words, and which ground the number and contact recognisers have already taken."""

    def __init__(self, text: str, taken: Sequence[Finding] = (), extra_safe: Iterable[str] = ()) -> None:
        """Cut ``text`` into words and flag each; ``extra_safe`` are words or phrases of the installation that name nobody."""
        self.text = text
        self.tokens = tokenize(text)
        self.runs: list[tuple[int, int]] | None = None  # filled by ``runs.cap_runs``
        self._extra = frozenset(fold(term) for term in extra_safe)
        self._ends = [token.end for token in self.tokens]
        flags: dict[str, int] = {}  # by the word as written: half of a text's words stand in it before
        for token in self.tokens:
            if token.text not in flags:
                flags[token.text] = self._flags(token)
            token.flags = flags[token.text]
        self._mark_phrases()
        self._mark_measured()
        self._doubt_derived()
        self._mark_scales()
        self._mark_models()
        self._mark_cited()
        for finding in taken:
            for token in self.within(finding.start, finding.end):
                token.taken = True

    def within(self, start: int, end: int) -> Sequence[Token]:
        """The words that touch ``start`` to ``end``."""
        first = bisect_right(self._ends, start)
        stop = first
        while stop < len(self.tokens) and self.tokens[stop].start < end:
            stop += 1
        return self.tokens[first:stop]

    def number_at(self, start: int) -> int:
        """The number of the word that holds or follows the offset ``start``."""
        return bisect_right(self._ends, start)

    @cached_property
    def few_capitals(self) -> bool:
        """Whether the writer hardly uses capitals, so that their absence says nothing."""
        speaks = {
            number for number, end in enumerate(self._ends) if self.text[end : end + 1] == ":" and self.tokens[number].first
        }
        words = [token for number, token in enumerate(self.tokens) if token.shape != "mixed" and number not in speaks]
        starts = [token for token in words if token.first]
        capital = sum(token.shape == "cap" and len(token.text) > 1 for token in words)
        lower_starts = sum(token.shape == "lower" for token in starts)
        return len(self.tokens) > 5 and (capital * 14 < len(self.tokens)) and lower_starts * 2 >= len(starts)

    @cached_property
    def all_capitals(self) -> bool:
        """Whether the text is shouted, so that capitals say nothing."""
        letters = [token for token in self.tokens if token.shape != "mixed" and len(token.text) > 3]
        return len(letters) > 5 and sum(token.shape == "upper" for token in letters) * 10 > len(letters) * 7

    def _flags(self, token: Token) -> int:
        key = token.key
        flags = _known(key)
        if flags & GIVEN and token.shape == "cap" and key in load("street_drugs") and not words.is_listed(key):
            flags &= ~WORD  # "Tina" and "Mandy" are people; "tina" and "mandy" are not
        short = token.shape != "cap" or (len(key) < 4 and not flags & NAMED)
        if token.shape == "mixed" or (short and (key in load("abbreviations") or key in load("scales"))) or key in self._extra:
            flags |= SAFE
        elif key in load("scales"):
            flags |= EPONYM  # "Abbey pain score": a scale spelt as a name needs its noun
        if flags & NAMED == PLACE and not flags & WORD and key in _PLACES_AND_WORDS:
            flags |= WORD  # "falls", "barking"
        if not flags and len(key) > 3 and key.endswith("s"):
            # not an eponym: "the Dalrymples" are a family, though "Apgars 9, 9" are scores
            flags = _known(key[:-1]) & (SAFE | WORD | (EPONYM if key[:-1] in _STANDS_ALONE else 0))
        if flags & (WORD | SAFE | NAMED | EPONYM) or not _PARTS.search(key):
            return flags | (WORD if not flags & NAMED and not flags & WORD and words.is_derived(key) else 0)
        return flags | _compound(token)

    def _mark_phrases(self) -> None:
        index = vocabulary.public_phrases()
        extra = vocabulary.phrase_index(term for term in self._extra if " " in term)
        for number, token in enumerate(self.tokens):
            for phrases in (index.get(token.key), extra.get(token.key)):
                for phrase in phrases or ():
                    run = self.tokens[number : number + len(phrase)]
                    if len(run) == len(phrase) and all(a.key == b for a, b in zip(run, phrase, strict=True)):
                        for part in run:
                            part.flags |= PHRASE
                        break

    def _mark_measured(self) -> None:
        """ "Li 0.7", "Na 131": a symbol in front of a figure is what was measured."""
        for number, token in enumerate(self.tokens[:-1]):
            measured = self.tokens[number + 1].gap in (" ", ": ", " <", " >") and self.tokens[number + 1].text[:1].isdigit()
            if measured and token.key in _SYMBOLS and token.shape == "cap":
                token.flags |= PHRASE

    def _doubt_derived(self) -> None:
        """ "Tides", "Hatty", "Walkers": a form of a word rather than a listed one, with a capital that no sentence gave it, is suspect."""
        small = {token.key for token in self.tokens if token.shape == "lower"}
        for token in self.tokens:
            if token.shape != "cap" or token.first or len(token.text) < 3 or token.key in small:
                continue
            derived = token.flags & WORD and not token.flags & (SAFE | PHRASE | USUAL | NAMED | EPONYM)
            if derived and not _PARTS.search(token.key) and not words.is_listed(token.key):
                token.flags &= ~WORD

    def _mark_scales(self) -> None:
        """ "Severity of Dependence Scale": words in front of one that only instruments end with name nobody."""
        for number, token in enumerate(self.tokens):
            if token.key not in _INSTRUMENTS or not token.is_cap or not number:
                continue
            at = number - 1
            while at > number - 7 and at >= 0 and self.tokens[at + 1].gap in (" ", "-", "/", "'s ", "’s "):
                word = self.tokens[at]
                link = word.key in ("of", "for", "and", "the", "in") and word.shape == "lower"
                known = (
                    word.is_cap
                    and word.flags & (WORD | SAFE | EPONYM)
                    and (word.flags & EPONYM or not word.flags & (GIVEN | SURNAME))
                )
                if not link and not known:
                    break
                at -= 1
            for word in self.tokens[at + 1 : number + 1]:
                if not word.first or word.flags & (WORD | SAFE | EPONYM):
                    word.flags |= PHRASE

    def _mark_models(self) -> None:
        """ "the Sheffield chart", "the Gosport lessons": a method or an inquiry that bears the name of a place names no patient's."""
        for number, token in enumerate(self.tokens[:-1]):
            following = self.tokens[number + 1]
            model = next((t for t in self.tokens[number + 1 : number + 4] if t.key in _MODELS), None)
            if model is None or following.shape != "lower" or following.key in _NO_MODEL:
                continue
            between = self.within(following.start, model.end)
            if token.is_cap and token.flags & PLACE and all(t.gap == " " and t.shape == "lower" for t in between):
                before = self.tokens[number - 1] if number else None
                if before is None or before.key not in ("in", "at", "from", "near", "to"):
                    token.flags |= PHRASE

        for number, token in enumerate(self.tokens[:-2]):
            source, place = self.tokens[number + 1], self.tokens[number + 2]
            told = token.key in _SOURCES and token.shape == "lower" and source.key in ("from", "by") and source.shape == "lower"
            behind = self.tokens[number + 3 : number + 4]
            if (
                told
                and place.shape == "cap"
                and place.flags & PLACE
                and not (behind and behind[0].gap == " " and behind[0].is_cap)
            ):
                place.flags |= PHRASE  # "a leaflet from Sheffield"

    def _mark_cited(self) -> None:
        """Researchers who are cited name no patient, here or further on; a place or a bare first name is no researcher."""
        keys = set()
        for start, end in cited(self.text):
            names = [token for token in self.within(start, end) if token.is_cap]
            if all(token.flags & NAMED in (0, SURNAME, GIVEN | SURNAME, SURNAME | PLACE) for token in names):
                keys |= {token.key for token in names}
        if keys:
            numbers = [number for number, token in enumerate(self.tokens) if token.key in keys and token.is_cap]
            persons = {self.tokens[number].key for number in numbers if self._is_person(number)}
            for number in numbers:
                if self.tokens[number].key not in persons:
                    self.tokens[number].flags |= PHRASE

    def _is_person(self, number: int) -> bool:
        """Whether the word before says that a name is somebody's: a title, a relative, another name."""
        before = self.tokens[number - 1] if number and self.tokens[number].gap in (" ", ". ", ": ") else None
        return before is not None and (before.key in _PEOPLE or (before.is_cap and before.flags & GIVEN > 0 and not before.first))

    def is_eponym(self, number: int) -> bool:
        """Whether the word there is the name of a sign, scale, disease or manual rather than of somebody present."""
        token = self.tokens[number]
        if not token.flags & EPONYM:
            return self._names_a_thing(number)
        after = self.tokens[number + 1 : number + 4]
        possessive = bool(after) and after[0].gap[:2] in ("'s", "’s")
        treated = self._treated_at(number)
        for part in after:
            if part.gap.strip(" \u2019'-").strip("s "):
                break
            if part.key in _CLINICAL_NOUNS:
                return True
        if (
            after
            and after[0].gap == " "
            and after[0].text.isdigit()
            and (token.key in _SCORED or not token.flags & (GIVEN | SURNAME))
        ):
            return True  # "Edinburgh 13": a score
        if treated:
            return False
        before = self.tokens[number - 1] if number and token.gap == " " else None
        if before is not None and before.key in ("der", "den", "ter") and before.shape == "lower":
            return False  # "van der Berg"
        if before is not None and before.is_cap and len(before.text) > 1 and not before.flags & (WORD | SAFE | PHRASE | EPONYM):
            return False  # "Concepta Magill": a first name stands before it
        if not token.flags & NAMED:
            return True
        if after and after[0].gap == " " and after[0].shape == "cap" and not after[0].flags & (USUAL | SAFE):
            return False  # "Ashton Moss"
        if token.key in _STANDS_ALONE or (possessive and token.key in load("eponyms_of_disease")):
            return True
        return self._listed_with_eponym(number)

    def _names_a_thing(self, number: int) -> bool:
        """ "a Hawthorne effect", "the Montgomery judgment": no list holds the name, but of what follows there is one for everybody."""
        token, following = self.tokens[number], self.tokens[number + 1 : number + 2]
        if not following or following[0].gap != " " or following[0].key not in _THINGS or following[0].shape != "lower":
            return False
        before = self.tokens[number - 1] if number and token.gap == " " else None
        led = before is not None and before.shape == "lower" and before.key in _LEADS
        led = led or (token.first and not token.flags & NAMED)
        return token.shape == "cap" and not token.flags & GIVEN and led

    def _treated_at(self, number: int) -> bool:
        if self.tokens[number].key in _KNOWN_AS and number and self.tokens[number - 1].key == "the":
            following = self.tokens[number + 1 : number + 2]
            if (
                not following
                or following[0].gap != " "
                or following[0].shape != "lower"
                or following[0].key in ("and", "in", "for", "with", "on")
            ):
                return True  # "diagnosed by the Maudsley"
        """ "seen at Addenbrooke’s", "transferred to Guy’s": a hospital that bears the name."""
        if number < 1 or self.tokens[number].gap != " " or not self.tokens[number].is_cap:
            return False
        before = self.tokens[number - 1].key
        return (
            before == "at"
            or (before in ("in", "near") and self.tokens[number].flags & PLACE > 0)
            or (before in ("to", "from") and number > 1 and self.tokens[number - 2].key in _MOVED)
        )

    def _listed_with_eponym(self, number: int) -> bool:
        """ "Prochaska and Miller": tied to a name that is surely an eponym."""
        if number < 2 or self.tokens[number - 1].key not in ("and", "&"):
            return False
        other = self.tokens[number - 2]
        return bool(other.flags & EPONYM) and (not other.flags & NAMED or other.key in _STANDS_ALONE)


def _known(key: str) -> int:
    """The flags of a folded word that the lists hold."""
    flags = WORD if words.is_listed(key) or key.endswith("n't") else 0
    for name, flag in _LISTS:
        if key in load(name):
            flags |= flag
    return flags


_LISTS = (
    ("given_names", GIVEN), ("surnames", SURNAME), ("places", PLACE), ("eponyms", EPONYM), ("usually_capitalised", USUAL | WORD),
    ("drugs", SAFE), ("brands", SAFE), ("street_drugs", WORD), ("nationalities", SAFE | GEO), ("countries", SAFE | GEO),
)  # fmt: skip


def _ordinary(part: str) -> bool:
    """Whether part of a compound is an opening ("pre", "non") or a regular form of a word."""
    return len(part) < 3 or part in words.OPENINGS or words.is_derived(part)


def _compound(token: Token) -> int:
    """Flags of a hyphenated word from its parts: ordinary when every part is, a name when a capitalised part is."""
    parts = _PARTS.split(token.text)
    known = [_known(fold(part)) | (WORD if _ordinary(fold(part)) else 0) for part in parts if part]
    if len(known) == 2 and token.shape == "cap" and token.text[0].islower():
        return known[1] & NAMED  # "al-Rashid"
    if len(known) > 1 and all(flags & EPONYM for flags in known):
        return EPONYM  # "Willis-Ekbom"
    if all(flags & (WORD | SAFE) for flags in known):
        several = len(parts) > 1 and all(part[:1].isupper() for part in parts)
        if len(parts) == 2 and known[0] & GIVEN and fold(parts[1]) in _SECOND_NAMES:
            return GIVEN  # "poppy-mae"
        if len(parts) == 2 and known[0] & known[1] & GIVEN and not (known[0] | known[1]) & (SAFE | USUAL):
            return GIVEN  # "Jo-Jo", "tyler-jay"
        return WORD | (known[0] & known[-1] & NAMED if several else 0)
    capital = [flags for flags, part in zip(known, [part for part in parts if part], strict=True) if part[:1].isupper()]
    if len(capital) == 1 and known[0] & (WORD | SAFE) and not known[0] & NAMED:
        return WORD  # "Post-ictal": the rest is lower case
    flags = 0
    for part_flags in capital:
        flags |= part_flags & NAMED
    return flags
