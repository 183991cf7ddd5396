"""Open cases like the one being written, found inside what its author may read.

SECURITY: only words of the vocabulary are searched for. What was typed may still identify somebody and goes nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from network.membership.models import User
from search.documents import Found
from search.models import Term
from search.results import find

SHOWN = 3
READ = ("headline", "question", "story")
_WORD = re.compile(r"[^\W\d_][\w-]+")


def terms_in(texts: Mapping[str, str]) -> list[str]:
    """Return the names of the vocabulary's terms that stand in `texts`, at most three."""
    read = " ".join(text for name, text in texts.items() if name in READ or name.startswith("substance-"))
    words = f" {' '.join(word.lower() for word in _WORD.findall(read))} "
    names = [
        term.name
        for term in Term.objects.exclude(kind=Term.Kind.ABBREVIATION)
        if any(f" {' '.join(_WORD.findall(spelling.lower()))} " in words for spelling in (term.name, *term.synonyms) if spelling)
    ]
    return names[:3]


def similar(texts: Mapping[str, str], user: User) -> list[Found]:
    """Return at most three cases under discussion on the same terms; none where search does not answer."""
    names = terms_in(texts)
    queries = [" ".join(names), *names] if len(names) > 1 else names
    found: dict[str, Found] = {}
    for query in queries:
        if len(found) < SHOWN:
            found |= {hit.found.url: hit.found for hit in find(f"{query} is:open", user, kinds=("case",)).hits}
    return list(found.values())[:SHOWN]
