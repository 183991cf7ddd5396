"""The read budget: nobody reads hundreds of cases in a day; a script does, or whoever took an account over.

Counted in the database, in one statement, so that any number of processes agree. It counts pages that carry a thread or a
case, and never which.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, cast

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from network.forum.models import ReadBudget
from network.membership import audit
from network.membership.models import User
from network.shell.held import hold
from network.shell.tasks import on_commit_enqueue

# Generous: one page every half minute, for an hour without a pause, or fifty an hour through a whole working day.
PER_HOUR = 120
PER_DAY = 400
KEPT = timedelta(days=30)
# One statement: the page of a thread has no room for three, and two pages at once are both counted. Both databases know it.
COUNT = """
    INSERT INTO forum_readbudget AS held (user_id, day, hour, opened, in_hour) VALUES (%s, %s, %s, 1, 1)
    ON CONFLICT (user_id, day) DO UPDATE SET
        opened = held.opened + 1,
        in_hour = CASE WHEN held.hour = excluded.hour THEN held.in_hour + 1 ELSE 1 END,
        hour = excluded.hour
    RETURNING opened, in_hour, alerted_at
"""


def spend(user: User, now: datetime | None = None) -> timedelta | None:
    """Count one page for `user`; return None, or how long they must wait where the budget is spent.

    The first page over it on a day tells the stewards; no second one does.
    """
    moment = timezone.localtime(now)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [user.pk, moment.date(), moment.hour])
        opened, in_hour, alerted = cursor.fetchone()
    if opened <= PER_DAY and in_hour <= PER_HOUR:
        return None
    if alerted is None:
        _alert(user, ReadBudget.objects.filter(user=user, day=moment.date()), opened)
    next_hour = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return (midnight if opened > PER_DAY else next_hour) - moment


def _alert(user: User, today: Any, opened: int) -> None:
    """Tell the stewards, once a day and person, whichever process comes first."""
    from network.forum.notify import tell_of_spent_budget  # noqa: PLC0415  (the task module needs the models loaded)

    with transaction.atomic():
        if today.filter(alerted_at=None).update(alerted_at=timezone.now()):
            audit.record(user, "spent the read budget", user, pages=opened)
            on_commit_enqueue(tell_of_spent_budget, user.pk)


def purge(now: datetime | None = None) -> int:
    """Delete the counts of days that are over for longer than KEPT; return how many."""
    return ReadBudget.objects.filter(day__lt=timezone.localdate(now) - KEPT).delete()[0]


def budgeted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Count each page of `view`, which stands behind a log-in; where the budget is spent, answer 429 and say until when.

    A form that is refused comes back below the text it is about: a page as well. What was done stays done, and what was typed
    is given back; a deed that succeeds leads elsewhere, shows nothing and costs nothing.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = cast("User", request.user)
        if request.method != "POST":
            wait = spend(user) if request.method == "GET" else None
            return _closed(request, wait) if wait else view(request, *args, **kwargs)
        response = view(request, *args, **kwargs)
        wait = None if 300 <= response.status_code < 400 else spend(user)
        return _closed(request, wait) if wait else response

    return wrapped


def _closed(request: HttpRequest, wait: timedelta) -> HttpResponse:
    """Answer that the budget is spent, with what was typed, for no cache to keep."""
    context = {"room": "discussions", "opens": timezone.localtime() + wait, "held": hold(request)}
    response = render(request, "forum/budget_spent.html", context, status=429)
    response["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return response
