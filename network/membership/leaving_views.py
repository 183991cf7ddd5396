"""HTTP for taking one's data along, leaving, and coming back; and for the steward who erases."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from network.membership import exporting
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
