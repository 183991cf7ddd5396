"""Taking somebody's name out of a text that others wrote: whole names, in any case of their letters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cases.deidentification import Level, check, names_people
from network.membership.holdings import FORMER
from network.membership.lifecycle import IN, SHUT
from network.membership.models import Application, User


def names_of(user: User) -> list[str]:
    """Return the names under which others may have written of `user`, the longest first; none where they are erased already."""
    application = Application.objects.filter(user=user).first()
    # SECURITY: only somebody whom a steward took in has been written about here. Anybody else could call themselves "do not" and
    # have those words taken out of every text.
    if application is None or not (IN | SHUT) & {application.state, application.left_from}:
        return []
    found = {user.display_name, application.registered_name} - {"", FORMER}
    found = {name for name in found if names_people(name) or not _is_plain(name)}
    return sorted(found, key=lambda name: (-len(name), name))


def _is_plain(name: str) -> bool:
    """Say whether every word of `name` is an ordinary one, so that others wrote it without meaning a person."""
    return not any(finding.level != Level.ADVISE for finding in check(f"Then {name} came."))


def without(names: Sequence[str], text: str) -> str:
    """Return `text` with each of `names` replaced. A name of one word may be a word: only a mention of it (@May) goes."""
    for name in names:
        mark = "" if len(name.split()) > 1 else "(?<=@)"
        text = re.sub(rf"(?i)(?<!\w){mark}{re.escape(name)}(?!\w)", FORMER, text)
    return text
