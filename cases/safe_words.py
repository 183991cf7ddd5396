"""The editors' safe words: kept by audited verbs, held by each process, and read by every check of every text.

The drugs of the vocabulary count among them, so that a new one need not be typed twice.

A process reads the table once and again after a minute; the process in which a word changes reads it anew at once.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.db.models.signals import post_delete, post_save

from cases import deidentification
from cases.models import SafeWord
from network.membership import audit
from network.membership.models import User
from search.models import Term

SECONDS = 60


class _Held:
    """What this process knows of the table, and until when it believes it."""

    words: tuple[str, ...] = ()
    until: float = 0.0


def words() -> tuple[str, ...]:
    """Return the terms. Without a table to read (the first migration) there are none, and more is marked, never less."""
    now = time.monotonic()
    if now >= _Held.until:
        try:
            _Held.words = (*SafeWord.objects.values_list("term", flat=True), *_drugs())
        except Error:
            return ()
        _Held.until = now + SECONDS
    return _Held.words


def _drugs() -> Iterator[str]:
    """Yield the single words by which the vocabulary knows drugs, but none that people bear: one typing mistake would clear a name."""
    for name, synonyms in Term.objects.filter(kind=Term.Kind.DRUG).values_list("name", "synonyms"):
        yield from (said for said in (name, *synonyms) if said.isalpha() and not deidentification.names_people(said))


def hold(terms: tuple[str, ...] = (), seconds: float = SECONDS) -> None:
    """Believe `terms` for `seconds` without reading the table."""
    _Held.words, _Held.until = terms, time.monotonic() + seconds


def forget(**kwargs: Any) -> None:
    """Read the table before the next check, and once more when the change is committed."""
    _Held.until = 0.0
    transaction.on_commit(_expire)


def _expire() -> None:
    _Held.until = 0.0


def may(actor: User, verb: str) -> bool:
    """Say whether `actor` may "add", "change" or "delete" safe words: a right of editors, given where the CMS is set up."""
    return actor.is_active and actor.has_perm(f"cases.{verb}_safeword")


def _require(actor: User, verb: str) -> None:
    if not may(actor, verb):
        raise PermissionDenied


def keep(word: SafeWord, *, actor: User) -> SafeWord:
    """Add or change a safe word. The log says who and which kind, and that people bear the word as a name."""
    _require(actor, "change" if word.pk else "add")
    with transaction.atomic():
        verb = "changed safe word" if word.pk else "added safe word"
        word.save()
        audit.record(actor, verb, word, also_a_name=int(word.also_a_name))
    return word


def drop(word: SafeWord, *, actor: User) -> None:
    """Take a safe word away: from now on it is marked again."""
    _require(actor, "delete")
    with transaction.atomic():
        audit.record(actor, "removed safe word", word)
        word.delete()


def register() -> None:
    """Let every check know the words, and every change be known."""
    deidentification.use_safe_words(words)
    for model in (SafeWord, Term):
        post_save.connect(forget, sender=model, dispatch_uid=f"safe words: {model.__name__} saved")
        post_delete.connect(forget, sender=model, dispatch_uid=f"safe words: {model.__name__} deleted")
