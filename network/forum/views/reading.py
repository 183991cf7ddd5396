"""Boards, threads, what is unread, and what is followed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.forum import board_page, boards_page, notify, reading, thread_page
from network.forum.access import get_thread
from network.forum.budget import budgeted
from network.forum.forms import ReplyForm
from network.forum.models import Follow, Post, Thread
from network.forum.views.common import person
from network.membership.models import User


@require_safe
@login_required
def boards(request: HttpRequest) -> HttpResponse:
    """List the boards the reader holds, with what is new in each."""
    return render(request, "forum/boards.html", boards_page.load(person(request)))


@require_safe
@login_required
def board(request: HttpRequest, public_id: str) -> HttpResponse:
    """List the threads of one board that the reader may open, filtered and in pages."""
    return render(request, "forum/board.html", board_page.load(person(request), public_id, request.GET))


@require_safe
@never_cache
@login_required
@budgeted
def thread(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a thread, and note how far the reader got."""
    user, asked = person(request), request.GET
    found = get_thread(user, public_id)
    page = thread_page.load(found, user, page=asked.get("page", 1), post=asked.get("post", ""), new="new" in asked)
    form = ReplyForm(thread=found, signs_as=page.signs_as, initial={"text": quoted(user, found, asked.get("quote", ""))})
    response = render(request, "forum/thread.html", {"room": "discussions", "page": page, "form": form})
    if page.read_up_to:
        reading.mark_read(found, actor=user, up_to=page.read_up_to)
    return response


def quoted(user: User, thread: Thread, public_id: str) -> str:
    """Return the quoted post as Markdown, for the reply box; nothing where it is not a visible post of this thread."""
    posts = Post.objects.visible_to(user).shown().filter(thread=thread, public_id=public_id).select_related("author")
    post = posts.first() if public_id else None
    if post is None:
        return ""
    lines = [f"**{post.by.name} wrote:**", "", *post.source.strip()[:600].splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


@require_safe
@never_cache
@login_required
def next_unread(request: HttpRequest) -> HttpResponse:
    """Go to the thread with unread posts that has waited longest, other than the one the reader comes from."""
    user = person(request)
    unread = Thread.objects.visible_to(user).with_unread(user).filter(unread__gt=0).exclude(public_id=request.GET.get("not", ""))
    found = unread.order_by("last_post_at", "pk").first()
    if found is None:
        messages.success(request, "You have read everything.")
        return redirect("forum:boards")
    return redirect(f"{found.get_absolute_url()}?new=1#new")


@require_POST
@login_required
def follow(request: HttpRequest, public_id: str) -> HttpResponse:
    """Follow or stop following."""
    found = get_thread(person(request), public_id)
    wanted = request.POST.get("follow") == "1"
    reading.set_follow(found, actor=person(request), follow=wanted)
    messages.success(request, "You follow this thread." if wanted else "You no longer follow this thread.")
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csrf_exempt
def unfollow(request: HttpRequest, token: str) -> HttpResponse:
    """Stop mail about a thread by the signed link of a mail, signed in or not. Only POST acts: mail scanners follow links.

    SECURITY: no CSRF token, because mail programs post here themselves (RFC 8058) and the signature is the right to act.
    It names no thread, and a link that was used, forged or outlived its thread looks the same.
    """
    ids = notify.read_token(token)
    if ids is not None and request.method == "POST":
        Follow.objects.filter(user__public_id=ids[0], thread__public_id=ids[1]).delete()
    context = {"room": "discussions", "done": request.method == "POST" and ids is not None, "valid": ids is not None}
    return render(request, "forum/unfollow.html", context, status=200 if ids else 404)
