"""HTTP for people: status, desk, briefing, account; and the log-in doors that close onto allauth's."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from network.membership import actions
from network.membership.access import get_application
from network.membership.desk import sheet
from network.membership.forms import BriefingForm, DecisionForm
from network.membership.models import Application, User
from network.membership.querysets import applications_visible_to


def person(request: HttpRequest) -> User:
    """Return the signed-in person; every view here but one stands behind `login_required`."""
    return cast("User", request.user)


def closed_login(request: HttpRequest) -> HttpResponse:
    """Send every other log-in door to the one with a second factor, keeping a safe destination."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}" if wanted and safe else reverse("account_login"))


@require_safe
@login_required
def application(request: HttpRequest) -> HttpResponse:
    """Show an applicant where the application stands."""
    found = Application.objects.filter(user=person(request)).first()
    return render(request, "membership/application.html", {"application": found})


@require_safe
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """List what waits for a steward, oldest first. Nobody else learns that there is a desk."""
    if not person(request).is_steward:
        raise Http404
    waiting = applications_visible_to(person(request)).filter(state=Application.State.WAITING)
    return render(request, "membership/queue.html", {"page": Paginator(waiting, 25).get_page(request.GET.get("page"))})


@login_required
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one application with what to compare, and take the decision."""
    found = get_application(person(request), public_id)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        approve = form.cleaned_data["decision"] == "approve"
        action = actions.approve_application if approve else actions.decline_application
        if action(found, actor=person(request), reason=form.cleaned_data["reason"]):
            messages.success(request, "Approved. They have been told." if approve else "Declined. They have been told why.")
        else:
            messages.warning(request, "Somebody else decided this application a moment ago. Nothing of yours was recorded.")
        return redirect("membership:queue")
    context = {"application": found, "form": form, "sheet": sheet(found)}
    return render(request, "membership/decide.html", context, status=422 if form.errors else 200)


@login_required
def briefing(request: HttpRequest) -> HttpResponse:
    """The short case-privacy briefing that opens posting."""
    if not person(request).is_verified:
        return redirect("membership:application")
    form = BriefingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.complete_briefing(person(request), actor=person(request))
        messages.success(request, "Done. You can post now.")
        return redirect("/")
    return render(request, "membership/briefing.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show what the network knows of the reader, and the way to second factor, sessions and sign-out."""
    return render(request, "membership/account.html", {"second_factor": is_mfa_enabled(person(request))})
