"""Resources: sheets, letters and teaching cards that services may take and change."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from wagtail.models import Page

from network.forum import markup
from network.membership.roles import Role


class ResourceIndexPage(Page):
    """All resources, by kind."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = ["cms.ResourcePage"]
    template = "cms/resources.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the resources of the chosen kind, and the kinds there are."""
        resources = ResourcePage.objects.child_of(self).live().select_related("keeper").order_by("title")
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        shown = list(resources)
        kinds = [(value, label) for value, label in ResourcePage.Kind.choices if any(r.kind == value for r in shown)]
        kind = request.GET.get("kind", "")
        chosen = kind if kind in dict(kinds) else ""
        return {**context, "kinds": kinds, "kind": chosen, "resources": [r for r in shown if not chosen or r.kind == chosen]}


class ResourcePage(Page):
    """One resource, with the person who keeps it and the day on which it was last checked."""

    class Kind(models.TextChoices):
        """What it is."""

        CHECKLIST = "checklist", "Checklist"
        LETTER = "letter", "Letter to adapt"
        TEACHING = "teaching", "Teaching card"
        WORKSHEET = "worksheet", "Worksheet"
        LEAFLET = "leaflet", "Leaflet"
        ELSEWHERE = "elsewhere", "Kept elsewhere"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CHECKLIST)
    summary = models.TextField(max_length=400)
    audience = models.CharField("who it is for", max_length=160, blank=True)
    body = models.TextField(blank=True, help_text="Markdown. The text itself, where it fits on a page.")
    link = models.URLField("web address", blank=True, help_text="Where it is kept, if not here.")
    document = models.ForeignKey("cms.HouseDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="kept by",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"is_active": True, "role__in": [Role.MEMBER, Role.ASSOCIATE]},
        help_text="Members see the name; visitors do not.",
    )
    # A draft may lack it, so the column is empty until then; nothing is published without it.
    checked = models.DateField("last checked", null=True)
    next_review = models.DateField("next review due", null=True, blank=True)
    topics = ParentalManyToManyField("search.Term", blank=True, related_name="resources")

    content_panels: ClassVar = [
        *Page.content_panels,
        "kind",
        "summary",
        "audience",
        "body",
        "link",
        "document",
        "keeper",
        "checked",
        "next_review",
        "topics",
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.ResourceIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/resource.html"

    def clean(self) -> None:
        """Refuse a day of checking that has not come."""
        super().clean()
        if self.checked and self.checked > timezone.localdate():
            raise ValidationError({"checked": "This day has not come yet. Enter the day on which it was last checked."})

    @property
    def is_overdue(self) -> bool:
        """Say whether the next review should have happened."""
        return self.next_review is not None and self.next_review < timezone.localdate()

    @property
    def body_html(self) -> str:
        """Return the body, made safe by the one pipeline."""
        return markup.render(self.body)
