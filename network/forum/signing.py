"""How people sign in a thread: by name, by a pseudonym, or by their profession alone. One person, one thread, one signature.

It is chosen with the first contribution and stays: somebody who signs twice in two ways tells who they are. Pages, search,
mails and the audit log show the signature; who stands behind it is kept on the row, and opened by `unmask` alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.db import transaction

from network.forum.models import Post, Report, SignedAs, Thread, ThreadInvitation
from network.forum.permissions import Can, require
from network.membership import audit
from network.membership.models import User
from network.shell.tasks import on_commit_enqueue

# Two words that are nobody's name together: not a first name, not a surname, not a place.
FIRST = (
    "Amber", "Azure", "Brisk", "Calm", "Clear", "Copper", "Crimson", "Even", "Gentle", "Golden", "Indigo", "Level", "Lively", "Mellow",
    "Plain", "Quick", "Quiet", "Scarlet", "Silver", "Steady", "Tidy", "Umber", "Violet", "Warm",
)  # fmt: skip
SECOND = (
    "Anchor", "Beacon", "Compass", "Cornflower", "Ember", "Ferry", "Fountain", "Garden", "Harbour", "Kettle", "Ladder", "Lantern",
    "Lighthouse", "Meadow", "Orchard", "Paddle", "Pebble", "Pinecone", "Rainfall", "Rowboat", "Saddle", "Sandbank", "Signpost",
    "Snowdrop", "Teapot", "Thimble", "Thistle", "Toolbox", "Waterfall", "Windmill",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signature:
    """What is stored with a contribution: how it is signed, and the words that stand there instead of a name."""

    signed: str = SignedAs.NAME
    alias: str = ""

    def columns(self) -> dict[str, str]:
        """Return it as columns of a thread or post."""
        return {"signed": self.signed, "alias": self.alias}


class Contribution(Protocol):
    """A thread, post or case: who wrote it and how it is signed."""

    author_id: int
    signed: str


def held(thread: Thread, user: User) -> Signature | None:
    """Return how `user` signs in `thread`, or None where they have not written in it."""
    if thread.author_id == user.pk:
        return Signature(thread.signed, thread.alias)
    first = thread.posts.filter(author=user).order_by("pk").values_list("signed", "alias").first()
    return Signature(*first) if first else None


def shown(thread: Thread, user: User) -> str:
    """Return the name or alias by which `user` signs in `thread`; an empty string where they have not written in it."""
    signature = held(thread, user)
    return "" if signature is None else signature.alias or user.display_name


def choose(thread: Thread | None, user: User, wanted: str) -> Signature:
    """Return how the next contribution of `user` is signed: as before in this thread, or as `wanted`.

    Inside the transaction that holds the thread, so that two first replies at once get one signature.
    """
    earlier = held(thread, user) if thread is not None else None
    if earlier is not None:
        return earlier
    if wanted == SignedAs.ROLE:
        what = "A clinician" if user.is_clinician else "A colleague"
        return Signature(wanted, f"{what}, {user.byline}"[:100] if user.byline else what)
    if wanted == SignedAs.PSEUDONYM:
        return Signature(wanted, _pseudonym(set(aliases(thread)) if thread else set()))
    return Signature()


def _pseudonym(taken: set[str]) -> str:
    """Return one that nobody in the thread has; with a number where chance is unkind."""
    for _ in range(50):
        found = f"{secrets.choice(FIRST)} {secrets.choice(SECOND)}"
        if found.lower() not in taken:
            return found
    return f"{found} {secrets.randbelow(9000) + 1000}"


def aliases(thread: Thread) -> Mapping[str, list[int]]:
    """Return alias in small letters → who stands behind it in `thread`: for mentions and quotations, never for a page."""
    rows = [(thread.alias, thread.author_id)] if thread.alias else []
    rows += thread.posts.exclude(alias="").values_list("alias", "author").distinct().order_by("alias", "author")
    found: dict[str, list[int]] = {}
    for alias, author in dict.fromkeys(rows):
        found.setdefault(alias.lower(), []).append(author)
    return found


def unnamed(thread: Thread) -> set[int]:
    """Return the keys of those whom a restricted thread does not name among its readers.

    Elsewhere everybody on the board reads, and the one name that is not found would be the answer.
    """
    if not thread.restricted:
        return set()
    took_part = ThreadInvitation.objects.filter(content_object=thread, by_name=False).values_list("user", flat=True)
    return {*took_part, *([thread.author_id] if thread.masked else [])}


def in_log(actor: User | None, contribution: Contribution) -> User | None:
    """Return whom the audit log names for an act of `actor`: nobody, where its author does not sign by name.

    Stewards read the log. The row itself keeps who wrote it, and `unmask` opens that with a reason.
    """
    masked = contribution.signed != SignedAs.NAME
    return None if masked and actor is not None and contribution.author_id == actor.pk else actor


def unmask(report: Report, *, actor: User, reason: str) -> User:
    """Tell a moderator who wrote what was reported. The reason is recorded; the author is told that it was asked.

    Raises PermissionDenied, or IdentifiesSomeone for the reason.
    """
    from network.forum.notify import tell_unmasked  # noqa: PLC0415  (the task module needs the models loaded)
    from network.forum.posting import refuse_identifiers  # noqa: PLC0415  (it signs by this module)

    require(actor, Can.UNMASK, report)
    refuse_identifiers(reason)
    subject: Post | Thread = report.subject
    with transaction.atomic():
        audit.record(actor, "unmasked author", subject, reason=reason)
        on_commit_enqueue(tell_unmasked, report.pk)
    return subject.author
