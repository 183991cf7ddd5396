"""HTTP for the stewards' desk. Nobody else learns that there is one: every address answers 404."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from network.membership import audit_log, deciding, rechecking, recovery
from network.membership.access import get_application
from network.membership.desk import sheet, why_not
from network.membership.duties import LastSteward
from network.membership.forms import DecisionForm, NoteForm
from network.membership.lifecycle import By, Verb, possible
from network.membership.models import Application, NameChange, User
from network.membership.permissions import Can, allows
from network.membership.proof import standing
from network.membership.querysets import SHELVES, shelf
from network.membership.replies import REPLIES, Reply
from network.membership.views import person

DECISIONS: dict[Verb, tuple[Callable[..., bool], str]] = {
    Verb.APPROVE: (deciding.approve_application, "Approved. They have been told."),
    Verb.LIMIT: (deciding.limit_application, "They may read and discuss, and have been told why."),
    Verb.ASK: (deciding.ask_applicant, "Asked. It comes back to the queue when they answer."),
    Verb.DECLINE: (deciding.decline_application, "Declined. They have been told why."),
    Verb.SUSPEND: (deciding.suspend, "Suspended. Members’ rooms are closed to them from now on."),
    Verb.LAPSE: (deciding.mark_lapsed, "Paused. Members’ rooms are closed to them from now on."),
    Verb.REINSTATE: (deciding.reinstate, "Open again. Duties have to be given anew."),
    Verb.REINSTATE_LIMITED: (deciding.reinstate, "Open again, with the limits it had. Duties have to be given anew."),
}
TOO_LATE = "Somebody else decided this application a moment ago, or the number or the name is held by another. Nothing of yours was recorded."
NOT_YOU = "You cannot decide this one. Nothing was recorded."


@require_safe
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """List one shelf of the desk, longest waiting first."""
    if not person(request).is_steward:
        raise Http404
    name = request.GET.get("show", "waiting")
    words = request.GET.get("q", "")[:80].replace("\x00", "").strip()
    page = Paginator(shelf(person(request), name, words), 25).get_page(request.GET.get("page"))
    context = {"page": page, "show": name if name in SHELVES else "waiting", "words": words}
    return render(request, "membership/queue.html", context)


@login_required
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one application with what to compare, and take the decision."""
    found = get_application(person(request), public_id)
    verbs = possible(found, By.STEWARD)
    start = REPLIES.get(request.GET.get("reply", ""), Reply("", "")).text
    form = DecisionForm(request.POST or None, application=found, verbs=verbs, initial={"reason": start})
    if request.method == "POST" and not allows(person(request), Can.DECIDE_APPLICATION, found):
        messages.warning(request, NOT_YOU)
        return redirect("membership:decide", public_id)
    if request.method == "POST" and form.is_valid():
        action, done = DECISIONS[form.cleaned_data["verb"]]
        try:
            changed = action(found, actor=person(request), reason=form.cleaned_data["reason"])
        except LastSteward as refusal:
            messages.warning(request, str(refusal))
            return redirect("membership:decide", public_id)
        messages.add_message(request, messages.SUCCESS if changed else messages.WARNING, done if changed else TOO_LATE)
        return redirect("membership:queue")
    if request.method != "POST":
        deciding.note_reading(found, actor=person(request))
    return page(request, found, form, NoteForm(), 422 if form.errors else 200)


def page(request: HttpRequest, found: Application, form: DecisionForm, notes: NoteForm, status: int) -> HttpResponse:
    """Render the page of one application."""
    context = {
        "application": found,
        "form": form,
        "note_form": notes,
        "sheet": sheet(found),
        "why_not": why_not(person(request), found),
        "verbs": [verb.name for verb in form.verbs],
        "replies": REPLIES,
        "pieces": {piece.kind: piece for piece in found.evidence.select_related("sponsor", "file").defer("file__content")},
        "standing": standing(found),
        "wanted": NameChange.objects.filter(application=found).first(),
        "may_read": allows(person(request), Can.READ_EVIDENCE, found),
        "has_factor": not found.is_open and recovery.has_factor(found),
        "lines": found.notes.select_related("author"),
    }
    return render(request, "membership/decide.html", context, status=status)


@require_safe
@login_required
def log(request: HttpRequest) -> HttpResponse:
    """Show the audit log, filtered. Opening it is an entry of its own."""
    if not person(request).is_steward:
        raise Http404
    names = ("who", "what", "where", "about", "since", "until")
    wanted = {name: request.GET.get(name, "")[:60].replace("\x00", "").strip() for name in names}
    audit_log.note_reading(person(request))
    found = Paginator(audit_log.matching(person(request), wanted), 50).get_page(request.GET.get("page"))
    return render(request, "membership/audit.html", {"page": found, "wanted": wanted})


# What the steward's note is for, beside being kept: button → action, and what is said when it is done.
WITH_NOTE: dict[str, tuple[Callable[[Application, User, str], bool], str]] = {
    "again": (lambda found, who, text: rechecking.confirm_again(found, actor=who, found=text), "Done. They have been told."),
    "decline-change": (
        lambda found, who, text: rechecking.decline_change(found, actor=who, reason=text),
        "Done. They have been told.",
    ),
    "factor": (
        lambda found, who, text: recovery.take_factor_off(found, actor=who, reason=text),
        "Taken off. They have been told.",
    ),
    "clear": (lambda found, who, text: deciding.clear_number(found, actor=who, reason=text), "The freeze is lifted."),
}


@require_POST
@login_required
def work(request: HttpRequest, public_id: str) -> HttpResponse:
    """Claim, release, take over, stand aside, note; and what needs a note: a re-check, a change, a lost factor, a clash."""
    found, who, name = get_application(person(request), public_id), person(request), request.POST.get("do", "")
    if name in WITH_NOTE and not allows(who, Can.DECIDE_APPLICATION, found):
        messages.warning(request, NOT_YOU)
    elif name in WITH_NOTE or name in ("note", "found"):
        form = NoteForm(request.POST)
        if not form.is_valid():
            decision = DecisionForm(None, application=found, verbs=possible(found, By.STEWARD))
            return page(request, found, decision, form, 422)
        text = form.cleaned_data["text"]
        if name in WITH_NOTE:
            action, done = WITH_NOTE[name]
            changed = action(found, who, text)
            messages.add_message(request, messages.SUCCESS if changed else messages.WARNING, done if changed else TOO_LATE)
        if name in ("note", "found", "clear", "factor"):
            deciding.note(found, actor=who, text=text, kind="found" if name == "found" else "note")
    elif name in ("claim", "take-over"):
        if not deciding.claim_application(found, actor=who, take_over=name == "take-over"):
            messages.warning(request, "Another steward has just taken it, or it is decided.")
    elif name == "release":
        deciding.release_application(found, actor=who)
    elif name == "aside":
        deciding.stand_aside(found, actor=who)
    return redirect("membership:decide", public_id)
