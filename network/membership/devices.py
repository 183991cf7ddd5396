"""Browsers a person has signed in from before: a signed cookie in the browser itself, so that no list of devices is kept of anybody."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from network.membership.models import User

SALT = "membership.known-browser"
DAYS = 365
MOST = 5  # people who share one browser; the earliest is forgotten first


def cookie_name() -> str:
    """Return the cookie's name: bound to this very host, like the session's, wherever that one is."""
    return "__Host-known" if settings.SESSION_COOKIE_NAME.startswith("__Host-") else "known"


def known_people(request: HttpRequest) -> list[str]:
    """Return the public ids of those who signed in from this browser; nothing where the cookie is missing, old or altered."""
    try:
        found = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=DAYS * 86_400)
    except signing.BadSignature:
        return []
    return [str(key) for key in found] if isinstance(found, list) else []


def remember(request: HttpRequest, response: HttpResponseBase, user: User) -> bool:
    """Remember that `user` signed in from this browser. Return whether that is new."""
    people = known_people(request)
    new = user.public_id not in people
    kept = [*(key for key in people if key != user.public_id), user.public_id][-MOST:]
    response.set_cookie(
        cookie_name(),
        signing.dumps(kept, salt=SALT),
        max_age=DAYS * 86_400,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return new
