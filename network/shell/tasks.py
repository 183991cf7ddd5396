"""The one place that imports the task queue, so that moving to Django 6's own is a one-line change."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django_tasks import task
from django_tasks.base import Task

__all__ = ["Task", "defers", "on_commit_enqueue", "task"]


def defers() -> bool:
    """Say whether tasks wait for a worker process (True) or run at once in this one (False)."""
    return bool(settings.TASKS_MODE == "database")


def on_commit_enqueue(job: Task[Any, Any], *args: Any) -> None:
    """Run `job` with `args` once the current transaction is certain.

    With the database queue the job's row is written in the caller's own transaction, so neither can exist without
    the other. The immediate queue would run the job before the commit, so it waits for it. Arguments must be ids,
    never text: a queue row is a place where text would stay.
    """
    if defers():
        job.enqueue(*args)
    else:
        transaction.on_commit(lambda: job.enqueue(*args))
