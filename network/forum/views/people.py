"""Who reads a restricted thread: its list, inviting, taking an invitation back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from network.forum import inviting
from network.forum.access import get_thread
from network.forum.audience import invited_to, listed
from network.forum.forms import InviteForm
from network.forum.models import Thread
from network.forum.permissions import Can, require
from network.forum.views.common import person


@never_cache
@login_required
def people(request: HttpRequest, public_id: str) -> HttpResponse:
    """List the readers of a restricted thread to its author, and take invitations."""
    found = get_thread(person(request), public_id)
    if not found.restricted:
        raise Http404
    require(person(request), Can.INVITE, found)
    form = InviteForm(request.POST or None, thread=found)
    if form.is_valid():
        chosen = form.cleaned_data["people"]
        inviting.invite(found, chosen, actor=person(request))
        # Not how many are new: somebody may be inside already whom the list does not name.
        messages.success(request, f"Invited: {len(chosen)}. They can read everything, from the first post.")
        return redirect("forum:people", public_id)
    context = {"room": "discussions", "thread": found, "form": form, **_readers(found)}
    return render(request, "forum/people.html", context, status=422 if request.method == "POST" else 200)


def _readers(thread: Thread) -> dict[str, Any]:
    """Return who is inside, as far as anybody is told, and whose invitation opens nothing at the moment.

    Who lost the board keeps an invitation that would count again with the board: the author sees it, and may take it back.
    """
    readers, unlisted = listed(thread)
    shut_out = invited_to(thread).exclude(pk__in=[reader.pk for reader in readers])
    return {"readers": readers, "unlisted": unlisted, "shut_out": shut_out}


@require_POST
@login_required
def remove_person(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take an invitation back."""
    found = get_thread(person(request), public_id)
    require(person(request), Can.INVITE, found)
    reader = get_object_or_404(invited_to(found).exclude(pk=found.author_id), public_id=request.POST.get("person", ""))
    inviting.uninvite(found, reader, actor=person(request))
    messages.success(request, f"The invitation of {reader.display_name} is taken back.")
    return redirect("forum:people", public_id)
