"""A page of results behind two locks (design 5.6): the audience is part of the query, then hits are loaded as the viewer."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from search.audience import tokens_for
from search.documents import Found, get_source
from search.engine import EngineUnavailable, Request, get_engine
from search.outbox import enqueue_all
from search.query_language import Query, parse, words_of
from search.vocabulary import _stem, expand

PAGE_SIZE = 15
MAX_RESULTS = 1000
SNIPPET = 260  # characters
Pieces = list[tuple[str, bool]]
_TOKEN = re.compile(r"[^\W_]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: what was loaded, and title and snippet as (text, is a match) pieces that templates escape."""

    found: Found
    title: Pieces
    snippet: Pieces


@dataclass(frozen=True, slots=True)
class Results:
    """What the page shows. `down` says that the engine did not answer, which is not the same as finding nothing."""

    query: Query
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    down: bool = False


def find(
    text: str, user: Any, *, kinds: tuple[str, ...] = (), newest_first: bool = False, page: int = 1, exact: bool = False
) -> Results:
    """Search for `text` as `user`; `exact` leaves the vocabulary out. Never raises on any text."""
    query = parse(text)
    if query.empty:
        return Results(query)
    if not exact:
        query = expand(query)
    offset = (page - 1) * PAGE_SIZE
    if offset >= MAX_RESULTS:
        return Results(query)
    request = Request(query, tokens_for(user), kinds, newest_first, offset, PAGE_SIZE)
    try:
        answer = get_engine().search(request)
    except EngineUnavailable:
        return Results(query, down=True)
    return Results(query, _load(answer.hits, user, query), answer.total, answer.kinds)


def _load(keys: list[tuple[str, str]], user: Any, query: Query) -> list[Hit]:
    """Load the hits through each source's own `visible_to(user)`; what is not there is dropped and looked at again."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for name, pk in keys:
        wanted[name].append(pk)
    loaded: dict[tuple[str, str], Found] = {}
    for name, ids in wanted.items():
        source = get_source(name)
        # SECURITY: the second lock. A stale index may lose a hit; it can never show one.
        for pk, found in (source.load(ids, user) if source else {}).items():
            loaded[(name, pk)] = found
        missing = [pk for pk in ids if (name, pk) not in loaded]
        if missing:
            enqueue_all(name, missing)
    words = frozenset(_stem(word) for word in query.words)
    return [_hit(loaded[key], words) for key in keys if key in loaded]


def _hit(found: Found, words: frozenset[str]) -> Hit:
    return Hit(found, mark(found.title, words), mark(cut(found.text, words), words))


def _matches(word: str, words: frozenset[str]) -> bool:
    folded = _stem("".join(words_of(word)))
    return any(folded == w or (len(w) > 4 and folded.startswith(w[: max(5, len(w) - 2)])) for w in words)


def mark(text: str, words: frozenset[str]) -> Pieces:
    """Return `text` in pieces, those that match marked True. The pieces joined are the text again."""
    pieces: Pieces = []
    end = 0
    for token in _TOKEN.finditer(text):
        if _matches(token[0], words):
            if token.start() > end:
                pieces.append((text[end : token.start()], False))
            pieces.append((token[0], True))
            end = token.end()
    if end < len(text):
        pieces.append((text[end:], False))
    return pieces


def cut(text: str, words: frozenset[str]) -> str:
    """Return about SNIPPET characters of `text` around the place where most different words match."""
    text = " ".join(text.split())
    if len(text) <= SNIPPET:
        return text
    places = [
        (token.start(), _stem("".join(words_of(token[0]))))
        for token in _TOKEN.finditer(text[:50_000])
        if _matches(token[0], words)
    ]
    best, most = 0, 0
    for index, (start, _) in enumerate(places):
        inside = {word for at, word in places[index : index + 40] if at < start + SNIPPET}
        if len(inside) > most:
            best, most = start, len(inside)
    begin = max(0, best - 60)
    begin = text.find(" ", begin) + 1 if begin else 0
    end = min(len(text), begin + SNIPPET)
    if end < len(text):
        end = max(text.rfind(" ", begin, end), begin + 1)
    return ("… " if begin else "") + text[begin:end] + (" …" if end < len(text) else "")
