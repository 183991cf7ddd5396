"""HTTP for profiles and the directory. To whoever is not a member there is neither: every address answers 404."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from network.membership import profiles
from network.membership.access import get_profile
from network.membership.directory import directory_page
from network.membership.permissions import Can, allows
from network.membership.profile_forms import ProfileForm
from network.membership.profile_page import audience_of, lines, own_words, previews
from network.membership.views import person


@require_safe
@login_required
def directory(request: HttpRequest) -> HttpResponse:
    """List the colleagues who chose to be found."""
    if not allows(person(request), Can.READ_PROFILES):
        raise Http404
    return render(request, "membership/directory.html", {"directory": directory_page(person(request), request.GET)})


@require_safe
@login_required
def profile(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one member as the reader's audience sees them."""
    found = get_profile(person(request), public_id)
    shown = lines(found, own_words(found), audience_of(person(request)))
    return render(request, "membership/person.html", {"person": found, "lines": shown})


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Let a member say who they are to colleagues, and see beforehand who would read what."""
    user = person(request)
    if not allows(user, Can.KEEP_PROFILE, user):
        return redirect("membership:application")
    form = ProfileForm(request.POST or None, user=user)
    sound = request.method == "POST" and form.is_valid()
    if sound and request.POST.get("do") != "look":
        changed = profiles.keep_profile(user, actor=user, **form.cleaned_data)
        messages.success(request, "Saved. Below is what each audience sees now." if changed else "Nothing was different.")
        return redirect("membership:profile")
    words = form.as_typed() if sound else form.saved
    context = {"form": form, "previews": previews(user, words), "looking": sound, "listed": words.listed}
    return render(request, "membership/profile.html", context, status=422 if form.errors else 200)
