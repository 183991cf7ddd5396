"""Reporting a post, the moderators' queue, and locking."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from network.forum import moderation as acts
from network.forum import moving, signing, slots
from network.forum.access import get_own_report, get_post, get_report, get_thread
from network.forum.budget import budgeted
from network.forum.forms import DecideForm, ReportForm, ReportNoteForm
from network.forum.models import Post, Report, ReportKind, ReportState, Thread
from network.forum.moderation_forms import MoveForm, UnmaskForm
from network.forum.permissions import Can, allows, require
from network.forum.posting import PostChanged
from network.forum.views.common import person

THANKS = {
    True: "Thank you. It is hidden from everybody until a moderator has looked. Its author does not learn who reported it.",
    False: "Thank you. A moderator of the board will look. The author does not learn who reported it.",
}


@never_cache
@sensitive_post_parameters()
@login_required
@budgeted
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show and take the form that reports a post."""
    return _report(request, get_post(person(request), public_id))


@never_cache
@sensitive_post_parameters()
@login_required
@budgeted
def report_thread(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show and take the form that reports a thread whole, with the case it discusses; hidden at the first click."""
    about = {"thread__public_id": public_id, "kind": ReportKind.IDENTIFIES, "state": ReportState.OPEN}
    own = Report.objects.filter(reporter=person(request), **about)
    if request.method == "POST" and (there := own.first()):
        return redirect("forum:reported", there.public_id)  # a second click: the thread may be out of sight already
    return _report(request, get_thread(person(request), public_id))


def _report(request: HttpRequest, found: Post | Thread) -> HttpResponse:
    user = person(request)
    require(user, Can.REPORT, found)
    form = ReportForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})
    identifies = request.POST.get("kind") == ReportKind.IDENTIFIES
    thread, post = (found.thread, found) if isinstance(found, Post) else (found, None)
    if form.is_valid() or (identifies and set(form.errors) == {"note"}):
        # Who knows the person writes their name: it is hidden first, without the note, and the note is asked for again.
        kind, note = request.POST["kind"], "" if form.errors else form.cleaned_data["note"]
        acts.report(found, actor=user, kind=kind, note=note)
        return _sent(request, found, identifies=identifies, words_wrong=bool(form.errors))
    head = [] if post else slots.thread_head.panels(thread, user)
    context = {"room": "discussions", "post": post, "thread": thread, "head": head, "form": form}
    return render(request, "forum/report.html", context, status=422 if request.method == "POST" else 200)


def _sent(request: HttpRequest, found: Post | Thread, *, identifies: bool, words_wrong: bool) -> HttpResponse:
    """Go on to the reader's own report, where it hides something; back to the thread else."""
    thread, about = (found.thread, {"post": found}) if isinstance(found, Post) else (found, {"thread": found})
    own = Report.objects.filter(reporter=person(request), state=ReportState.OPEN, **about).first()  # type: ignore[arg-type]
    if identifies and own is not None and (words_wrong or not isinstance(found, Post)):
        return _own_report(request, own, words=words_wrong) if words_wrong else redirect("forum:reported", own.public_id)
    hidden = identifies and type(found)._default_manager.filter(pk=found.pk, hidden=True).exists()
    messages.success(request, THANKS[hidden])
    return redirect(thread if isinstance(found, Post) or not hidden else "forum:boards")


@never_cache
@sensitive_post_parameters()
@login_required
def reported(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tell who reported a thread what came of it; take more words about it, or take the report back."""
    user = person(request)
    own = get_own_report(user, public_id)
    if not allows(user, Can.MEND_REPORT, own):
        raise Http404  # no longer a reader of it: neither adds to the report nor takes it back
    if request.POST.get("back"):
        return _taken_back(request, own, done=acts.take_back(own, actor=user))
    return _own_report(request, own, words=request.method == "POST")


def _own_report(request: HttpRequest, own: Report, *, words: bool) -> HttpResponse:
    form = ReportNoteForm(request.POST if words else None, initial={"note": own.note})
    if form.is_valid():
        done = acts.add_note(own, actor=person(request), note=form.cleaned_data["note"])
        messages.success(request, "The moderator reads it with the report." if done else "A moderator had decided already.")
        return redirect("forum:boards")
    fresh = own.thread_id is not None and own.created_at > timezone.now() - acts.TAKE_BACK
    context = {"room": "discussions", "report": own, "form": form, "may_take_back": fresh and own.state == ReportState.OPEN}
    return render(request, "forum/reported.html", context, status=422 if form.errors else 200)


def _taken_back(request: HttpRequest, own: Report, *, done: bool) -> HttpResponse:
    if done:
        messages.success(request, "Taken back: it is there again, and nobody is told that it was you.")
    else:
        messages.warning(request, "A moderator has to look now: it was not taken back.")
    seen = Thread.objects.visible_to(person(request)).filter(pk=own.place.pk).exists()
    return redirect(own.place if seen else "forum:boards")


@require_safe
@never_cache
@login_required
def moderation(request: HttpRequest) -> HttpResponse:
    """List the open reports that the moderator may decide, oldest first; those that hide a post on top."""
    reports = (
        Report.objects.visible_to(person(request))
        .waiting()
        .select_related("post__thread__board", "post__author", "thread__board", "thread__author")
    )
    rows = list(reports.order_by(Coalesce("post__hidden", "thread__hidden").desc(), "created_at", "pk")[:100])
    return render(request, "forum/moderation.html", {"room": "discussions", "reports": rows})


@never_cache
@login_required
@budgeted
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a reported post to a moderator, and take the decision."""
    user = person(request)
    found = get_report(user, public_id)
    if found.state != ReportState.OPEN:
        messages.warning(request, f"That report is settled already: {found.get_state_display().lower()}.")
        return redirect("forum:moderation")
    form = DecideForm(request.POST or None, initial={"version": found.version}, removable=found.post is not None)
    if form.is_valid():
        return _decided(request, found, **form.cleaned_data)
    head = [] if found.post else slots.thread_head.panels(found.place, user)
    context = {"room": "discussions", "report": found, "form": form, "head": head}
    return render(request, "forum/decide.html", context, status=422 if request.method == "POST" else 200)


def _decided(request: HttpRequest, report: Report, decision: str, version: int) -> HttpResponse:
    """Carry the decision out and say what came of it."""
    keep = decision == "keep"
    try:
        done = acts.decide_report(report, actor=person(request), keep=keep, version=version)
    except PostChanged:
        messages.warning(request, "The author changed the post since you opened it. Nothing was decided: read it again.")
        return redirect("forum:decide", report.public_id)
    said = "Kept: everybody in the thread can read it." if keep else "Removed: its text is gone for good."
    messages.success(request, said if done else "Somebody had decided already.")
    return redirect("forum:moderation")


@never_cache
@sensitive_post_parameters()
@login_required
def unmask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tell a moderator, for a reason, who wrote what was reported and is not signed by name."""
    user = person(request)
    found = get_report(user, public_id)
    if found.state != ReportState.OPEN or not found.subject.masked:
        raise Http404
    require(user, Can.UNMASK, found)
    form = UnmaskForm(request.POST or None)
    author = signing.unmask(found, actor=user, reason=form.cleaned_data["reason"]) if form.is_valid() else None
    context = {"room": "discussions", "report": found, "form": form, "author": author}
    return render(request, "forum/unmask.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def lock(request: HttpRequest, public_id: str) -> HttpResponse:
    """Close or reopen a thread for replies (moderators of its board)."""
    found = get_thread(person(request), public_id)
    wanted = request.POST.get("lock") == "1"
    changed = acts.set_locked(found, actor=person(request), locked=wanted)
    done = "Locked: readable, closed to replies." if wanted else "Open for replies again."
    messages.success(request, done if changed else "Somebody did that already.")
    return redirect(found)


@never_cache
@login_required
def move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what moving a thread would do, then move it (moderators of both boards)."""
    user = person(request)
    found = get_thread(user, public_id)
    require(user, Can.MOVE, found)
    form = MoveForm(request.POST or None, thread=found, user=user)
    planned = moving.preview(found, form.cleaned_data["board"]) if form.is_valid() else None
    if planned and form.is_confirmed and not planned.refused:
        try:
            moved = moving.move_thread(found, planned.board, actor=user)
        except moving.CannotMove as reason:
            messages.warning(request, str(reason))
        else:
            messages.success(request, f"Moved to {planned.board.name}." if moved else "Somebody did that already.")
        return redirect(found)
    context = {"room": "discussions", "thread": found, "form": form, "move": planned}
    return render(request, "forum/move.html", context, status=422 if form.errors else 200)
