"""Taking public renderings away, or out of sight, together with their case. Called inside the transaction of whatever takes the case away."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.utils import timezone

from cases.models import FeaturedCase
from search.outbox import enqueue

SOURCE = "cases.featured"


def take_away(renderings: QuerySet[FeaturedCase]) -> int:
    """Destroy the text of `renderings`; return how many were there."""
    ids = list(renderings.exclude(state=FeaturedCase.State.WITHDRAWN).values_list("pk", flat=True))
    for pk in ids:
        enqueue(SOURCE, pk)
    blank = dict.fromkeys(FeaturedCase.TEXTS, "")
    FeaturedCase.objects.filter(pk__in=ids).update(
        state=FeaturedCase.State.WITHDRAWN, age="", place="", doubts=[], flagged_at=None, **blank
    )
    return len(ids)


def back_to_reader(renderings: QuerySet[FeaturedCase]) -> int:
    """Take public `renderings` out of everybody's sight until a second clinician has read them again; return how many were public."""
    ids = list(renderings.filter(state=FeaturedCase.State.PUBLISHED).values_list("pk", flat=True))
    again = {"state": FeaturedCase.State.AGREED, "reader": None, "published_at": None, "flagged_at": timezone.now()}
    there = FeaturedCase.objects.filter(pk__in=ids, state=FeaturedCase.State.PUBLISHED)
    moved = there.update(**again, version=F("version") + 1)  # four answers given before it was flagged are no answer to the flag
    for pk in ids:
        enqueue(SOURCE, pk)
    return moved


def follow(case_ids: list[int]) -> None:
    """Tell search that renderings of these cases may have come or gone."""
    for pk in FeaturedCase.objects.filter(case__in=case_ids).values_list("pk", flat=True):
        enqueue(SOURCE, pk)
