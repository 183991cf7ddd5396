"""What every page about cases stands behind."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from network.membership.models import User

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Signed in, never cached, and no posted value in any error report (design 5.7)."""

    @login_required
    @never_cache
    @sensitive_post_parameters()
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return wrapped


def person(request: HttpRequest) -> User:
    """Return the signed-in person; every view here stands behind `private`."""
    return cast("User", request.user)
