"""The start page. Wagtail's page tree hosts it; it is served directly, since its five look-ups would find the same page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms import home


@require_safe
def start_page(request: HttpRequest) -> HttpResponse:
    """Render the visitor's page, the applicant's, or the member's."""
    template, page = home.load(request.user)
    return render(request, template, {"home": page})
