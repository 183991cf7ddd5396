"""Names that a label or a verb of naming announces, and speakers in a pasted conversation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..document import GIVEN, PHRASE, PLACE, SAFE, SURNAME, WORD, Document
from ..model import Finding
from ..runs import FUNCTION, could_be_name, finding, take_name
from ..tokens import Token
from ..vocabulary import cues
from .context import ContextRecognizer

_WHY = "A name that the words before it announce."
# Letters stand as groups of the whole text; each is linear.
_LABEL = re.compile(
    r"(?:^|[\n.;(\[•*]|\b)(?:(?:patient|client|resident|full|first|last|pt)[’'s]{0,2} )?(?:name|surname|forename|re|nok|next of kin|defendant|attendees|apologies|"
    r"present|minutes|chair|from|cc|copy to|author|signed|keyworker|baby of|care of|c/o|attn|fao)(?: on [a-z]{3,12})?[ \t]?[:\-–][ \t]*(?=[A-Z])",
    re.IGNORECASE,
)
_NAMING = re.compile(
    r"\b(?:named|called|calls (?:him|her|them)self|known as|aka|a\.k\.a\.|alias|goes by|nicknamed|name is|name’s|name's|names are|preferred name|"
    r"answers to|dear|hi|hello|thanks|cheers|regards|wishes|ta|love from|signed|spelt|spelled|baby of|brother of|sister of|son of|daughter of|wife of|"
    r"husband of|mother of|father of|name on [a-z]{3,12})[ ,:]{1,2}[\"“‘']?(?=\w)",
    re.IGNORECASE,
)
_SPEAKER = re.compile(r"(?m)^\[?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]m)?\]?[ \t]*[-–]?[ \t]*(?=[^\W\d_][\w .’'-]{1,30}:)")
# "Alasdair “Ally Post” Munro": what somebody is called, between their names
_QUOTED = re.compile(
    r"(?<![\w’'-])(?P<first>[A-Z][\w’'-]{1,20}),? [\"“‘'(](?P<nick>[A-Za-z][^\"“”‘’()\n.,;:]{1,24})[\"”’')],? (?P<last>[A-Z][\w’'-]{1,24})"
)
# "\"Fingers\" Malone": what somebody is called, before the family name
_CALLED_FIRST = re.compile(r"(?<!\w )[\"“](?P<id>[A-Z][\w’'-]{1,16}[\"”] (?P<last>[A-Z][a-z][\w’'-]{1,20}))")
_BEARERS = cues("name_label", "bearers")
_GREETING = re.compile(r"(?:dear|hi|hello|thanks|cheers|regards|wishes|ta|signed)[ ,:\"“‘']{1,3}$", re.IGNORECASE)


def _read(document: Document) -> Iterator[Finding]:
    for match in _QUOTED.finditer(document.text):
        outer = [
            *document.within(match.start("first"), match.end("first"))[:1],
            *document.within(match.start("last"), match.end("last"))[:1],
        ]
        if len(outer) == 2 and not any(t.taken or t.flags & (SAFE | PHRASE) for t in outer) and _both_names(outer):
            yield finding(
                document,
                document.number_at(match.start("first")),
                document.number_at(match.end("last") - 1),
                "NAME_OTHER",
                "[name removed]",
                _WHY,
            )
    for match in _CALLED_FIRST.finditer(document.text):
        family = document.number_at(match.start("last"))
        if document.tokens[family].flags & SURNAME or not document.tokens[family].flags & (WORD | SAFE | PHRASE):
            yield finding(document, document.number_at(match.start("id")), family, "NAME_OTHER", "[name removed]", _WHY)
    for pattern in (_LABEL, _NAMING, _SPEAKER):
        for match in pattern.finditer(document.text):
            at = document.number_at(match.end())
            if at >= len(document.tokens) or document.tokens[at].start != match.end() or document.tokens[at].taken:
                continue
            if _borne(document, at, match.group()):
                yield finding(document, at, at, "NAME_OTHER", "[name removed]", _WHY)
                continue
            last = _name_at(document, at, pattern is _SPEAKER, _GREETING.search(match.group()) is not None)
            if last is not None:
                yield finding(document, at, last, "NAME_OTHER", "[name removed]", _WHY)


def _both_names(outer: Sequence[Token]) -> bool:
    """Whether both words can be names, and one of them is no word of prose."""
    named = [bool(token.flags & (GIVEN | SURNAME)) or not token.flags & WORD for token in outer]
    return all(named) and any(not token.flags & WORD for token in outer)


def _borne(document: Document, at: int, lead: str) -> bool:
    """ "a lad called Smiley": a word that names somebody because a person, an animal or a body is called by it."""
    tokens = document.tokens
    token = tokens[at]
    if (
        at < 2
        or not lead.lower().startswith(("called", "named", "known as"))
        or token.shape != "cap"
        or token.flags & (SAFE | PHRASE)
    ):
        return False
    back = at - (3 if lead.lower().startswith("known") else 2)
    return back >= 0 and tokens[back].key in _BEARERS


def _name_at(document: Document, at: int, speaker: bool, greeting: bool) -> int | None:
    token = document.tokens[at]
    if speaker:
        return at if token.text[:1].isalpha() else None
    if token.shape == "lower":
        known = token.flags & GIVEN and not token.flags & WORD
        unknown = (
            not token.flags & (WORD | SAFE | PLACE)
            and len(token.text) > 2
            and token.key not in FUNCTION
            and document.few_capitals
        )
        return at if (known or unknown) and not token.flags & SAFE else None
    if not could_be_name(document, at):
        return None
    if token.flags & WORD and not token.flags & (GIVEN | SURNAME):
        following = document.tokens[at + 1 : at + 2]
        paired = following and following[0].gap == " " and following[0].is_cap and following[0].flags & SURNAME
        return take_name(document, at) if paired and not greeting else None
    if token.flags & SAFE and not token.flags & (GIVEN | SURNAME):
        return None
    return take_name(document, at)


RECOGNIZER = ContextRecognizer("NAME_OTHER", _read)
