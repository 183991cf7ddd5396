"""Reading cases, and withdrawing one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cases import actions, featuring, reading_record
from cases.access import get_case, get_case_to_withdraw, own_flag
from cases.forms import WithdrawForm
from cases.models import Case
from cases.permissions import Can, allows
from cases.views.frame import person, private
from network.forum import thread_page
from network.forum.budget import budgeted
from network.membership.models import User


@require_safe
@private
def mine(request: HttpRequest) -> HttpResponse:
    """List the reader's own cases, whatever their state."""
    own = Case.objects.filter(author=person(request)).for_listing().prefetch_related("substances", "pictures")
    page = Paginator(own, 20).get_page(request.GET.get("page"))
    return render(request, "cases/mine.html", {"room": "cases", "page": page})


@require_safe
@private
@budgeted
def case(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one case, with its discussion beside it."""
    user = person(request)
    try:
        found = get_case(user, public_id)
    except Http404:
        if flag := own_flag(user, public_id):
            return redirect("forum:reported", flag.public_id)
        raise
    reading_record.note(found, user)
    # The thread's own door: an author still reads a case that is hidden, and not what is said about it.
    page = thread_page.beside(found.thread.public_id, user, request.GET) if found.thread else None
    return render(request, "cases/case.html", {"room": "cases", "page": page, **about(found, user)})


def about(found: Case, user: User) -> dict[str, Any]:
    """Return the case and what `user` may do with it."""
    recorded = reading_record.is_sensitive(found)
    return {
        "case": found,
        "recorded": recorded,
        "may_see_readings": recorded and allows(user, Can.SEE_READINGS, found),
        "card": {"case": found},
        "may_edit": allows(user, Can.EDIT, found),
        "may_report": found.thread is not None and found.author_id != user.pk,
        "held": found.thread is not None and found.thread.hidden,
        "may_withdraw": allows(user, Can.WITHDRAW, found),
        "feature": featuring.offer(found, user),
        "may_record": allows(user, Can.RECORD_OUTCOME, found),
    }


@private
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask why, then withdraw a case."""
    found = get_case_to_withdraw(person(request), public_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        context = {"room": "cases", "case": found, "form": form}
        return render(request, "cases/withdraw.html", context, status=422 if form.errors else 200)
    actions.withdraw(found, actor=person(request), because=form.cleaned_data["because"])
    messages.success(request, f"{found.reference} is withdrawn: gone from its page, its thread and search.")
    return redirect("cases:mine")
