"""Two gates: staff without a second factor reach nothing but its enrolment, and who has to accept changed rules gets a text back."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from network.membership.models import User
from network.shell.held import beside_the_form, give_back
from network.shell.middleware import CMS_PREFIX

ALWAYS_OPEN = ("/static/", "/health/", "/accounts/logout/")
# Where a person who has to enrol may go: the pages that set a factor up, and the password that these ask for.
ENROL = (
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/reauthenticate/",
)
# Where a session that has not used the factor may go. Not where it could be turned off with a password alone.
PROVE = ("/accounts/2fa/reauthenticate/", "/accounts/2fa/webauthn/reauthenticate/")
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def used_factor(request: HttpRequest) -> bool:
    """Say whether this very session proved a second factor (allauth records each method that a session used)."""
    methods = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    return any(method.get("method") == "mfa" for method in methods)


def send_to(request: HttpRequest, address: str) -> HttpResponse:
    """Redirect, also where htmx asks for a part of a page: a part must not become the enrolment page."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def second_factor_gate(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keep a moderator, editor, steward or CMS user without a second factor out of everything but its enrolment.

    SECURITY: the factor is looked up at every request (one query, for staff alone): a factor removed in one session closes
    the door in all of them. A session that has not used the factor is asked for it, and whoever opens the CMS counts as
    staff, however they came by the right.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        user, path = request.user, request.path
        if path.startswith(ALWAYS_OPEN) or not isinstance(user, User):
            return get_response(request)
        if user.needs_second_factor or path.startswith(CMS_PREFIX):
            if not Authenticator.objects.filter(user=user, type__in=FACTORS).exists():
                if path.startswith(ENROL):
                    return get_response(request)
                messages.warning(request, "Your role needs a second factor. Set one up to go on.")
                return send_to(request, reverse("mfa_activate_totp"))
            if not used_factor(request) and not path.startswith(PROVE):
                return send_to(request, f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
        return get_response(request)

    return middleware


def changed_rules(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Where something is refused to a member who has to accept changed rules, say so; a text that arrived is given back, not lost.

    The refusal itself is the permission table's (`policy.is_briefed`). This only explains it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        user = request.user
        if response.status_code != 403 or not (isinstance(user, User) and user.is_verified and user.rules_due_at):
            return response
        if request.headers.get("HX-Request"):
            return beside_the_form(request, "membership/_rules_due.html")
        if request.method == "POST":
            return give_back(request, "membership/rules_due.html", 403)
        return redirect(f"{reverse('membership:accept')}?{urlencode({'next': request.get_full_path()})}")

    return middleware
