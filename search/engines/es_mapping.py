"""The Elasticsearch index: strict mapping, one analyzer, measured in knowledge/elasticsearch.md."""

from typing import Any

SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,
    "number_of_replicas": 0,
    "refresh_interval": "1s",
    "analysis": {
        "filter": {
            "possessive": {"type": "stemmer", "language": "possessive_english"},
            "porter": {"type": "stemmer", "language": "english"},
        },
        # No stop filter in the index: phrases need every word. Queries drop function words (query_language.STOP).
        "analyzer": {
            "house": {
                "type": "custom",
                "tokenizer": "standard",
                "filter": ["possessive", "lowercase", "asciifolding", "porter"],
            }
        },
    },
}
_KEYWORD = {"type": "keyword"}
MAPPING: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {
        "source": _KEYWORD,
        "object_id": _KEYWORD,
        "kind": _KEYWORD,
        "status": _KEYWORD,
        "topics": _KEYWORD,
        "audience": _KEYWORD,
        "version": _KEYWORD,
        "demoted": {"type": "boolean"},
        "updated": {"type": "date"},
        "title": {"type": "text", "analyzer": "house"},
        "body": {"type": "text", "analyzer": "house"},
    },
}
