"""Writing: threads, replies, edits. What was typed comes back with every error."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from network.forum import posting, signing
from network.forum.access import get_board, get_post, get_thread
from network.forum.forms import CLOSED, EditForm, ReplyForm, ThreadForm
from network.forum.models import Post, Thread
from network.forum.permissions import Can, allows, require
from network.forum.similar import similar_threads
from network.forum.views.common import from_htmx, person, text_back


@require_POST
@never_cache
@sensitive_post_parameters()
@login_required
def reply(request: HttpRequest, public_id: str) -> HttpResponse:
    """Post a reply, or show its preview; what was typed comes back with either."""
    user = person(request)
    try:
        found = get_thread(user, public_id)
    except Http404:
        return text_back(request)
    require(user, Can.REPLY, found)
    form = ReplyForm(request.POST, thread=found, signs_as=signing.shown(found, user))
    if form.is_valid() and "preview" not in request.POST:
        data = form.cleaned_data
        try:
            wanted = {name: data[name] for name in ("text", "basis", "form_key", "signed") if name in data}
            post = posting.reply(found, actor=user, **wanted)
        except posting.ThreadClosed:
            return _reply_page(request, form, found, closed=True)
        messages.success(request, "Your reply is live.")
        return redirect(post.get_absolute_url())
    return _reply_page(request, form, found)


def _reply_page(request: HttpRequest, form: ReplyForm, thread: Thread, *, closed: bool = False) -> HttpResponse:
    """Show the reply form with its errors, its preview, or the word that the thread is closed now."""
    if closed:
        form.add_error(None, CLOSED)
    status = 409 if closed else 200 if form.is_valid() or from_htmx(request) else 422
    context = {"room": "discussions", "thread": thread, "form": form, "preview": form.preview(), "closed": closed}
    return render(request, "forum/reply.html", context, status=status)


@never_cache
@sensitive_post_parameters()
@login_required
def new_thread(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show and take the form that starts a thread; a preview also names threads that are much alike."""
    user = person(request)
    try:
        found = get_board(user, public_id)
    except Http404:
        if request.method == "POST":
            return text_back(request)
        raise
    require(user, Can.START_THREAD, found)
    form = ThreadForm(request.POST or None, board=found, user=user)
    if form.is_valid() and "preview" not in request.POST:
        data = {key: value for key, value in form.cleaned_data.items() if key != "looked"}
        return redirect(posting.start_thread(found, actor=user, **data))
    context = {"room": "discussions", "board": found, "form": form, "preview": form.preview()}
    context["similar"] = similar_threads(form.cleaned_data["title"], user) if context["preview"] else []
    bad = request.method == "POST" and not form.is_valid() and not from_htmx(request)
    return render(request, "forum/new_thread.html", context, status=422 if bad else 200)


@never_cache
@sensitive_post_parameters()
@login_required
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show and take the text of a post again (its author)."""
    user = person(request)
    try:
        found = get_post(user, public_id)
    except Http404:
        if request.method == "POST":
            return text_back(request)
        raise
    require(user, Can.EDIT_POST, found)
    start = {"text": found.source, "basis": found.basis, "version": found.version}
    form = EditForm(request.POST or None, thread=found.thread, initial=start)
    status = 200
    if form.is_valid() and "preview" not in request.POST:
        status, problem = _save(form, request, public_id)
        if not problem:
            return redirect(found)
        form.add_error(None, problem)
    return _edit_page(request, form, found, status)


def _edit_page(request: HttpRequest, form: EditForm, found: Post, status: int) -> HttpResponse:
    """Show the form of an edit with its errors, its preview, or (409) the text that came between."""
    bad = request.method == "POST" and not form.is_valid() and status == 200 and not from_htmx(request)
    stale = status == 409
    # Beside a text that was changed elsewhere stands its number: whoever has read it may save over it.
    version = found.version if stale or request.method != "POST" else request.POST.get("version", "")
    context = {"room": "discussions", "post": found, "form": form, "preview": form.preview(), "stale": stale, "version": version}
    return render(request, "forum/edit.html", context, status=422 if bad else status)


def _save(form: EditForm, request: HttpRequest, public_id: str) -> tuple[int, str]:
    """Save an edited post. Return 409 and what came between, or (200, "") and leave a message."""
    data = form.cleaned_data
    found = get_post(person(request), public_id)
    try:
        changed = posting.edit_post(found, actor=person(request), text=data["text"], basis=data["basis"], version=data["version"])
    except posting.ThreadClosed:
        return 409, CLOSED.replace("posted", "changed")
    except posting.PostChanged:
        return 409, (
            "A moderator is looking at this post, so it cannot be changed now. Nothing was saved; your text is below."
            if found.hidden
            else "This post was changed in another window since you opened it. Nothing was saved. The text that stands now is shown "
            "above yours; copy what you need and save again."
        )
    messages.success(request, "Your change is live." if changed else "Nothing was different, so nothing was changed.")
    return 200, ""


@require_POST
@login_required
def helpful(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark a reply as having helped, or take that back (the thread's author)."""
    found = get_post(person(request), public_id)
    if request.POST.get("helpful") == "0":
        posting.unmark_helpful(found, actor=person(request))
        messages.success(request, "Taken back: it no longer counts as having helped.")
    else:
        posting.mark_helpful(found, actor=person(request))
        messages.success(request, "Marked as helpful. The button below it takes that back.")
    # The page of a case shows its posts as well, and says where it is.
    back = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(f"{back}#p-{found.public_id}" if ours else found)


@login_required
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask, then take a post out of sight (its author, or a moderator of the board)."""
    found = get_post(person(request), public_id)
    require(person(request), Can.WITHDRAW_POST, found)
    if request.method != "POST":
        may_open = allows(person(request), Can.OPEN_INCIDENT, found)
        context = {"room": "discussions", "post": found, "may_open_incident": may_open}
        return render(request, "forum/withdraw.html", context)
    done = posting.withdraw_post(found, actor=person(request))
    messages.success(
        request, "The post is withdrawn: gone from the thread and from search." if done else "It was withdrawn already."
    )
    return redirect(found.thread)
