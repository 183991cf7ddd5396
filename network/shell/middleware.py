"""Response headers that depend on where a page stands, and the plain answer when the database is busy."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

GetResponse = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)

CMS_PREFIX = "/admin/"
OUT_OF_REACH = (OperationalError, InterfaceError)  # refused, locked, timed out, or gone in mid-request
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), browsing-topics=()"


def policy_headers(get_response: GetResponse) -> GetResponse:
    """Give the CMS its own content policy, and keep what a signed-in person sees out of every shared cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(CMS_PREFIX):
            response._csp_config = settings.CMS_CONTENT_SECURITY_POLICY["DIRECTIVES"]  # type: ignore[attr-defined]
            response["X-Frame-Options"] = "SAMEORIGIN"  # the editor previews pages in a frame
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if "no-store" not in response.get("Cache-Control", "") and _may_be_signed_in(request):
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware


def _may_be_signed_in(request: HttpRequest) -> bool:
    """Say whether the page was made for a signed-in person; where the database cannot be asked, that it may have been."""
    user = getattr(request, "user", None)
    try:
        return user is not None and bool(user.is_authenticated)
    except OUT_OF_REACH:
        return True


class BusyDatabase(MiddlewareMixin):
    """Answer 503 with the house's page when the database refuses or stays locked; log the kind only.

    Django shows this class what views raise. What another middleware raises (reading the session, for example) ends in
    `shell.views.server_error`, which gives the same answer.
    """

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the busy page for a database that is out of reach, nothing for any other error."""
        if not isinstance(exception, OUT_OF_REACH):
            return None
        logger.error("database unavailable: %s", type(exception).__name__)
        from network.shell.views import busy  # noqa: PLC0415  (views import templates, middleware loads first)

        return busy(request)
