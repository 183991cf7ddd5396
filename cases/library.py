"""The library's list as one reader sees it: what can be chosen, how often it occurs, and the page that was asked for.

SECURITY: everything here starts from `visible_to(user)`, the counts and the choices too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q

from cases.models.case import Case, CaseStatus, Setting
from cases.models.collection import CaseCollection
from search.models import Term

CASES_PER_PAGE = 12
FEATURED = 6  # public renderings on the library's page
SORTS: dict[str, tuple[str, list[Any]]] = {
    "newest": ("Newest first", [F("published_at").desc(nulls_last=True), "-pk"]),
    "latest": ("Latest reply first", [F("thread__last_post_at").desc(nulls_last=True), "-pk"]),
    "discussed": ("Most discussed first", [F("thread__reply_count").desc(nulls_last=True), "-pk"]),
}
STATUSES = {"waiting": "Awaiting first look", **dict(CaseStatus.choices)}
Choices = list[tuple[str, str, int]]


class Filter(NamedTuple):
    """One select of the form."""

    name: str
    label: str
    choices: Choices  # value, word, how many cases the reader may open
    chosen: str = ""  # its own value: the same word may stand in another select ("hospital" is a topic and a setting)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the library's page shows."""

    page: Page[Case]
    chosen: dict[str, str]
    filters: list[Filter]
    collections: list[Any]  # CaseCollection, each with `seen`, how many of its cases the reader may open
    pinned: list[Case]

    @property
    def is_filtered(self) -> bool:
        """Say whether the list is narrowed."""
        return any(value for name, value in self.chosen.items() if name != "sort")

    @property
    def is_narrowed(self) -> bool:
        """Say whether the reader asked for something: then the list comes first, before what everybody is shown."""
        return self.is_filtered or self.page.number > 1


def in_status(status: str) -> Q:
    """Return the condition for the status that readers see: an open case shows the status of its thread."""
    of_thread = Q(status=CaseStatus.OPEN)
    if status == "waiting":
        return of_thread & Q(thread__status="open", thread__reply_count=0)
    if status == CaseStatus.OPEN:
        return of_thread & Q(thread__status="open", thread__reply_count__gt=0)
    return Q(status=status) | of_thread & Q(thread__status="locked" if status == CaseStatus.CLOSED else status)


def load(user: Any, asked: Mapping[str, str], pinned_ids: list[int]) -> Shelf:
    """Return the shelf for `user`. What is asked for and means nothing is left out, never an error."""
    visible = Case.objects.published().visible_to(user)
    terms = list(
        Term.objects.filter(cases__in=visible)
        .annotate(seen=Count("cases", filter=Q(cases__in=visible), distinct=True))
        .order_by("name")
    )
    collections = list(
        CaseCollection.objects.filter(cases__in=visible).annotate(seen=Count("cases", filter=Q(cases__in=visible), distinct=True))
    )
    filters = _filters(visible, terms)
    known = {name: {value for value, _, _ in choices} for name, _, choices, _ in filters}
    known |= {"sort": set(SORTS), "collection": {c.slug for c in collections}}
    chosen = {name: asked.get(name, "") if asked.get(name, "") in values else "" for name, values in known.items()}
    filters = [choice._replace(chosen=chosen[choice.name]) for choice in filters]
    sort = chosen["sort"] or "newest"
    listed = visible.filter(_narrowed(chosen)).for_listing().order_by(*SORTS[sort][1])
    page = Paginator(listed, CASES_PER_PAGE).get_page(asked.get("page"))
    shelf = Shelf(page, {**chosen, "sort": sort}, filters, collections, [])
    if shelf.is_filtered or page.number > 1 or not pinned_ids:
        return shelf
    pinned = sorted(visible.filter(pk__in=pinned_ids).for_listing(), key=lambda case: pinned_ids.index(case.pk))
    return Shelf(page, shelf.chosen, filters, collections, pinned)


def _filters(visible: Any, terms: list[Any]) -> list[Filter]:
    drugs = [(t.slug, t.name, t.seen) for t in terms if t.kind == Term.Kind.DRUG]
    topics = [(t.slug, t.name, t.seen) for t in terms if t.kind != Term.Kind.DRUG]
    counts = visible.order_by().aggregate(
        **{f"setting_{value}": Count("pk", filter=Q(setting=value), distinct=True) for value in Setting.values},
        **{f"status_{value}": Count("pk", filter=in_status(value), distinct=True) for value in STATUSES},
        outcome=Count("pk", filter=~Q(outcome=""), distinct=True),
    )
    settings = [(v, label, counts[f"setting_{v}"]) for v, label in Setting.choices if counts[f"setting_{v}"]]
    statuses = [(v, label, counts[f"status_{v}"]) for v, label in STATUSES.items() if counts[f"status_{v}"]]
    outcome = [("yes", "With an outcome", counts["outcome"])] if counts["outcome"] else []
    return [
        Filter("substance", "Substance", drugs),
        Filter("topic", "Topic", topics),
        Filter("setting", "Setting", settings),
        Filter("status", "State", statuses),
        Filter("outcome", "Outcome", outcome),
    ]


def _narrowed(chosen: Mapping[str, str]) -> Q:
    """Return the condition for what was chosen. A case has many topics, so each is asked by a subquery of its own."""
    rule = Q()
    for name in ("substance", "topic"):
        if chosen[name]:
            rule &= Q(pk__in=Case.topics.through.objects.filter(term__slug=chosen[name]).values("case_id"))
    if chosen["collection"]:
        rule &= Q(pk__in=CaseCollection.cases.through.objects.filter(casecollection__slug=chosen["collection"]).values("case_id"))
    if chosen["setting"]:
        rule &= Q(setting=chosen["setting"])
    if chosen["status"]:
        rule &= in_status(chosen["status"])
    if chosen["outcome"]:
        rule &= ~Q(outcome="")
    return rule
