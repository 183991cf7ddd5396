"""The second-factor gate: staff without one reach nothing but the page that sets it up."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from network.membership.models import User

OPEN_PREFIXES = ("/accounts/", "/static/", "/health/")
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def second_factor_gate(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send a moderator, editor, steward or CMS user who has no second factor to the enrolment page, from everywhere.

    SECURITY: the factor is looked up at every request (one query, for staff alone): a factor removed in one session closes
    the door in all of them.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        gated = isinstance(user, User) and not request.path.startswith(OPEN_PREFIXES) and user.needs_second_factor
        if gated and not Authenticator.objects.filter(user=user, type__in=FACTORS).exists():
            messages.warning(request, "Your role needs a second factor. Set one up to go on.")
            return redirect("mfa_activate_totp")
        return get_response(request)

    return middleware
