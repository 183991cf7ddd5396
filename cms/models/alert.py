"""Drug alerts."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from wagtail.models import Page

from network.forum import markup

PAST_PER_PAGE = 20


class AlertIndexPage(Page):
    """All alerts, current first."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = ["cms.AlertPage"]
    template = "cms/alerts.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the alerts, split into current and expired."""
        today = timezone.localdate()
        alerts = AlertPage.objects.child_of(self).live().order_by("-issued", "-pk")
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        past = Paginator(alerts.filter(expires__lt=today), PAST_PER_PAGE).get_page(request.GET.get("page"))
        return {**context, "current": alerts.filter(expires__gte=today), "past": past}


class AlertPage(Page):
    """One alert: what, how sure, until when."""

    class Grade(models.TextChoices):
        """How far it reaches and how sure it is."""

        NATIONAL = "national_confirmed", "National, confirmed"
        REGIONAL = "regional_confirmed", "Regional, confirmed"
        LOCAL = "local_checking", "Local, being checked"

    grade = models.CharField(max_length=20, choices=Grade)
    summary = models.TextField(max_length=400)
    body = models.TextField(help_text="Markdown.")
    tested = models.CharField("how it was tested", max_length=300, blank=True)
    originator = models.CharField(max_length=200)
    issued = models.DateField(default=date.today)
    expires = models.DateField()
    topics = ParentalManyToManyField("search.Term", blank=True, related_name="alerts")

    content_panels: ClassVar = [
        *Page.content_panels,
        "grade",
        "summary",
        "body",
        "tested",
        "originator",
        "issued",
        "expires",
        "topics",
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.AlertIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/alert.html"

    @property
    def is_current(self) -> bool:
        """Say whether the alert still stands."""
        return self.expires >= timezone.localdate()

    @property
    def body_html(self) -> str:
        """Return the body, made safe by the one pipeline."""
        return markup.render(self.body)
