"""HTTP for boards, threads and posts: door, form, action, redirect."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from network.forum import board_page, markup, posting, thread_page
from network.forum.access import get_board, get_post, get_thread
from network.forum.forms import ReplyForm, ThreadForm
from network.forum.models import Board, Post, Thread
from network.forum.permissions import Can, require
from network.membership.models import User


def person(request: HttpRequest) -> User:
    """Return the signed-in person; every view here stands behind `login_required`."""
    return cast("User", request.user)


@require_safe
@login_required
def boards(request: HttpRequest) -> HttpResponse:
    """List the boards the reader holds, with what is new in each."""
    user = person(request)
    held = Board.objects.visible_to(user).annotate(thread_count=Count("threads", filter=Q(threads__hidden=False)))
    visible = Thread.objects.visible_to(user)
    unread: dict[int, int] = {}
    counts: dict[int, int] = {}
    for board_id, new in visible.with_unread(user).values_list("board_id", "unread"):
        counts[board_id] = counts.get(board_id, 0) + 1
        unread[board_id] = unread.get(board_id, 0) + (1 if new else 0)
    rows = [(board, counts.get(board.pk, 0), unread.get(board.pk, 0)) for board in held]
    recent = visible.for_listing().with_unread(user).order_by("-last_post_at", "-pk")[:8]
    return render(request, "forum/boards.html", {"room": "discussions", "rows": rows, "recent": recent})


@require_safe
@login_required
def board(request: HttpRequest, public_id: str) -> HttpResponse:
    """List the threads of one board that the reader may open, filtered and in pages."""
    return render(request, "forum/board.html", board_page.load(person(request), public_id, request.GET))


@require_safe
@never_cache
@login_required
def thread(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a thread, and note how far the reader got."""
    user = person(request)
    found = get_thread(user, public_id)
    page = thread_page.load(found, user, page=request.GET.get("page", 1), post=request.GET.get("post", ""))
    form = ReplyForm(initial={"text": quoted(user, found, request.GET.get("quote", ""))})
    response = render(request, "forum/thread.html", {"room": "discussions", "page": page, "form": form})
    posting.mark_read(found, actor=user)
    return response


def quoted(user: User, thread: Thread, public_id: str) -> str:
    """Return the quoted post as Markdown, for the reply box; nothing where it is not a visible post of this thread."""
    post = (
        Post.objects.visible_to(user).filter(thread=thread, public_id=public_id).select_related("author").first()
        if public_id
        else None
    )
    if post is None:
        return ""
    lines = [f"**{post.author.display_name} wrote:**", "", *post.source.strip()[:600].splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


@require_POST
@never_cache
@sensitive_post_parameters()
@login_required
def reply(request: HttpRequest, public_id: str) -> HttpResponse:
    """Post a reply, or show its preview; what was typed comes back with either."""
    user = person(request)
    found = get_thread(user, public_id)
    require(user, Can.REPLY, found)
    form = ReplyForm(request.POST)
    valid = form.is_valid()
    if valid and "preview" not in request.POST:
        data = form.cleaned_data
        post = posting.reply(found, actor=user, text=data["text"], basis=data["basis"], form_key=data["form_key"])
        messages.success(request, "Your reply is live.")
        return redirect(post.get_absolute_url())
    preview = markup.render(form.cleaned_data["text"]) if valid else ""
    context = {"room": "discussions", "page": thread_page.load(found, user), "form": form, "preview": preview}
    return render(request, "forum/reply.html", context, status=200 if valid else 422)


@never_cache
@sensitive_post_parameters()
@login_required
def new_thread(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show and take the form that starts a thread."""
    user = person(request)
    found = get_board(user, public_id)
    require(user, Can.START_THREAD, found)
    form = ThreadForm(request.POST or None, board=found, user=user)
    valid = request.method == "POST" and form.is_valid()
    if valid and "preview" not in request.POST:
        data = {key: value for key, value in form.cleaned_data.items() if key != "looked"}
        return redirect(posting.start_thread(found, actor=user, **data))
    preview = markup.render(form.cleaned_data["text"]) if valid else ""
    context = {"room": "discussions", "board": found, "form": form, "preview": preview}
    return render(request, "forum/new_thread.html", context, status=422 if request.method == "POST" and not valid else 200)


@require_POST
@login_required
def follow(request: HttpRequest, public_id: str) -> HttpResponse:
    """Follow or stop following."""
    found = get_thread(person(request), public_id)
    wanted = request.POST.get("follow") == "1"
    posting.set_follow(found, actor=person(request), follow=wanted)
    messages.success(request, "You follow this thread." if wanted else "You no longer follow this thread.")
    return redirect(found)


@require_POST
@login_required
def lock(request: HttpRequest, public_id: str) -> HttpResponse:
    """Close or reopen a thread for replies (moderators of its board)."""
    found = get_thread(person(request), public_id)
    wanted = request.POST.get("lock") == "1"
    changed = posting.set_locked(found, actor=person(request), locked=wanted)
    done = "Locked: readable, closed to replies." if wanted else "Open for replies again."
    messages.success(request, done if changed else "Somebody did that already.")
    return redirect(found)


@require_POST
@login_required
def helpful(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark a reply as having helped (the thread's author)."""
    found = get_post(person(request), public_id)
    posting.mark_helpful(found, actor=person(request))
    messages.success(request, "Marked as helpful. The thread now counts as answered.")
    return redirect(found)


@login_required
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask, then take a post out of sight (its author, or a moderator of the board)."""
    found = get_post(person(request), public_id)
    require(person(request), Can.WITHDRAW_POST, found)
    if request.method != "POST":
        return render(request, "forum/withdraw.html", {"room": "discussions", "post": found})
    posting.withdraw_post(found, actor=person(request))
    messages.success(request, "The post is withdrawn: gone from the thread and from search.")
    return redirect(found.thread)
