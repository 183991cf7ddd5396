"""Taking public renderings away together with their case. Called inside the transaction of whatever takes the case away."""

from __future__ import annotations

from django.db.models import QuerySet

from cases.models import FeaturedCase
from search.outbox import enqueue

SOURCE = "cases.featured"


def take_away(renderings: QuerySet[FeaturedCase]) -> int:
    """Destroy the text of `renderings`; return how many were there."""
    ids = list(renderings.exclude(state=FeaturedCase.State.WITHDRAWN).values_list("pk", flat=True))
    for pk in ids:
        enqueue(SOURCE, pk)
    blank = dict.fromkeys(FeaturedCase.TEXTS, "")
    FeaturedCase.objects.filter(pk__in=ids).update(state=FeaturedCase.State.WITHDRAWN, age="", place="", doubts=[], **blank)
    return len(ids)


def follow(case_ids: list[int]) -> None:
    """Tell search that renderings of these cases may have come or gone."""
    for pk in FeaturedCase.objects.filter(case__in=case_ids).values_list("pk", flat=True):
        enqueue(SOURCE, pk)
