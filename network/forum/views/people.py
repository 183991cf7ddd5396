"""Who reads a restricted thread: its list, inviting, taking an invitation back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from network.forum import inviting
from network.forum.access import get_thread
from network.forum.audience import invited_to, readers_of
from network.forum.forms import InviteForm
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
        admitted = inviting.invite(found, form.cleaned_data["people"], actor=person(request))
        messages.success(request, f"Invited: {admitted}. They can read everything, from the first post.")
        return redirect("forum:people", public_id)
    readers = list(readers_of(found))
    # Who lost the board keeps an invitation that would count again with the board: the author sees it, and may take it back.
    shut_out = invited_to(found).exclude(pk__in=[reader.pk for reader in readers])
    context = {"room": "discussions", "thread": found, "form": form, "readers": readers, "shut_out": shut_out}
    return render(request, "forum/people.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@login_required
def remove_person(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take an invitation back."""
    found = get_thread(person(request), public_id)
    require(person(request), Can.INVITE, found)
    reader = get_object_or_404(invited_to(found).exclude(pk=found.author_id), public_id=request.POST.get("person", ""))
    inviting.uninvite(found, reader, actor=person(request))
    messages.success(request, f"{reader.display_name} can no longer read this thread.")
    return redirect("forum:people", public_id)
