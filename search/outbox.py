"""Say that an object's truth changed, in the transaction that changes it; the indexer does the rest."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from network.shell.tasks import on_commit_enqueue
from search.models import Outbox

BATCH = 500


def enqueue(source: str, object_id: str | int) -> None:
    """Note one object. Cheap, idempotent, and undone with the transaction."""
    enqueue_all(source, [object_id])


def enqueue_all(source: str, object_ids: Iterable[str | int]) -> int:
    """Note many objects (a board moved, an audience changed) and return how many. Drains after the commit."""
    from search.indexer import drain_task  # noqa: PLC0415  (the indexer imports the engines, which import this)

    now = timezone.now()
    # As text first: 1 and "1" are one object, and one statement may not write the same row twice.
    unique = dict.fromkeys(str(pk) for pk in object_ids)
    rows = [Outbox(source=source, object_id=pk, token=secrets.token_hex(16), enqueued_at=now) for pk in unique]
    with transaction.atomic():
        Outbox.objects.bulk_create(
            rows,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["source", "object_id"],
            update_fields=["token", "enqueued_at"],
        )
        if rows and not _drain_is_planned():
            on_commit_enqueue(drain_task)
    return len(rows)


def _drain_is_planned() -> bool:
    """Say whether this transaction has asked for a drain already: one is enough for all that it writes.

    The mark is a callback of the transaction itself, so a rollback (of all, or to a savepoint) takes it away with the
    rows it stood for, and the next write asks again.
    """
    if any(isinstance(callback, _Mark) and not callback.spent for _, callback, *_ in connection.run_on_commit):
        return True
    transaction.on_commit(_Mark())
    return False


class _Mark:
    """A callback that does nothing: being on the transaction's list, not yet called, is its message."""

    spent = False

    def __call__(self) -> None:
        self.spent = True
