"""The start page of each role, and the plain pages about the network."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from wagtail.fields import RichTextField
from wagtail.models import Page


class HomePage(Page):
    """The root of the site. What it shows depends on who comes (cms/home.py)."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render the visitor's page, the applicant's, or the member's."""
        from cms.views import start_page  # noqa: PLC0415  (it reads models of every app, which load after this one)

        return start_page(request)


class InfoPage(Page):
    """A plain page: house rules, privacy, accessibility, complaints, who runs this."""

    body = RichTextField(features=["h2", "h3", "bold", "italic", "link", "ul", "ol"])
    content_panels: ClassVar = [*Page.content_panels, "body"]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.InfoPage"]
    subpage_types: ClassVar[list[str]] = ["cms.InfoPage"]
    template = "cms/info.html"
