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
from django.db.models import F, Min, Q
from django.utils import timezone

from network.shell.tasks import defers, task
from search.documents import Document, get_source
from search.engine import DocumentsRefused, EngineUnavailable, get_engine
from search.models import Lock, Outbox

logger = logging.getLogger(__name__)

BATCH = 200
HOLD = timedelta(minutes=5)
WRITER = "writer"
RETRY = "retry"  # until: the moment for which a later drain is planned


@dataclass(frozen=True, slots=True)
class DrainReport:
    """What a drain did. `kept` rows wait for the engine."""

    written: int = 0
    deleted: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class WriterLock:
    """The right to write to the index, or its refusal (falsy). It expires if its holder dies."""

    holder: str
    mine: bool

    def __bool__(self) -> bool:
        return self.mine

    def renew(self) -> None:
        """Hold on for longer. Raises EngineUnavailable where the right has expired and passed to another."""
        held = Lock.objects.filter(name=WRITER, holder=self.holder).update(until=timezone.now() + HOLD)
        if not held:
            raise EngineUnavailable("another process took over writing")


@contextmanager
def writer_lock() -> Iterator[WriterLock]:
    """Yield the right to write to the index; what is yielded is falsy if another process holds it."""
    holder, now = secrets.token_hex(16), timezone.now()
    Lock.objects.get_or_create(name=WRITER, defaults={"until": now - HOLD})
    free = Q(until__lt=now) | Q(holder="")
    got = bool(Lock.objects.filter(free, name=WRITER).update(holder=holder, until=now + HOLD))
    try:
        yield WriterLock(holder, got)
    finally:
        if got:
            Lock.objects.filter(name=WRITER, holder=holder).update(holder="")


def drain(limit: int = 10_000) -> DrainReport:
    """Empty the outbox, `limit` rows at most. Where the engine is out of reach, rows stay and count an attempt.

    1. Take the right to write; whoever holds it will see our rows.
    2. Settle batch after batch, fewest attempts first, so that one bad object never stands before the others.
    3. Give the right back, and look once more: a change committed between our last look and this moment found the
       right taken and went away without a drain of its own.
    """
    written = deleted = 0
    tried: set[int] = set()  # rows that failed in this run: once is enough
    while limit > 0 and Outbox.objects.exclude(pk__in=tried).exists():
        with writer_lock() as lock:
            if not lock:
                break
            while limit > 0 and (rows := _next_rows(tried, limit)):
                limit -= len(rows)
                try:
                    lock.renew()
                    one = _settle(rows)
                except EngineUnavailable as error:
                    logger.warning(
                        "search index unavailable (%s); %d changes wait", type(error.__cause__ or error).__name__, len(rows)
                    )
                    _count_attempt([row.pk for row in rows])
                    return DrainReport(written, deleted, Outbox.objects.count())
                written, deleted = written + one.written, deleted + one.deleted
                tried.update(one.failed)
    return DrainReport(written, deleted, Outbox.objects.count())


def _next_rows(tried: set[int], limit: int) -> list[Outbox]:
    rows = Outbox.objects.exclude(pk__in=tried).order_by("attempts", "enqueued_at", "pk")
    return list(rows[: min(BATCH, limit)])


def _count_attempt(pks: list[int]) -> None:
    Outbox.objects.filter(pk__in=pks).update(attempts=F("attempts") + 1)


@dataclass(frozen=True, slots=True)
class _Batch:
    """What became of one batch; `failed` are the rows that wait although the engine answers."""

    written: int
    deleted: int
    failed: list[int]


def _settle(rows: list[Outbox]) -> _Batch:
    """Write what is true now for `rows`, then clear each row whose token is still the one read."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        wanted[row.source].append(row.object_id)
    documents: list[Document] = []
    gone: list[str] = []
    bad: set[str] = set()
    for name, ids in wanted.items():
        source = get_source(name)
        try:
            true_now = source.documents(ids) if source else {}
        except Exception as error:
            # One broken source must not keep every other app's changes out of the index. Its kind only: the message
            # of an exception may quote the text that caused it.
            logger.error("search source %s failed (%s); %d changes wait", name, type(error).__name__, len(ids))  # noqa: TRY400
            bad.update(f"{name}:{pk}" for pk in ids)
            continue
        documents += true_now.values()
        gone += [f"{name}:{pk}" for pk in ids if pk not in true_now]
    try:
        get_engine().write(documents, gone)
    except DocumentsRefused as refusal:
        logger.error("search index refused %d documents; the others are written", len(refusal.keys))  # noqa: TRY400
        bad |= refusal.keys
    failed = [row.pk for row in rows if f"{row.source}:{row.object_id}" in bad]
    _count_attempt(failed)
    for row in rows:
        if row.pk not in failed:
            # A change that came in meanwhile renewed the token: its row stays for the next round.
            Outbox.objects.filter(pk=row.pk, token=row.token).delete()
    return _Batch(sum(document.key not in bad for document in documents), len(gone), failed)


@task()
def drain_task() -> int:
    """Drain after a commit; where something is left that failed, try again later through the queue."""
    report = drain()
    if report.kept and defers():
        _plan_retry()
    return report.written + report.deleted


def _plan_retry() -> None:
    """Plan one later drain, and only one however many writes fail meanwhile. Waits 5 s, doubling to 5 minutes."""
    attempts = Outbox.objects.aggregate(least=Min("attempts"))["least"] or 0
    now = timezone.now()
    later = now + timedelta(seconds=min(300, 5 * 2 ** min(max(attempts - 1, 0), 6)))
    Lock.objects.get_or_create(name=RETRY, defaults={"until": now - HOLD})
    with transaction.atomic():
        if Lock.objects.filter(name=RETRY, until__lte=now).update(until=later):
            drain_task.using(run_after=later).enqueue()
