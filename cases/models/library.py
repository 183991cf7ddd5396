"""The page in the CMS's tree that hosts the case library."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import strip_tags
from wagtail.fields import RichTextField
from wagtail.models import Page

from cases.deidentification import blocking, check

SLUG = "cases"
CASES_PER_PAGE = 12


class CaseLibraryPage(Page):
    """Introduction and house rules by the editors; the cases below it come from `cases.models`, never from a page.

    Wagtail keeps what an author typed in seven places, so case text is never in a page, draft or revision (design 5.7).
    The slug is fixed, so that every case keeps its address /cases/<id>/ whatever an editor does.
    """

    introduction = RichTextField(blank=True, features=["bold", "italic", "link", "ul"])
    house_rules = RichTextField(blank=True, features=["bold", "italic", "link", "ul", "ol"])

    TYPED: ClassVar = ("title", "seo_title", "search_description", "introduction", "house_rules")

    content_panels: ClassVar = [*Page.content_panels, "introduction", "house_rules"]
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

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """List the published cases that the reader may open; a visitor sees what the library is and how to join."""
        from cases.models.case import Case, CaseStatus, Setting  # noqa: PLC0415  (the models of one package load in turn)
        from search.models import Term  # noqa: PLC0415

        visible = Case.objects.published().visible_to(request.user)
        chosen = {key: request.GET.get(key, "") for key in ("topic", "setting", "status")}
        cases = visible
        if chosen["topic"]:
            cases = cases.filter(topics__slug=chosen["topic"])
        if chosen["setting"] in Setting.values:
            cases = cases.filter(setting=chosen["setting"])
        if chosen["status"] in CaseStatus.values:
            cases = cases.filter(status=chosen["status"])
        page = Paginator(cases.for_listing().order_by("-published_at", "-pk"), CASES_PER_PAGE).get_page(request.GET.get("page"))
        topics = Term.objects.filter(Q(cases__in=visible)).distinct().order_by("name")
        context = {
            "room": "cases",
            "library": self,
            "page": page,
            "topics": topics,
            "settings": Setting.choices,
            "statuses": CaseStatus.choices,
            **chosen,
        }
        return render(request, self.template, context)
