"""Names of relatives, friends and pets: behind the word that says what they are to the patient."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import GIVEN, NAMED, PHRASE, SAFE, SURNAME, WORD, Document
from ..model import Finding
from ..runs import FUNCTION, could_be_name, explained, finding, plain, take_name
from ..vocabulary import cues, load
from .context import RELATIVES, ROLES, ContextRecognizer

_WHY = "A name in the place of a relative’s. Say “a relative”, or what they are to the patient."
_GAPS = frozenset({" ", ", ", ": ", " - ", " – ", " (", "  ", " — ", "- ", ",", ":"})
_SPOKE = cues("name_relative", "spoke")
_LINKS = cues("name_relative", "links")


def _read(document: Document) -> Iterator[Finding]:
    tokens = document.tokens
    yield from _bracketed(document)
    for number, token in enumerate(tokens[:-1]):
        if token.key not in RELATIVES or token.taken:
            continue
        at = number + 1
        linked = False
        while at < len(tokens) - 1 and at <= number + 2 and tokens[at].key in _LINKS and tokens[at].shape == "lower":
            linked, at = True, at + 1
        if (
            token.key == "baby"
            and token.is_cap
            and tokens[at].gap == " "
            and could_be_name(document, at)
            and not plain(tokens[at])
        ):
            yield finding(document, number, at, "NAME_RELATIVE", "[relative’s name]", _WHY)
        yield from _names_from(document, at, tokens[at].gap if at == number + 1 else " ", linked)


# "Olive (daughter)", "AB (sister)": who somebody is to the patient, behind the name
_KIN = re.compile(
    r"(?<![\w’'-])(?P<id>[A-Z]{2}|[A-Z][a-zà-ÿ’'-]+(?: [A-Z][a-zà-ÿ’'-]+)?) \((?:his |her |their |the )?(?:older |younger |eldest |youngest |late |half-|step-?)?"
    r"(?:mother|mum|mam|father|dad|sister|brother|daughter|son|wife|husband|partner|girlfriend|boyfriend|aunt|aunty|uncle|nan|gran|grandmother|grandad|grandfather|cousin|niece|nephew|neighbour|keyworker|carer|landlady|landlord|friend|ex|dog|cat)\b"
)


def _bracketed(document: Document) -> Iterator[Finding]:
    for match in _KIN.finditer(document.text):
        first, last = document.number_at(match.start("id")), document.number_at(match.end("id") - 1)
        words = document.tokens[first : last + 1]
        short = words[0].shape == "upper" and words[0].key in load("abbreviations")
        if not short and not any(w.taken or w.flags & PHRASE or w.key in RELATIVES or w.key in ROLES or plain(w) for w in words):
            yield finding(document, first, last, "NAME_RELATIVE", "[relative’s name]", _WHY)


def _names_from(document: Document, at: int, gap: str, linked: bool) -> Iterator[Finding]:
    """The name at ``at``, and those that follow it in a list."""
    while gap in _GAPS and at < len(document.tokens):
        last = _one(document, at, gap, linked)
        if last is None:
            return
        yield finding(document, at, last, "NAME_RELATIVE", "[relative’s name]", _WHY)
        at = last + 1
        if at < len(document.tokens) and document.tokens[at].key in ("and", "&", "or") and at + 1 < len(document.tokens):
            at += 1
            gap = document.tokens[at].gap
        elif at < len(document.tokens) and document.tokens[at].gap in (", ", ",", " & ", "/", " / "):
            gap = ", "
        else:
            return
        linked = False


def _one(document: Document, at: int, gap: str, linked: bool) -> int | None:
    token = document.tokens[at]
    if token.taken:
        return None
    if token.shape == "lower":
        return at if _lower(document, at) else None
    if not could_be_name(document, at):
        return None
    ordinary = token.flags & WORD and not token.flags & (GIVEN | SURNAME)
    if ordinary and (gap.strip() or token.first or plain(token) or linked):
        return None
    if gap.strip() and explained(document, at) and not token.flags & NAMED:
        return None
    if token.flags & SAFE and not token.flags & (GIVEN | SURNAME):
        return None
    return take_name(document, at)


def _lower(document: Document, at: int) -> bool:
    """A name in lower case: a known one that is no word, or any known one where the writer uses no capitals."""
    token = document.tokens[at]
    if token.flags & SAFE or len(token.text) < 3 or token.key in FUNCTION:
        return False
    if not token.flags & GIVEN:
        return (
            document.few_capitals
            and token.gap.strip(" ") in ("", "(")
            and not token.flags & WORD
            and token.text.isalpha()
            and len(token.text) > 3
        )
    following = document.tokens[at + 1 : at + 2]
    if following and following[0].gap == " " and token.gap == " " and not _verb_like(token.key):
        if following[0].key in _SPOKE:
            return True  # "his mum carol says"
        if document.few_capitals and following[0].key in ("is", "was", "has", "had", "who"):
            return True  # "my gf joy is due"
    return not token.flags & WORD or (document.few_capitals and token.gap.strip(" ") in ("(", ",") and not _verb_like(token.key))


def _verb_like(key: str) -> bool:
    return key in (
        "will",
        "may",
        "can",
        "mark",
        "rob",
        "bill",
        "pat",
        "sue",
        "drew",
        "grant",
        "chase",
        "guy",
        "art",
        "rich",
        "so",
        "ever",
        "an",
        "eve",
    )


RECOGNIZER = ContextRecognizer("NAME_RELATIVE", _read)
