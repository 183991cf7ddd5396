"""A page of results behind two locks (design 5.6): the audience is part of the query, then hits are loaded as the viewer."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet, Value

from search.audience import tokens_for
from search.documents import Found, get_source
from search.engine import EngineUnavailable, Key, Request, get_engine
from search.outbox import enqueue_all
from search.query_language import Query, parse, words_of
from search.vocabulary import expand, near, stem

PAGE_SIZE = 15
MAX_RESULTS = 300  # hits that are counted and can be paged to; whoever needs more needs a narrower question
FEW = 3  # fewer hits than this, and the page offers names that are written much alike
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
    """What the page shows. `down` says that the engine did not answer, which is not the same as finding nothing.

    `total` and `kinds` count only what the reader may open at this moment and can page to. Where more than MAX_RESULTS
    match, `more` is true: both are then what was counted among the best of them.
    """

    query: Query
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    more: bool = False
    down: bool = False
    suggestions: tuple[str, ...] = ()


def find(
    text: str, user: Any, *, kinds: tuple[str, ...] = (), newest_first: bool = False, page: int = 1, exact: bool = False
) -> Results:
    """Search for `text` as `user`; `exact` leaves the vocabulary out. Never raises on any text.

    1. Ask the engine, inside the viewer's audience, for the whole window of MAX_RESULTS keys.
    2. Ask the database, in one query, which of them the viewer may open now: only those are counted.
    3. Load what stands on `page` (the first is 1), through each source's own `visible_to(user)`.
    """
    query = parse(text)
    if query.empty:
        return Results(query)
    if not exact:
        query = expand(query)
    request = Request(query, tokens_for(user), (), newest_first, 0, MAX_RESULTS)
    try:
        answer = get_engine().search(request)
        # Where all kinds fit into the window, one is chosen here; else the engine looks for the chosen ones alone.
        narrowed = get_engine().search(replace(request, kinds=kinds)) if kinds and answer.total > MAX_RESULTS else answer
    except EngineUnavailable:
        return Results(query, down=True)
    seen = _openable(list(dict.fromkeys([*answer.hits, *narrowed.hits])), user)
    counted = Counter(key.kind for key in answer.hits if key in seen)
    wanted = [key for key in narrowed.hits if key in seen and (not kinds or key.kind in kinds)]
    shown = wanted[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Results(
        query,
        _load(shown, user, query),
        len(wanted),
        # Beyond the window a kind may have more than was counted, so it is offered without a count of nought.
        {kind: counted[kind] for kind in answer.kinds if counted[kind] or kind in kinds or answer.total > MAX_RESULTS},
        more=answer.total > MAX_RESULTS,
        suggestions=near(query) if len(wanted) < FEW else (),
    )


def _openable(keys: list[Key], user: Any) -> set[Key]:
    """Return those of `keys` that `user` may open at this moment, in one query; the others are looked at again.

    SECURITY: a count is an answer too. What the second lock would drop is never in a number.
    """
    wanted: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        wanted[key.source].append(key.object_id)
    known: set[tuple[str, str]] = set()
    rows: list[QuerySet[Any, Any]] = []
    for name, ids in wanted.items():
        source = get_source(name)
        openable = source.openable(ids, user) if source else ()
        if isinstance(openable, QuerySet):
            rows.append(openable.order_by().annotate(from_source=Value(name)).values_list("from_source", "pk"))
        else:
            known |= {(name, str(pk)) for pk in openable}
    known |= {(name, str(pk)) for name, pk in _together(rows)}
    for name, ids in wanted.items():
        lost = [pk for pk in ids if (name, pk) not in known]
        if lost:
            enqueue_all(name, lost)
    return {key for key in keys if (key.source, key.object_id) in known}


def _load(keys: list[Key], user: Any, query: Query) -> list[Hit]:
    """Load the hits of all sources in one query; what has gone since it was counted is dropped."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        wanted[key.source].append(key.object_id)
    rows: list[QuerySet[Any, Any]] = []
    loaded: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for name, ids in wanted.items():
        source = get_source(name)
        # SECURITY: the second lock, each source's own `visible_to(user)`. A stale index may lose a hit; it can never show one.
        own = source.rows(ids, user) if source else ()
        if isinstance(own, QuerySet):
            rows.append(own.annotate(from_source=Value(name)).values_list("from_source", "pk", "part"))
        else:
            for pk, part in own:
                loaded[(name, str(pk))].append(part)
    for name, pk, part in _together(rows):
        loaded[(name, str(pk))].append(part)
    words = frozenset(stem(word) for word in query.words)
    found = {key: source.found(key[1], held) for key, held in loaded.items() if (source := get_source(key[0]))}
    return [_hit(found[key[:2]], words) for key in keys if key[:2] in found]


def _together(rows: list[QuerySet[Any, Any]]) -> Iterable[Any]:
    """Return the rows of all querysets in one statement: the number of queries says nothing about what was found."""
    return rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0] if rows else ()


def _hit(found: Found, words: frozenset[str]) -> Hit:
    return Hit(found, mark(found.title, words), mark(cut(found.text, words), words))


def _matches(word: str, words: frozenset[str]) -> bool:
    folded = stem("".join(words_of(word)))
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
        (token.start(), stem("".join(words_of(token[0]))))
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
