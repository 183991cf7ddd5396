"""HTTP for people: status, briefing, account; and the log-in doors that close onto allauth's."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from network.membership import actions, forms, moving, rechecking
from network.membership.forms import BriefingForm, CorrectionForm, OwnWordsForm
from network.membership.models import Application, Circle, NameChange, User
from network.membership.permissions import Can, allows
from network.membership.proof import standing


def person(request: HttpRequest) -> User:
    """Return the signed-in person; every view here but one stands behind `login_required`."""
    return cast("User", request.user)


def closed_login(request: HttpRequest) -> HttpResponse:
    """Send every other log-in door to the one with a second factor, keeping a safe destination."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}" if wanted and safe else reverse("account_login"))


OWN: dict[str, tuple[Callable[..., bool], str]] = {
    "answer": (actions.answer_question, "Thank you. A steward reads your answer next."),
    "appeal": (actions.appeal, "Your appeal is in. A steward who has not decided about you before looks at it."),
    "withdraw": (actions.withdraw_application, "Your application is taken back. You may apply again from this page."),
    "again": (actions.apply_again, "This is a draft now. Change what you like, then send it."),
    "send": (actions.send_application, "Your application waits for a steward again."),
}
MOVED_ON = "That was not possible any more: it had changed meanwhile. This is where it stands now."


@login_required
def application(request: HttpRequest) -> HttpResponse:
    """Show an applicant where the application stands, and take an answer, an appeal, or the application back."""
    found = Application.objects.filter(user=person(request)).first()
    name = request.POST.get("do", "")
    form = OwnWordsForm(request.POST if name in ("answer", "appeal") else None)
    if request.method == "POST" and found and name in OWN and (not form.is_bound or form.is_valid()):
        action, done = OWN[name]
        words = {"text": form.cleaned_data["text"]} if form.is_bound else {}
        changed = action(found, actor=person(request), **words)
        messages.add_message(request, messages.SUCCESS if changed else messages.WARNING, done if changed else MOVED_ON)
        return redirect("membership:application")
    told = found.notes.filter(kind__in=("question", "answer", "appeal")) if found else []
    proof = standing(found) if found and found.takes_evidence else None
    context = {"application": found, "form": form, "told": told, "standing": proof}
    return render(request, "membership/application.html", context, status=422 if form.errors else 200)


@login_required
def correct(request: HttpRequest) -> HttpResponse:
    """Let an applicant correct what was typed, while nobody has decided."""
    found = Application.objects.filter(user=person(request), state__in=("draft", "waiting", "asked")).first()
    if found is None:
        return redirect("membership:application")
    form = CorrectionForm(request.POST or None, initial={name: getattr(found, name) for name in actions.CORRECTABLE})
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in actions.CORRECTABLE}
        changed = actions.correct_application(found, actor=person(request), **values)
        messages.success(request, "Saved." if changed else "Nothing was different.")
        return redirect("membership:application")
    return render(request, "membership/correct.html", {"form": form, "application": found}, status=422 if form.errors else 200)


@login_required
def briefing(request: HttpRequest) -> HttpResponse:
    """The short case-privacy briefing that opens posting."""
    if not person(request).is_verified:
        return redirect("membership:application")
    form = BriefingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.complete_briefing(person(request), actor=person(request))
        messages.success(request, "Done. You can post now.")
        return redirect("/")
    return render(request, "membership/briefing.html", {"form": form}, status=422 if form.errors else 200)


@login_required
def name(request: HttpRequest) -> HttpResponse:
    """Take a member's request for another name or number."""
    found = Application.objects.filter(user=person(request)).select_related("user").first()
    if found is None or not allows(person(request), Can.ASK_NAME_CHANGE, found):
        return redirect("membership:application")
    if request.POST.get("do") == "take-back":
        rechecking.take_back_change(found, actor=person(request))
        return redirect("membership:name")
    fields = forms.NameChangeForm.field_order
    start = {**{key: getattr(found, key, "") for key in fields}, "display_name": found.user.display_name}
    form = forms.NameChangeForm(request.POST or None, application=found, initial=start)
    if request.method == "POST" and form.is_valid():
        changed = rechecking.ask_name_change(found, actor=person(request), **{key: form.cleaned_data[key] for key in fields})
        messages.success(request, "Asked. The old ones stand meanwhile." if changed else "Nothing was different.")
        return redirect("membership:name")
    wanted = NameChange.objects.filter(application=found).first()
    return render(request, "membership/name.html", {"form": form, "wanted": wanted}, status=422 if form.errors else 200)


def stop_move(request: HttpRequest, key: str) -> HttpResponse:
    """Stop an account's move to another address. A GET stops nothing."""
    asked = moving.asked_to_stop(key)
    if request.method == "POST" and asked:
        stopped = moving.stop(*asked)
        messages.success(request, "Stopped. Everybody is signed out." if stopped else "Nothing was on its way any more.")
        return redirect("account_login")
    return render(request, "membership/stop_move.html", {"asked": asked})


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show what the network knows of the reader, and the way to second factor, sessions and sign-out."""
    circles = Circle.objects.filter(group__user=person(request)).select_related("group")
    accepted = person(request).accepted_rules.select_related("edition").order_by("edition__document", "edition__number")
    context = {"second_factor": is_mfa_enabled(person(request)), "circles": circles, "accepted": accepted}
    return render(request, "membership/account.html", context)
