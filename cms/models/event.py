"""Events: what is on, where, and how to book."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from network.forum import markup

PAST_PER_PAGE = 20


class EventQuerySet(PageQuerySet["EventPage"]):
    """Events by their time. One without an end is over once it has begun."""

    def upcoming(self) -> Any:  # Wagtail's querysets carry no types
        """Return the live events that are not over, soonest first."""
        now = timezone.now()
        return self.live().filter(Q(ends__gte=now) | Q(ends=None, starts__gte=now)).order_by("starts", "pk")

    def past(self) -> Any:  # as above
        """Return the live events that are over, latest first."""
        now = timezone.now()
        return self.live().filter(Q(ends__lt=now) | Q(ends=None, starts__lt=now)).order_by("-starts", "-pk")


class EventIndexPage(Page):
    """All events: upcoming first, past below."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = ["cms.EventPage"]
    template = "cms/events.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add every upcoming event and one page of the past ones."""
        events = EventPage.objects.child_of(self)
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        past = Paginator(events.past(), PAST_PER_PAGE).get_page(request.GET.get("page"))
        return {**context, "upcoming": list(events.upcoming()), "past": past}


class EventPage(Page):
    """One event."""

    class Place(models.TextChoices):
        """How one takes part."""

        ONLINE = "online", "Online"
        IN_PERSON = "in_person", "In person"
        BOTH = "both", "Online and in person"

    summary = models.TextField(max_length=400)
    body = models.TextField(blank=True, help_text="Markdown.")
    # A draft may lack its time, so the column is empty until then; nothing is published without it.
    starts = models.DateTimeField(null=True)
    ends = models.DateTimeField(null=True, blank=True)
    place_kind = models.CharField("how to take part", max_length=10, choices=Place, default=Place.ONLINE)
    place = models.CharField(max_length=160, blank=True, help_text="For events in person: the place in words.")
    booking_link = models.URLField(blank=True, help_text="Leave it empty where nothing needs to be booked.")
    cpd_hours = models.DecimalField("hours of learning (CPD)", max_digits=4, decimal_places=1, null=True, blank=True)
    topics = ParentalManyToManyField("search.Term", blank=True, related_name="events")

    objects = PageManager.from_queryset(EventQuerySet)()

    content_panels: ClassVar = [
        *Page.content_panels,
        "summary",
        "starts",
        "ends",
        "place_kind",
        "place",
        "booking_link",
        "cpd_hours",
        "body",
        "topics",
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.EventIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/event.html"

    def clean(self) -> None:
        """Refuse an end before the start."""
        super().clean()
        if self.starts and self.ends and self.ends <= self.starts:
            raise ValidationError({"ends": "The event ends before it starts. Change one of the two times."})

    @property
    def is_over(self) -> bool:
        """Say whether the event is over."""
        end = self.ends or self.starts
        return end is not None and end < timezone.now()

    @property
    def where(self) -> str:
        """Return how and where one takes part, in words."""
        return where(self.place_kind, self.place)

    @property
    def one_day(self) -> bool:
        """Say whether start and end fall on one day here."""
        if not (self.starts and self.ends):
            return True
        return timezone.localdate(self.starts) == timezone.localdate(self.ends)

    @property
    def body_html(self) -> str:
        """Return the body, made safe by the one pipeline."""
        return markup.render(self.body)


def where(place_kind: str, place: str) -> str:
    """Return how and where one takes part in an event, in words."""
    kind = str(EventPage.Place(place_kind).label)
    return f"{kind}, {place}" if place else kind
