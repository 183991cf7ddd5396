"""HTTP for the rules: everybody reads them, members accept them, stewards publish the next edition."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from network.membership import rules
from network.membership.access import get_edition
from network.membership.models import RuleEdition
from network.membership.permissions import Can, allows
from network.membership.rules_forms import OVERTAKEN, AcceptForm, EditionForm
from network.membership.views import person
from network.shell.comparing import changes


@require_safe
def show(request: HttpRequest, document: str, number: int | None = None) -> HttpResponse:
    """Show one edition, the one in force where no number is asked for, and what there was before."""
    edition = get_edition(document, number)
    editions = list(RuleEdition.objects.filter(document=document))
    return render(request, "membership/rules.html", {"edition": edition, "editions": editions, "current": editions[0]})


@require_safe
def compare(request: HttpRequest, document: str, number: int) -> HttpResponse:
    """Show what an edition changed."""
    newer, older = get_edition(document, number), get_edition(document, number - 1)
    context = {"newer": newer, "older": older, "changes": changes(older.paragraphs, newer.paragraphs)}
    return render(request, "membership/rule_changes.html", context)


@login_required
def accept(request: HttpRequest) -> HttpResponse:
    """Show what changed since the reader last accepted, and take the acceptance. Nothing is accepted but what was on the page."""
    user, wanted = person(request), request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    owed = rules.owed_by(user)
    form = AcceptForm(request.POST if request.method == "POST" else None, owed=owed)
    if request.method == "POST" and form.is_valid() and owed:
        rules.accept(user, actor=user, editions=[item.edition for item in owed])
        messages.success(request, "Thank you. Posting is open.")
        return redirect(wanted if safe else "/")
    context = {"form": form, "owed": owed, "room": "rules"}
    return render(request, "membership/accept.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """List the documents, what is in force, and how many members still have to accept."""
    if not allows(person(request), Can.KEEP_RULES):
        raise Http404
    waiting, members = rules.still_to_accept()
    context = {"current": rules.in_force().values(), "waiting": waiting, "members": members}
    return render(request, "membership/rules_desk.html", context)


@login_required
def write(request: HttpRequest, document: str) -> HttpResponse:
    """Take the next edition: first shown beside the one in force, then published."""
    if not allows(person(request), Can.KEEP_RULES):
        raise Http404
    form = EditionForm(request.POST or None, current=get_edition(document))
    if form.is_valid() and request.POST.get("do") == "publish":
        done = _publish(request, form)
        if done:
            return done
    context = {"form": form, "current": form.current, "changes": form.changes()}
    return render(request, "membership/write_rules.html", context, status=422 if form.errors else 200)


def _publish(request: HttpRequest, form: EditionForm) -> HttpResponse | None:
    """Publish; where another edition came this very moment, say so on the form and return None."""
    try:
        edition = rules.publish_edition(form.current.document, actor=person(request), **form.cleaned_data)
    except rules.Overtaken:
        form.current = get_edition(form.current.document)
        form.add_error(None, OVERTAKEN)
        return None
    if edition:
        messages.success(request, f"Edition {edition.number} is in force.")
    return redirect("membership:rules_desk")
