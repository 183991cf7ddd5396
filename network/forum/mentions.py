"""`@Display Name` in a post. A name resolves only to people who can read the thread; nobody else is told, or shown.

The people come in as a queryset (`audience.readers_of`), so the rule of who reads what stands in one place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from network.membership.models import User

MAX_MENTIONS = 10  # names in one post: more is a circular, and nobody's name is looked up for it
LONGEST = 6  # words of the longest name that is looked for
# An @ that starts a word, before a capital letter: not the one inside an address, and not "@ 10 mg".
_AT = re.compile(r"(?<![\w@./])@(?=[^\W\d_])")
_WORD = re.compile(r"[^\s@*_<>()\[\]]+")
_END = ".,;:!?)]}*_\"'”’"
# What the Quote link writes above the quoted words.
_QUOTED = re.compile(r"^>[> ]*\*\*(?P<name>[^*\n]{1,80}) wrote:\*\*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mentions:
    """Who is named in a text, and which names lead to nobody."""

    people: tuple[User, ...] = ()
    names: tuple[str, ...] = ()  # by which they are mentioned: display names, and aliases of this thread
    quoted: tuple[str, ...] = ()  # names of readers above quotations
    unknown: tuple[str, ...] = ()  # as typed, at most three words
    too_many: bool = False


def _ways(tail: str) -> list[str]:
    """Return the names that the text behind an @ may mean, the longest first."""
    words = list(_WORD.finditer(tail.split("\n")[0][:120]))[:LONGEST]
    ways = []
    for last in reversed(words):
        whole = tail[: last.end()]
        ways += [whole, whole.rstrip(_END)]
        ways += [way.removesuffix(end) for way in ways[-1:] for end in ("’s", "'s")]
    return list(dict.fromkeys(ways))


def find(
    text: str, readers: QuerySet[User], aliases: Callable[[], Mapping[str, list[int]]] = dict, hidden: Collection[int] = ()
) -> Mentions:
    """Return who of `readers` is mentioned or quoted in `text`. One query where anybody may be, none where not.

    `aliases` is asked, where anybody may be, who signs by which alias (in small letters) in this thread. A mention keeps the name it was
    made by: `@Quiet Harbour` never turns into a person's own name. `hidden` are the keys of those whom the page does not name among the
    readers (`signing.unnamed`): by their own name they are not found either, or a preview would tell that they are there.
    """
    places = [text[at.end() :] for at in _AT.finditer(text)]
    quoted = {found["name"].lower() for found in _QUOTED.finditer(text)}
    too_many = len(places) > MAX_MENTIONS
    places = [] if too_many else places
    wanted = {way.lower() for tail in places for way in _ways(tail)} | quoted
    if not wanted:
        return Mentions(too_many=too_many)
    behind = {alias: ids for alias, ids in aliases().items() if alias in wanted}
    known: dict[str, list[tuple[str, User]]] = {}
    found = readers.annotate(lower_name=Lower("display_name"))
    for person in found.filter(Q(lower_name__in=wanted) | Q(pk__in=[pk for ids in behind.values() for pk in ids])):
        for alias, ids in behind.items():
            if person.pk in ids:
                known.setdefault(alias, []).append((alias, person))
        if person.display_name.lower() in wanted and person.pk not in hidden:
            known.setdefault(person.display_name.lower(), []).append((person.display_name, person))
    people: dict[int, User] = {}
    names: list[str] = []
    unknown = []
    for tail in places:
        name = next((way.lower() for way in _ways(tail) if way.lower() in known), "")
        people |= {person.pk: person for _, person in known.get(name, [])}
        names += [called for called, _ in known.get(name, [])]
        if not name and tail[0].isupper():
            unknown.append(" ".join(word[0].rstrip(_END) for word in list(_WORD.finditer(tail.split("\n")[0]))[:3]))
    heads = tuple(known[name][0][0] for name in quoted if name in known)
    return Mentions(tuple(people.values()), tuple(dict.fromkeys(names)), heads, tuple(dict.fromkeys(unknown)), too_many)


def masked(text: str, mentions: Mentions) -> str:
    """Return `text` with its mentions, and the heads of its quotations, as blanks of the same length.

    For the identifier check: a colleague who is addressed by name is not a patient. Offsets stay as they are.
    """
    for name in sorted(mentions.names, key=len, reverse=True):
        text = re.sub(rf"(?i)(?<![\w@./])@{re.escape(name)}", lambda found: " " * len(found[0]), text)
    heads = {name.lower() for name in mentions.quoted}
    return _QUOTED.sub(lambda found: " " * len(found[0]) if found["name"].lower() in heads else found[0], text)
