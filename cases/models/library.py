"""The page in the CMS's tree that hosts the case library."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import strip_tags
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from cases.deidentification import blocking, check

SLUG = "cases"


class CaseLibraryPage(Page):
    """Introduction and house rules by the editors; the cases below it come from `cases.models`, never from a page.

    Wagtail keeps what an author typed in seven places, so case text is never in a page, draft or revision (design 5.7).
    The slug is fixed, so that every case keeps its address /cases/<id>/ whatever an editor does.
    """

    introduction = RichTextField(blank=True, features=["bold", "italic", "link", "ul"])
    house_rules = RichTextField(blank=True, features=["bold", "italic", "link", "ul", "ol"])

    TYPED: ClassVar = ("title", "seo_title", "search_description", "introduction", "house_rules")

    # By number alone: which cases stand on top is an editor's choice, what they say is never in a page or its drafts.
    pinned = ParentalManyToManyField("cases.Case", blank=True, limit_choices_to={"state": "published"}, related_name="+")

    pin_order = models.CharField(
        "order of the pinned cases",
        max_length=200,
        blank=True,
        help_text="Their numbers, first one first: “29, 12, 7”. Those you leave out follow, newest first.",
        validators=[RegexValidator(r"\A[\d, ]*\Z", "Give numbers with commas between them, for example “29, 12, 7”.")],
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        "introduction",
        "house_rules",
        FieldPanel("pinned", widget=forms.CheckboxSelectMultiple),
        "pin_order",
    ]
    max_count = 1
    subpage_types: ClassVar[list[str]] = []
    template = "cases/library.html"

    def clean(self) -> None:
        """Refuse another slug, and texts that identify someone."""
        super().clean()
        leaking = [name for name in self.TYPED if blocking(check(strip_tags(getattr(self, name))))]
        if leaking:
            raise ValidationError(dict.fromkeys(leaking, "Replace what identifies someone in this text."))
        if self.slug != SLUG:
            raise ValidationError({"slug": f"The case library stays at /{SLUG}/: cases keep their addresses below it."})

    def pinned_ids(self) -> list[int]:
        """Return the pinned cases in the editor's order."""
        wanted = [int(number) for number in re.findall(r"\d+", self.pin_order)]
        place = {pk: n for n, pk in reversed(list(enumerate(wanted)))}
        return sorted((case.pk for case in self.pinned.all()), key=lambda pk: (place.get(pk, len(place)), -pk))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """List the published cases that the reader may open; a visitor sees what the library is and how to join."""
        from cases import library  # noqa: PLC0415  (it reads models of this package)
        from cases.models.featured import FeaturedCase  # noqa: PLC0415  (a sibling)

        shelf = library.load(request.user, request.GET, self.pinned_ids())
        context = {"room": "cases", "library": self, "shelf": shelf, "sorts": library.SORTS}
        context["featured_cases"] = FeaturedCase.objects.public()[: library.FEATURED]
        return render(request, self.template, context)
