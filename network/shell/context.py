"""What every template may rely on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the site's name and whether this is the demonstration."""
    return {"site_name": settings.SITE_NAME, "demo": settings.DEMO, "csp_nonce": getattr(request, "csp_nonce", "")}
