"""Drain the outbox: for each noted object ask its source what is true NOW, then upsert or delete (design 5.4)."""

from __future__ import annotations

import logging
import secrets
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from network.shell.tasks import defers, task
from search.documents import get_source
from search.engine import EngineUnavailable, get_engine
from search.models import Lock, Outbox

logger = logging.getLogger(__name__)

BATCH = 200
HOLD = timedelta(minutes=5)
WRITER = "writer"


@dataclass(frozen=True, slots=True)
class DrainReport:
    """What a drain did. `kept` rows wait for the engine."""

    written: int = 0
    deleted: int = 0
    kept: int = 0


@contextmanager
def writer_lock() -> Iterator[bool]:
    """Yield True while this process holds the right to write to the index; False if another holds it."""
    holder, now = secrets.token_hex(16), timezone.now()
    Lock.objects.get_or_create(name=WRITER, defaults={"until": now - HOLD})
    free = Q(until__lt=now) | Q(holder="")
    got = bool(Lock.objects.filter(free, name=WRITER).update(holder=holder, until=now + HOLD))
    try:
        yield got
    finally:
        if got:
            Lock.objects.filter(name=WRITER, holder=holder).update(holder="")


def drain(limit: int = 10_000) -> DrainReport:
    """Empty the outbox, `limit` rows at most. Where the engine is out of reach, rows stay and count an attempt."""
    written = deleted = 0
    with writer_lock() as mine:
        if not mine:
            return DrainReport(kept=Outbox.objects.count())
        while limit > 0:
            rows = list(Outbox.objects.order_by("enqueued_at", "pk")[: min(BATCH, limit)])
            if not rows:
                break
            try:
                one = _settle(rows)
            except EngineUnavailable as error:
                logger.warning("search index unavailable (%s); %d changes wait", type(error).__name__, len(rows))
                Outbox.objects.filter(pk__in=[row.pk for row in rows]).update(attempts=F("attempts") + 1)
                break
            written, deleted, limit = written + one.written, deleted + one.deleted, limit - len(rows)
            Lock.objects.filter(name=WRITER).update(until=timezone.now() + HOLD)
    return DrainReport(written, deleted, Outbox.objects.count())


def _settle(rows: list[Outbox]) -> DrainReport:
    """Write what is true now for `rows`, then clear each row whose token is still the one read."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        wanted[row.source].append(row.object_id)
    documents, gone = [], []
    for name, ids in wanted.items():
        source = get_source(name)
        true_now = source.documents(ids) if source else {}
        documents += list(true_now.values())
        gone += [f"{name}:{pk}" for pk in ids if pk not in true_now]
    get_engine().write(documents, gone)
    for row in rows:
        # A change that came in meanwhile renewed the token: its row stays for the next round.
        Outbox.objects.filter(pk=row.pk, token=row.token).delete()
    return DrainReport(len(documents), len(gone))


@task()
def drain_task() -> int:
    """Drain after a commit; where the engine is down, try again later through the queue."""
    report = drain()
    if report.kept and defers() and Outbox.objects.filter(attempts__gt=0).exists():
        later = timezone.now() + timedelta(seconds=min(300, 5 * 2 ** min(6, report.kept)))
        with transaction.atomic():
            drain_task.using(run_after=later).enqueue()
    return report.written + report.deleted
