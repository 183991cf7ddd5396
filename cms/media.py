"""Serve renditions of pictures on one box, where no web server stands in front. Originals and documents are never served here."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

PUBLIC_FOLDER = "images/"


@require_safe
def public_media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Return a rendition; anything else is absent."""
    if not name.startswith(PUBLIC_FOLDER):
        raise Http404
    try:
        path = safe_join(settings.MEDIA_ROOT, name)
        return FileResponse(open(path, "rb"), headers={"Content-Security-Policy": "default-src 'none'; sandbox"})  # noqa: SIM115  (the response closes it)
    except (OSError, SuspiciousFileOperation) as error:
        raise Http404 from error
