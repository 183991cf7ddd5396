"""An erasure as named steps, each done once: the registry of personal data from end to end, then what is no model.

A step and its record share one transaction, so a run that was killed goes on where it stopped; the last touch files and may
safely run twice.
"""

from __future__ import annotations

import email
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from network.membership import audit
from network.membership.emails import tell_erasure
from network.membership.former import names_of
from network.membership.lifecycle import Verb, move
from network.membership.models import Application, Departure, DepartureStep, User
from network.membership.personal_data import Fate, registry
from network.shell.scrub import rewrite
from network.shell.tasks import defers, task
from search.rebuild import purge

logger = logging.getLogger(__name__)
RETRY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name in the record, and what does it: returns how much it changed."""

    name: str
    run: Callable[[User, Departure], int]
    in_transaction: bool = True


def steps() -> list[Step]:
    """Return every step in the order in which they run. What looks for the name comes before what empties it."""
    holdings = [h for h in registry() if h.fate in (Fate.DELETED, Fate.EMPTIED)]
    return [
        Step("farewell", lambda user, departure: tell_erasure(departure)),
        Step("tasks", _tasks),
        Step("mail", _mail, in_transaction=False),
        *(Step(holding.model, holding.carry_out) for holding in holdings),
        Step("state", _state),
        Step("index", _index, in_transaction=False),
        Step("database", _database, in_transaction=False),
    ]


def run(departure: Departure) -> int:
    """Carry out the steps that are not done yet and return how many were. Whatever stops a step is raised; call again."""
    done_now = 0
    for step in steps():
        if step.in_transaction:
            with transaction.atomic():
                Departure.objects.select_for_update().get(pk=departure.pk)
                done_now += _once(departure, step)
        else:
            done_now += _once(departure, step)
    if Departure.objects.filter(pk=departure.pk, finished_at=None).update(finished_at=timezone.now()):
        audit.record(None, "finished erasure", departure, steps=departure.steps.count())
    return done_now


def _once(departure: Departure, step: Step) -> bool:
    """Carry out one step, unless it is recorded as done."""
    if departure.steps.filter(name=step.name).exists():
        return False
    changed = step.run(User.objects.get(pk=departure.user_id), departure)
    DepartureStep.objects.get_or_create(departure=departure, name=step.name, defaults={"changed": changed})
    return True


@task()
def erase_task(departure_id: int) -> bool:
    """Carry out what is left of an erasure; say whether everything is done. Where a step fails, try again in five minutes."""
    departure = Departure.objects.exclude(started_at=None).get(pk=departure_id)
    try:
        run(departure)
    except Exception as error:
        # Its kind only: a message of the database may quote the name.
        logger.error("%s stopped (%s)", departure, type(error).__name__)  # noqa: TRY400
        if defers():
            erase_task.using(run_after=timezone.now() + RETRY).enqueue(departure_id)
        return False
    return True


def resume_unfinished() -> int:
    """Go on with every erasure that was stopped half-way, and return how many are complete now."""
    begun = Departure.objects.filter(started_at__isnull=False, finished_at=None)
    return sum(erase_task.func(pk) for pk in list(begun.values_list("pk", flat=True)))


def _words(user: User, departure: Departure) -> list[str]:
    """Return what tells who it was, in small letters: the address, and the names where they go too."""
    return [word.lower() for word in [user.email, *(names_of(user) if departure.anonymises else [])]]


def _tasks(user: User, departure: Departure) -> int:
    """Delete task rows that hold the address or name: tasks are given ids, but a traceback may quote a mail server."""
    words = _words(user, departure)
    rows = DBTaskResult.objects.values_list("pk", "args_kwargs", "return_value", "traceback")
    bad = [pk for pk, *values in rows.iterator() if any(word in str(values).lower() for word in words)]
    return DBTaskResult.objects.filter(pk__in=bad).delete()[0]


def _mail(user: User, departure: Departure) -> int:
    """Delete mails to or about the person where mails are kept as files; a mail server's copies are out of reach."""
    folder, gone = getattr(settings, "EMAIL_FILE_PATH", None), 0
    for path in Path(folder).glob("*.log") if folder else ():
        text = _readable(path.read_bytes())
        if any(word in text for word in _words(user, departure)):
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _readable(content: bytes) -> str:
    """Return the raw mail and its decoded body in small letters."""
    body = email.message_from_bytes(content).get_payload(decode=True)
    return (content + (body if isinstance(body, bytes) else b"")).decode(errors="replace").lower()


def _state(user: User, departure: Departure) -> int:
    """Take the last row of the table of transitions."""
    application = Application.objects.filter(user=user).first()
    return int(application is not None and move(application, Verb.ERASE, actor=None))


def _index(user: User, departure: Departure) -> int:
    """Replace the search index whole, in either engine, and drop cached pages. Raises EngineUnavailable."""
    cache.clear()
    purge()
    return 1


def _database(user: User, departure: Departure) -> int:
    """Rewrite the files in which the bytes of deleted rows still stand."""
    rewrite(sorted({h.table._meta.db_table for h in registry() if h.fate in (Fate.DELETED, Fate.EMPTIED)}))
    return 1
