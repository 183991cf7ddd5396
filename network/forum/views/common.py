"""What several views do: who asks, and giving back a text that has nowhere to go."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from network.membership.models import User


def person(request: HttpRequest) -> User:
    """Return the signed-in person; every view that calls this stands behind `login_required`."""
    return cast("User", request.user)


def from_htmx(request: HttpRequest) -> bool:
    """Say whether htmx asks for a part of the page: it swaps in answers of status 200 alone."""
    return request.headers.get("HX-Request") == "true"


def text_back(request: HttpRequest) -> HttpResponse:
    """Answer 404 with what the writer typed: the place may be gone, or closed to them, and the page does not say which.

    SECURITY: it holds nothing but the request's own text, so it is the same for hidden and absent.
    """
    typed = "\n\n".join(filter(None, (request.POST.get(name, "")[:20_000] for name in ("title", "text"))))
    return render(request, "forum/gone.html", {"room": "discussions", "typed": typed}, status=404)
