"""Disclosure incidents: opening one, its page, going on with what is left, closing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from network.forum import incident_page, slots
from network.forum import incidents as acts
from network.forum.access import get_incident, get_post, get_report, get_thread
from network.forum.budget import budgeted
from network.forum.forms import CloseIncidentForm, IncidentForm
from network.forum.models import Incident, Post, Report, Thread
from network.forum.permissions import Can, allows
from network.forum.views.common import person


@never_cache
@sensitive_post_parameters()
@login_required
@budgeted
def open_for_report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open an incident about what was reported."""
    return _open(request, get_report(person(request), public_id))


@never_cache
@sensitive_post_parameters()
@login_required
@budgeted
def open_for_post(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open an incident about a post that nobody reported."""
    return _open(request, get_post(person(request), public_id))


@never_cache
@sensitive_post_parameters()
@login_required
@budgeted
def open_for_thread(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open an incident about a thread whole, with the case it discusses."""
    return _open(request, get_thread(person(request), public_id))


def _open(request: HttpRequest, found: Report | Post | Thread) -> HttpResponse:
    user = person(request)
    if not allows(user, Can.OPEN_INCIDENT, found):
        raise Http404  # what moderators can do is nobody else's to learn
    subject = found.subject if isinstance(found, Report) else found
    post = subject if isinstance(subject, Post) else None
    thread = subject.thread if isinstance(subject, Post) else subject
    standing = Incident.objects.filter(thread=thread, post=post).first()
    if standing is not None:
        return redirect(standing)
    form = IncidentForm(request.POST if request.method == "POST" else None, whole=post is None)
    if form.is_valid():
        wanted: dict[str, Any] = {"title_too": False, **{name: form.cleaned_data[name] for name in form.answers}}
        incident, new = acts.open_incident(found, actor=user, **wanted)
        messages.success(request, "Hidden at once, and being removed everywhere." if new else "It was open already.")
        return redirect(incident)
    head = [] if post else slots.thread_head.panels(thread, user)
    context = {"room": "discussions", "post": post, "thread": thread, "head": head, "form": form}
    return render(request, "forum/incident_open.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@never_cache
@login_required
def incidents(request: HttpRequest) -> HttpResponse:
    """List the incidents the reader may lead, newest first; 404 for everybody who moderates nothing."""
    user = person(request)
    if not user.moderates:
        raise Http404
    found = Incident.objects.visible_to(user).select_related("board", "opened_by")
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    return render(request, "forum/incidents.html", {"room": "discussions", "page": page})


@require_safe
@never_cache
@login_required
def incident(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what was removed where, what could not be, and the report clock."""
    return _page(request, get_incident(person(request), public_id), CloseIncidentForm())


@require_POST
@login_required
def resume(request: HttpRequest, public_id: str) -> HttpResponse:
    """Go on with the steps that are not done."""
    found = get_incident(person(request), public_id)
    done = acts.resume(found, actor=person(request))
    found.refresh_from_db()
    if found.finished_at:
        messages.success(request, "Everything is removed." if done else "Everything was done.")
    else:
        messages.info(request, "What is left is being removed. Load this page again in a minute.")
    return redirect(found)


@require_POST
@never_cache
@sensitive_post_parameters()
@login_required
def close_incident(request: HttpRequest, public_id: str) -> HttpResponse:
    """Seal the record."""
    found = get_incident(person(request), public_id)
    form = CloseIncidentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    data = form.cleaned_data
    try:
        done = acts.close_incident(found, actor=person(request), regulator=data["regulator"], lessons=data["lessons"])
    except acts.NotFinished:
        form.add_error(None, "A step is not done yet. Nothing was closed; what you wrote is below.")
        return _page(request, found, form)
    messages.success(request, "Closed. The record is sealed." if done else "Somebody had closed it already.")
    return redirect(found)


def _page(request: HttpRequest, found: Incident, form: CloseIncidentForm) -> HttpResponse:
    context = {"room": "discussions", "page": incident_page.load(found), "form": form}
    return render(request, "forum/incident.html", context, status=422 if form.is_bound else 200)
