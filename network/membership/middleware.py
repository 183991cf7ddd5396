"""The second-factor gate: staff without one reach nothing but the page that sets it up."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from network.membership.models import User

OPEN_PREFIXES = ("/accounts/", "/static/", "/health/")
SESSION_KEY = "second_factor_seen"


def second_factor_gate(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send a moderator, editor, steward or CMS user who has no second factor to the enrolment page, from everywhere."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User) and not request.path.startswith(OPEN_PREFIXES) and user.needs_second_factor:
            # The answer "yes" is kept in the session, which allauth ends when a factor is removed elsewhere.
            if not request.session.get(SESSION_KEY):
                if not is_mfa_enabled(user):
                    messages.warning(request, "Your role needs a second factor. Set one up to go on.")
                    return redirect("mfa_index")
                request.session[SESSION_KEY] = True
        return get_response(request)

    return middleware
