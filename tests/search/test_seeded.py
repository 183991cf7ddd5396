"""What members type finds what the demonstration holds, with its own vocabulary, on both engines alike."""

from __future__ import annotations

import os
import tomllib

import pytest

from network.demo import loader, pages
from network.membership.models import User
from search.documents import Kind
from search.engine import get_engine
from search.rebuild import rebuild
from search.results import find
from tests.servers import elasticsearch_url

BOARD = "benzos"
GUIDANCE = "illicit-benzodiazepine-dependence"


def seed() -> User:
    """Load one board, one page of guidance with its editions, and the vocabulary; return a member."""
    tree = loader.ensure_tree()
    terms, people = loader.load_vocabulary(), loader.load_people()
    boards = loader.load_boards(people)
    pages.load_guidance(tomllib.loads((loader.CONTENT / f"guidance/{GUIDANCE}.toml").read_text()), tree, people, terms)
    for entry in tomllib.loads((loader.CONTENT / f"threads/{BOARD}.toml").read_text())["thread"]:
        loader.load_thread(entry, boards[BOARD], people, terms)
    return people["whitlock"]


def look(user: User) -> None:
    both, either = {Kind.GUIDANCE, Kind.DISCUSSION}, set[str]()
    for words, kinds in (
        ("benzo", both),
        ("benzodiazepines", both),
        ("diazepam taper", both),
        ("street valium", either),
        ("xanny", either),
    ):
        results = find(words, user)
        assert kinds <= set(results.kinds), words
        assert results.total == sum(results.kinds.values()) >= 1, words
        texts = [f"{hit.found.title} {hit.found.text}".lower() for hit in results.hits]
        assert all(
            any(name in text for name in ("benzo", "diazepam", "valium", "xanax", "azolam", "taper", "z-drug")) for text in texts
        )
        assert any(match for hit in results.hits for _, match in [*hit.title, *hit.snippet]), words


def superseded_stands_below(user: User) -> None:
    titles = [
        (hit.found.title, hit.found.past) for hit in find("illicit benzodiazepine dependence", user, kinds=("guidance",)).hits
    ]
    current = [place for place, (_, past) in enumerate(titles) if not past]
    earlier = [place for place, (_, past) in enumerate(titles) if past]
    assert current
    assert earlier
    assert max(current) < min(earlier)


@pytest.mark.django_db
def test_members_words_find_the_seeded_content_on_both_engines(settings: object) -> None:
    user = seed()
    kinds = []
    for url in ("", elasticsearch_url()):
        settings.ELASTICSEARCH_URL = url  # type: ignore[attr-defined]
        settings.ELASTICSEARCH_INDEX_PREFIX = f"seeded-{os.getpid()}-"  # type: ignore[attr-defined]
        get_engine.__globals__["_engine"].cache_clear()
        rebuild()
        try:
            look(user)
            superseded_stands_below(user)
            kinds.append(find("diazepam taper", user).kinds)
        finally:
            if url:
                client = get_engine().client.options(request_timeout=20)  # type: ignore[attr-defined]
                for index in client.indices.get(index=f"seeded-{os.getpid()}-*"):
                    client.indices.delete(index=index)
            get_engine.__globals__["_engine"].cache_clear()
    assert kinds[0] == kinds[1]
