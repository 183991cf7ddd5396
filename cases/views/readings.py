"""The reading record of a sensitive case, for its board's moderators and for stewards. Never a word of the case."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cases import reading_record
from cases.forms.readings import ReadingsForm
from cases.views.frame import person, private


@private
def readings(request: HttpRequest) -> HttpResponse:
    """Ask for a case by its number, then list who opened it. Only the post reads, so that each look is recorded once."""
    user = person(request)
    if not (user.is_steward or user.moderates):
        raise Http404
    start = {"number": request.GET.get("number", "")}
    form = ReadingsForm(request.POST if request.method == "POST" else None, user=user, initial=start)
    context = {"room": "cases", "form": form, "case": None, "rows": []}
    if request.method == "POST" and form.is_valid() and form.case is not None:
        context |= {"case": form.case, "rows": reading_record.read_record(form.case, actor=user)}
    return render(request, "cases/readings.html", context, status=422 if form.errors else 200)
