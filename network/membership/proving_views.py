"""HTTP for evidence: the applicant's page, the sponsor's question, the steward's download and the list of domains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from network.membership import proving
from network.membership.access import get_application, get_vouching
from network.membership.evidence_forms import CodeForm, DocumentForm, DomainForm, MailboxForm, SponsorForm
from network.membership.models import Application, ClinicalDomain
from network.membership.permissions import Can, allows
from network.membership.proof import standing
from network.membership.views import person
from network.shell.forms import HouseForm

MIME = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
TOO_MANY = "Five codes were sent today. Try again tomorrow, or show something else."
WRONG = "This code is not right, is older than 30 minutes, or was tried too often. Ask for a new one."


def _mailbox(application: Application, form: HouseForm, request: HttpRequest) -> bool:
    done = proving.send_code(application, actor=person(request), address=form.cleaned_data["address"])
    messages.add_message(request, *((messages.SUCCESS, "We wrote a code to it.") if done else (messages.WARNING, TOO_MANY)))
    return True


def _code(application: Application, form: HouseForm, request: HttpRequest) -> bool:
    if not proving.enter_code(application, actor=person(request), code=form.cleaned_data["code"]):
        form.add_error("code", WRONG)
        return False
    messages.success(request, "Thank you. Your work mailbox is confirmed.")
    return True


def _document(application: Application, form: HouseForm, request: HttpRequest) -> bool:
    data = form.cleaned_data
    proving.add_document(application, actor=person(request), content=data["content"], ending=data["ending"])
    messages.success(request, "Your document is in.")
    return True


def _sponsor(application: Application, form: HouseForm, request: HttpRequest) -> bool:
    proving.name_sponsor(application, actor=person(request), address=form.cleaned_data["address"])
    messages.success(request, "If a member has this address, we have asked them.")
    return True


STEPS: dict[str, Callable[[Application, Any, HttpRequest], bool]] = {
    "mailbox": _mailbox,
    "code": _code,
    "document": _document,
    "sponsor": _sponsor,
}


@login_required
def evidence(request: HttpRequest) -> HttpResponse:
    """Show an applicant what evidence is in and what is missing, and take more."""
    found = Application.objects.filter(user=person(request)).select_related("user").first()
    if found is None or not allows(person(request), Can.SHOW_EVIDENCE, found):
        return redirect("membership:application")
    name = request.POST.get("do", "") if request.method == "POST" else ""
    bound: Callable[[str], Any] = lambda step: request.POST if name == step else None  # noqa: E731
    forms: dict[str, HouseForm] = {
        "mailbox": MailboxForm(bound("mailbox")),
        "code": CodeForm(bound("code")),
        "document": DocumentForm(bound("document"), request.FILES if name == "document" else None),
        "sponsor": SponsorForm(bound("sponsor"), own=found.user.email),
    }
    if name == "take-back":
        proving.take_back(found, actor=person(request), kind=request.POST.get("kind", ""))
        return redirect("membership:evidence")
    if name in STEPS and forms[name].is_valid() and STEPS[name](found, forms[name], request):
        return redirect("membership:evidence")
    failed = forms.get(name)
    context = {
        "application": found,
        "pieces": {piece.kind: piece for piece in found.evidence.all()},
        "standing": standing(found),
        "failed": failed,
        **{f"{step}_form": form for step, form in forms.items()},
    }
    return render(request, "membership/evidence.html", context, status=422 if failed and failed.errors else 200)


@login_required
def vouch(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask the sponsor who was named whether they worked with the applicant. A GET answers nothing: mail scanners follow links."""
    found = get_vouching(person(request), public_id)
    if request.method == "POST" and request.POST.get("answer") in ("yes", "no"):
        changed = proving.vouch(found, actor=person(request), yes=request.POST["answer"] == "yes")
        messages.success(request, "Thank you. The stewards see your answer." if changed else "You had answered before.")
        return redirect("membership:account")
    return render(request, "membership/vouch.html", {"evidence": found})


@require_safe
@login_required
def document(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand the document to the steward who is working on the application, as a download; recorded."""
    found = get_application(person(request), public_id)
    if not allows(person(request), Can.READ_EVIDENCE, found):
        raise Http404
    kept = proving.read_document(found, actor=person(request))
    if kept is None:
        raise Http404
    return HttpResponse(
        bytes(kept.content),
        content_type=MIME[kept.ending],
        headers={
            "Content-Disposition": f'attachment; filename="evidence-{found.public_id}.{kept.ending}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store, private",
        },
    )


@login_required
def domains(request: HttpRequest) -> HttpResponse:
    """Show and change the list of clinical domains."""
    who = person(request)
    if not allows(who, Can.KEEP_DOMAINS):
        raise Http404
    form = DomainForm(request.POST if request.POST.get("do") == "add" else None)
    if request.method == "POST" and request.POST.get("do") == "drop":
        proving.drop_domain(get_object_or_404(ClinicalDomain, name=request.POST.get("name", "")), actor=who)
        messages.success(request, "Taken off the list.")
        return redirect("membership:domains")
    if request.method == "POST" and form.is_valid():
        new = proving.add_domain(form.cleaned_data["name"], actor=who)
        messages.success(request, "On the list." if new else "It is covered already.")
        return redirect("membership:domains")
    page = Paginator(ClinicalDomain.objects.select_related("added_by"), 50).get_page(request.GET.get("page"))
    return render(request, "membership/domains.html", {"page": page, "form": form}, status=422 if form.errors else 200)
