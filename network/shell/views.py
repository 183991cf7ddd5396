"""Error pages, health and the style guide: pages that belong to no app."""

from __future__ import annotations

import sys

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.views.decorators.http import require_safe

from network.shell.held import beside_the_form, give_back
from network.shell.middleware import OUT_OF_REACH
from network.shell.sample import samples


def page(request: HttpRequest, name: str, status: int) -> HttpResponse:
    """Render the error page `name` in the house's frame."""
    return render(request, f"{name}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    return page(request, "400", 400)


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403, with the reason where our own code gave one."""
    reason = str(exception) if isinstance(exception, PermissionDenied) and str(exception) else ""
    return render(request, "403.html", {"reason": reason}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None, rest: str = "") -> HttpResponse:
    """Answer 404: the same body for what is hidden and what is absent."""
    return page(request, "404", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 from a template that needs neither database nor session; 503 where the database is what failed."""
    if isinstance(sys.exc_info()[1], OUT_OF_REACH):
        return busy(request)
    return HttpResponse(get_template("500.html").render(), status=500)  # no request: no context processor asks the database


def busy(request: HttpRequest) -> HttpResponse:
    """Answer 503 when the database is out of reach, with what was typed to send again; asks the database nothing."""
    response = give_back(request, "503.html", 503)
    response["Retry-After"] = "5"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose protection token has gone stale (a log-in elsewhere renews it): the text comes back."""
    if request.headers.get("HX-Request"):
        return beside_the_form(request, "shell/_stale_form.html")
    return give_back(request, "403_csrf.html", 403)


@require_safe
def signed_in(request: HttpRequest) -> HttpResponse:
    """Say that the way back to a half-sent text is open (shown in the tab that `signed_out.html` opened)."""
    return page(request, "signed_in", 200) if request.user.is_authenticated else redirect("account_login")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Say whether the process answers and the database does too (JSON, 200 or 503)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # noqa: BLE001  (any failure of the database means the same to a load balancer)
        return JsonResponse({"database": "unavailable"}, status=503)
    return JsonResponse({"database": "ok"})


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    return render(request, "shell/styleguide.html", samples())
