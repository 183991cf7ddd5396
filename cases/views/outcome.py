"""Saying what happened, a moderator's look at it where it ended badly, and where support is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cases import outcomes
from cases.access import get_case, get_outcome_to_look_at
from cases.forms import LookForm, OutcomeForm
from cases.models import Case
from cases.permissions import Can, require
from cases.views.frame import person, private

TOO_LATE = "Somebody else decided, or its author changed it, a moment ago. Nothing of yours was recorded."


@private
def outcome(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record what happened."""
    found = get_case(person(request), public_id)
    require(person(request), Can.RECORD_OUTCOME, found)
    start = {"outcome": found.outcome_waiting or found.outcome, "nothing_helped": found.nothing_helped}
    form = OutcomeForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid() and recorded(request, found, form):
        return redirect("cases:after" if outcome_waits(found) else found)
    context = {"room": "cases", "case": found, "form": form}
    return render(request, "cases/outcome.html", context, status=422 if form.errors else 200)


def outcome_waits(case: Case) -> bool:
    """Say whether a moderator looks first at what was just recorded."""
    return Case.objects.outcome_waits().filter(pk=case.pk).exists()


def recorded(request: HttpRequest, found: Case, form: OutcomeForm) -> bool:
    """Record what the form says and tell its writer what became of it; False with an error in the form."""
    wanted = {name: form.cleaned_data[name] for name in ("outcome", "ended", "nothing_helped")}
    try:
        outcomes.record(found, actor=person(request), **wanted)
    except outcomes.SomethingHelped:
        form.add_error("nothing_helped", "You marked a reply as helpful. Take that back below the reply, or leave this open")
        return False
    if outcome_waits(found):
        text = f"Kept. A moderator reads the outcome of {found.reference} before anybody else does."
    elif found.thread and found.thread.is_locked:
        text = "Recorded, and those who follow the case are told. A moderator has locked its discussion: that stays closed."
    else:
        text = "Recorded. Those who follow the case are told, and its discussion is on top again."
    messages.success(request, text)
    return True


@private
def look_at_outcome(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a moderator an outcome that waits; let readers see it, or give it back with a note."""
    found = get_outcome_to_look_at(person(request), public_id)
    form = LookForm(request.POST if request.method == "POST" else None, initial={"version": found.version})
    if request.method != "POST" or not form.is_valid():
        context = {"room": "cases", "case": found, "form": form}
        return render(request, "cases/outcome_look.html", context, status=422 if form.errors else 200)
    user, version = person(request), form.cleaned_data["version"]
    if "show" in request.POST:
        done = outcomes.let_show(found, actor=user, version=version)
        text = f"Readers see the outcome of {found.reference} now."
    else:
        done = outcomes.give_back(found, actor=user, version=version, note=form.cleaned_data["note"].strip())
        text = f"The outcome of {found.reference} is back with its author."
    messages.add_message(request, messages.SUCCESS if done else messages.WARNING, text if done else TOO_LATE)
    return redirect("cases:review_queue")


@require_safe
@private
def after(request: HttpRequest) -> HttpResponse:
    """Say what to do, and whom to talk to, after a death or a serious incident."""
    return render(request, "cases/after.html", {"room": "cases"})
