"""Elasticsearch 8 through `elasticsearch.dsl`: only what a plain 8.x cluster has (no scripts, percolator or reindex)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError
from elasticsearch.dsl import Q, Search
from elasticsearch.helpers import BulkIndexError, bulk

from search.documents import Document, Kind
from search.engine import DEMOTED_WEIGHT, GUIDANCE_WEIGHT, Answer, DocumentsRefused, EngineUnavailable, Key, Request, version_of
from search.engines.es_mapping import MAPPING, SETTINGS
from search.query_language import Clause, words_of

TIMEOUT = 2.0  # seconds: a page answers within three, whatever the server does
BREAK_FOR = 10.0  # seconds that a process leaves a silent server alone
WRITE_TIMEOUT = 20.0


class ElasticsearchEngine:
    """An alias that readers and the indexer use, over one concrete index per generation."""

    name = "elasticsearch"

    def __init__(self, url: str, prefix: str, api_key: str = "") -> None:
        self.alias = f"{prefix}all"
        self.client = Elasticsearch(
            url, request_timeout=TIMEOUT, max_retries=0, retry_on_timeout=False, retry_on_status=(), api_key=api_key or None
        )
        self._open_again = 0.0

    @contextmanager
    def _guard(self) -> Iterator[None]:
        """Turn every failure into EngineUnavailable, and answer at once while the breaker is open."""
        if time.monotonic() < self._open_again:
            raise EngineUnavailable("breaker open")
        try:
            yield
        except TransportError as error:
            self._open_again = time.monotonic() + BREAK_FOR
            raise EngineUnavailable(type(error).__name__) from error
        except (ApiError, BulkIndexError) as error:
            raise EngineUnavailable(type(error).__name__) from error

    def close_breaker(self) -> None:
        """Try the server again at the next call (the indexer and operators do, readers wait)."""
        self._open_again = 0.0

    # --- writing ---------------------------------------------------------------------------------------------------
    def create(self) -> str:
        """Make an empty index and return its name."""
        name = f"{self.alias}-{secrets.token_hex(6)}"
        with self._guard():
            self.client.options(request_timeout=WRITE_TIMEOUT).indices.create(index=name, settings=SETTINGS, mappings=MAPPING)
        return name

    def activate(self, generation: str) -> None:
        """Move the alias in one call, then drop the older indices."""
        with self._guard():
            self.client.indices.refresh(index=generation)
            actions = [{"remove": {"index": f"{self.alias}-*", "alias": self.alias, "must_exist": False}}]
            self.client.indices.update_aliases(actions=[*actions, {"add": {"index": generation, "alias": self.alias}}])
            others = [name for name in self.client.indices.get(index=f"{self.alias}-*") if name != generation]
            if others:
                # A search that began before the swap still reads the old index: it has at most TIMEOUT to end.
                time.sleep(TIMEOUT)
                for other in others:
                    self.client.indices.delete(index=other, ignore_unavailable=True)

    def drop(self, generation: str) -> None:
        """Remove an index that is not live."""
        with self._guard():
            self.client.indices.delete(index=generation, ignore_unavailable=True)

    def write(self, documents: Iterable[Document], delete: Iterable[str] = (), generation: str = "") -> None:
        """Upsert and delete by key, in one bulk request; a live write is seen by the next search."""
        self.close_breaker()
        actions: list[dict[str, Any]] = [{"_op_type": "delete", "_id": key} for key in delete]
        actions += [{"_op_type": "index", "_id": document.key, **self._body(document)} for document in documents]
        with self._guard():
            if not generation and not self.client.indices.exists_alias(name=self.alias):
                self.activate(self.create())
            client = self.client.options(request_timeout=WRITE_TIMEOUT)
            refresh = "false" if generation else "true"
            _, errors = bulk(client, actions, index=generation or self.alias, refresh=refresh, raise_on_error=False)
        _raise_for(errors if isinstance(errors, list) else [])

    @staticmethod
    def _body(document: Document) -> dict[str, Any]:
        return {
            "_source": {
                "source": document.source,
                "object_id": document.object_id,
                "kind": str(document.kind),
                "status": document.status,
                "topics": list(document.topics),
                "audience": sorted(document.audience),
                "version": version_of(document),
                "demoted": document.demoted,
                "updated": document.updated.isoformat(),
                "title": " ".join(words_of(document.title)),
                "body": " ".join(words_of(document.body)),
            }
        }

    # --- reading ---------------------------------------------------------------------------------------------------
    def search(self, request: Request) -> Answer:
        """Return the hits inside the audience, best first (or newest first), and counts per kind."""
        if not request.audience:
            return Answer([], 0)
        search = Search(using=self.client, index=self.alias).query(self._query(request))
        search = search.source(["source", "object_id", "kind"]).extra(track_total_hits=True)
        search.aggs.bucket("kinds", "terms", field="kind", size=20)
        if request.kinds:
            # The kind is chosen after counting, so that the other kinds keep their counts; the audience never is.
            search = search.post_filter("terms", kind=list(request.kinds))
        # A total order: equal hits must not change places between two pages.
        order = ("-updated", "source", "object_id")
        search = search.sort(*order) if request.newest_first else search.sort("_score", *order)
        try:
            with self._guard():
                response = search[request.offset : request.offset + request.size].execute()
        except EngineUnavailable as error:
            if isinstance(error.__cause__, NotFoundError):
                return Answer([], 0)  # nothing was ever indexed
            raise
        kinds = {bucket.key: bucket.doc_count for bucket in response.aggregations.kinds.buckets}
        total = response.hits.total.value  # type: ignore[attr-defined]
        return Answer([Key(hit.source, hit.object_id, hit.kind) for hit in response], total, kinds)

    @staticmethod
    def _query(request: Request) -> Any:
        query = request.query
        # SECURITY: the audience is a filter of the query itself, never a post filter: counts are made inside it.
        filters = [Q("terms", audience=sorted(request.audience))]
        filters += [Q("term", topics=slug) for slug in query.topics]
        for field, wanted in (("kind", query.kinds), ("status", query.states)):
            if wanted:
                filters.append(Q("terms", **{field: list(wanted)}))
        should = [_ways(ways) for ways in query.should]
        everything = Q(
            "bool",
            filter=filters,
            should=should,
            minimum_should_match=1 if should else 0,
            must_not=[_match(clause) for clause in query.must_not],
        )
        current_guidance = Q("bool", filter=[Q("term", kind=str(Kind.GUIDANCE)), Q("term", demoted=False)])
        weights = [
            {"filter": Q("term", demoted=True), "weight": DEMOTED_WEIGHT},
            {"filter": current_guidance, "weight": GUIDANCE_WEIGHT},
        ]
        return Q("function_score", query=everything, functions=weights, score_mode="multiply", boost_mode="multiply")

    def versions(self) -> Iterator[tuple[str, str]]:
        """Yield (key, version) of every live document."""
        with self._guard():
            if not self.client.indices.exists_alias(name=self.alias):
                return
            search = Search(using=self.client, index=self.alias).source(["version"]).sort("source", "object_id")
            for hit in search.extra(size=500).iterate(keep_alive="1m"):
                yield hit.meta.id, hit.version

    def expunge(self) -> None:
        """Merge away the words of deleted documents. Soft deletes keep them about 30 s: call again, or rebuild."""
        with self._guard():
            client = self.client.options(request_timeout=60)
            client.indices.flush(index=self.alias, force=True)
            client.indices.forcemerge(index=self.alias, only_expunge_deletes=True)

    def holds(self, text: str) -> int:
        """Count the documents of every generation in which the words of `text` stand one after the other."""
        words = " ".join(words_of(text))
        phrase = {"multi_match": {"query": words, "type": "phrase", "fields": ["title", "body"]}}
        with self._guard():
            return self._count(f"{self.alias}-*", phrase) if words else 0

    def remnants(self, text: str) -> int:
        """Count the indices whose statistics know a word that stands in no document: statistics count deleted ones too."""
        words = words_of(text)
        found = 0
        with self._guard():
            for index in self.client.indices.get(index=f"{self.alias}-*") if words else ():
                found += any(
                    self._lost(index, field, term) for field in ("title", "body") for term in self._known(index, field, words)
                )
        return found

    def _lost(self, index: str, field: str, term: str) -> bool:
        """Say whether no document of `index` has `term`, a word as it is kept, in `field`."""
        return not self._count(index, {"term": {field: term}})

    def _known(self, index: str, field: str, words: Sequence[str]) -> list[str]:
        """Return which of `words`, as they are kept, the statistics of `index` know in `field`, in documents deleted or not."""
        answer = self.client.options(request_timeout=WRITE_TIMEOUT).termvectors(
            index=index,
            doc={field: " ".join(words)},
            fields=[field],
            term_statistics=True,
            field_statistics=False,
            positions=False,
        )
        terms = answer.get("term_vectors", {}).get(field, {}).get("terms", {})
        return [term for term, kept in terms.items() if kept.get("doc_freq")]

    def _count(self, index: str, query: dict[str, Any]) -> int:
        client = self.client.options(request_timeout=WRITE_TIMEOUT)
        return int(client.count(index=index, query=query, allow_no_indices=True)["count"])


def _raise_for(errors: list[Any]) -> None:
    """Sort the failures of a bulk request: what was wrong with the server, and what was wrong with a document."""
    refused = []
    for error in errors:
        verb, item = next(iter(error.items()))
        if verb == "delete" and item["status"] == 404:
            continue  # deleting what was never there is what we wanted
        if item["status"] != 400:
            raise EngineUnavailable(f"bulk {item['status']}")
        refused.append(item["_id"])
    if refused:
        raise DocumentsRefused(refused)


def _ways(ways: tuple[Clause, ...]) -> Any:
    """Return one part of the query: the best of the ways to say it counts, so that many synonyms do not add up."""
    return _match(ways[0]) if len(ways) == 1 else Q("dis_max", queries=[_match(clause) for clause in ways])


def _match(clause: Clause) -> Any:
    text = " ".join(clause.words)
    if len(clause.words) > 1:
        return Q("multi_match", query=text, type="phrase", fields=["title^2", "body"], boost=clause.weight)
    return Q("multi_match", query=text, type="cross_fields", fields=["title^2", "body"], tie_breaker=0.5, boost=clause.weight)
