"""Taking somebody's name out of a text that others wrote: whole names, in any case of their letters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from network.membership.holdings import FORMER
from network.membership.models import Application, User


def names_of(user: User) -> list[str]:
    """Return the names under which others may have written of `user`, the longest first; none where they are erased already."""
    application = Application.objects.filter(user=user).first()
    found = {user.display_name, application.registered_name if application else ""} - {"", FORMER}
    return sorted(found, key=lambda name: (-len(name), name))


def without(names: Sequence[str], text: str) -> str:
    """Return `text` with each of `names` replaced. A name of one word may be a word: only a mention of it (@May) goes."""
    for name in names:
        mark = "" if len(name.split()) > 1 else "(?<=@)"
        text = re.sub(rf"(?i)(?<!\w){mark}{re.escape(name)}(?!\w)", FORMER, text)
    return text
