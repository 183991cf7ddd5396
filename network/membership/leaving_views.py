"""HTTP for taking one's data along, leaving, and coming back; and for the steward who erases."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from network.membership import erasing, exporting, leaving
from network.membership.access import only_stewards
from network.membership.grouping import Refused
from network.membership.leaving_forms import LeaveForm
from network.membership.querysets import departures_visible_to
from network.membership.views import person

MAKING = "Your copy is being made."
MADE_ALREADY = "It is being made already."


@login_required
@reauthentication_required
def data(request: HttpRequest) -> HttpResponse:
    """Show how far the copy of one's data is, and have one made."""
    who = person(request)
    if request.method == "POST":
        asked = exporting.ask_export(who, actor=who)
        messages.add_message(request, messages.SUCCESS if asked else messages.WARNING, MAKING if asked else MADE_ALREADY)
        return redirect("membership:data")
    return render(request, "membership/data.html", {"export": exporting.find(who)})


@require_safe
@login_required
@reauthentication_required
def data_file(request: HttpRequest) -> HttpResponse:
    """Hand the copy to its owner. The address is the same for everybody: there is no id to guess."""
    content = exporting.take(person(request), actor=person(request))
    if content is None:
        raise Http404
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="your-data.zip"', "Cache-Control": "no-store"},
    )


GONE = "That was not possible any more."
BACK = "Welcome back."


@login_required
@reauthentication_required
def leave(request: HttpRequest) -> HttpResponse:
    """Say what leaving means, and leave."""
    who = person(request)
    if leaving.find(who):
        return redirect("membership:application")
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if departure := leaving.leave(who, actor=who, **form.cleaned_data):
                leaving.end_other_sessions(who, but=request.session.session_key)
                messages.success(request, f"You have left. You can come back until {timezone.localtime(departure.due):%-d %B}.")
            return redirect("membership:application")
        except Refused:
            form = LeaveForm()  # the page says what stands in the way
    context = {"form": form, "stops": leaving.stops(who), "remains": leaving.remains(who)}
    return render(request, "membership/leave.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@login_required
def come_back(request: HttpRequest) -> HttpResponse:
    """Take the leaving back."""
    try:
        changed = leaving.come_back(person(request), actor=person(request))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.add_message(request, messages.SUCCESS if changed else messages.WARNING, BACK if changed else GONE)
    return redirect("membership:application")


@require_safe
@login_required
def departures(request: HttpRequest) -> HttpResponse:
    """List the people who left, longest ago first, the erased ones last."""
    only_stewards(person(request))
    page = Paginator(departures_visible_to(person(request)), 25).get_page(request.GET.get("page"))
    return render(request, "membership/departures.html", {"page": page})


STEPS: dict[str, tuple[Callable[..., bool], str]] = {
    "erase": (leaving.erase, "The erasure has begun. It goes on by itself."),
    "resume": (leaving.resume, "It goes on."),
}


@login_required
def departure(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one leaving to a steward, who begins the erasure or has it go on."""
    found = get_object_or_404(departures_visible_to(person(request)), public_id=public_id)
    name = request.POST.get("do", "")
    if request.method == "POST" and name in STEPS:
        action, done = STEPS[name]
        try:
            changed = action(found, actor=person(request))
            messages.add_message(request, messages.SUCCESS if changed else messages.WARNING, done if changed else GONE)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect("membership:departure", public_id)
    steps = list(found.steps.all())
    context = {"departure": found, "steps": steps, "wanted": len(erasing.steps())}
    context["holds"] = [] if found.started_at else leaving.holds(found)
    return render(request, "membership/departure.html", context)
