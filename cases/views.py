"""HTTP for cases: composer, check, review, reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from cases import actions, composer
from cases.access import get_case, get_case_to_review
from cases.forms import REASONS, CaseForm, OutcomeForm, ReviewForm
from cases.models import Case
from cases.permissions import Can, allows, require
from network.membership.models import User

View = Callable[..., HttpResponse]
TOO_LATE = "Somebody else decided this case a moment ago. Nothing of yours was recorded."


def private(view: View) -> View:
    """Signed in, never cached, and no posted value in any error report (design 5.7)."""

    @login_required
    @never_cache
    @sensitive_post_parameters()
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return wrapped


def person(request: HttpRequest) -> User:
    """Return the signed-in person; every view here stands behind `private`."""
    return cast("User", request.user)


def may_write(user: User) -> HttpResponse | None:
    """Return where to send somebody who cannot write a case yet, or None; refuse with a reason who never can."""
    if not user.is_verified:
        return redirect("membership:application")
    if not user.is_clinician:
        raise PermissionDenied("Cases are written by verified clinicians. You can ask on a board that admits associates.")
    return redirect("membership:briefing") if user.briefed_at is None else None


@private
def new(request: HttpRequest) -> HttpResponse:
    """Write a new case."""
    return may_write(person(request)) or compose(request, None)


@private
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a draft, or a case that came back."""
    case = get_case(person(request), public_id)
    require(person(request), Can.EDIT, case)
    return compose(request, case)


@require_POST
@private
def check(request: HttpRequest) -> HttpResponse:
    """Mark what identifies, and store nothing: no model, no session, no log (the stateless check of design 5.7)."""
    if not allows(person(request), Can.WRITE):
        raise PermissionDenied
    texts = {name: request.POST.get(name, "")[:8000] for name in Case.CHECKED}
    kept = composer.parse_kept(request.POST.getlist("kept"))
    return render(request, "cases/_findings.html", {"checked": composer.examine(texts, kept), "reasons": REASONS, "fresh": True})


@dataclass(slots=True)
class Sheet:
    """What the composer's page shows: the form, the case it changes (or none), what was kept and what was found."""

    form: CaseForm
    case: Case | None
    kept: dict[tuple[str, str], str] = field(default_factory=dict)
    checked: composer.Checked | None = None


def compose(request: HttpRequest, case: Case | None) -> HttpResponse:
    """Show the composer; on a post do what its button says. Whatever happens, what was typed comes back."""
    user = person(request)
    if request.method != "POST":
        start = {"kind": request.GET.get("kind", "ask"), "board": request.GET.get("board", "")} if case is None else {}
        return show(request, Sheet(CaseForm(user=user, case=case, initial=start), case))
    data = request.POST.copy()
    kept = composer.parse_kept(data.getlist("kept"))
    stepped = composer.step(data, kept)
    form = CaseForm(data, user=user, case=case)
    sheet = Sheet(form, case, kept, composer.examine(form.typed(), kept))
    if stepped:
        return show(request, sheet, quiet=True)
    return attempt(request, sheet) or show(request, sheet, status=422)


def attempt(request: HttpRequest, sheet: Sheet) -> HttpResponse | None:
    """Store what is ready to be stored; where it is not, say why on the form and return None."""
    checked = sheet.checked or composer.Checked()
    undecided = request.POST.get("do") == "send" and checked.to_decide
    if not sheet.form.is_valid() or checked.blocking or undecided:
        return None
    try:
        return store(request, sheet)
    except actions.StillIdentifies as found:
        sheet.form.add_error(None, f"Replace what identifies someone in: {', '.join(found.findings)}. Nothing was saved.")
    except actions.StaleForm:
        sheet.form.add_error(None, "This case was changed elsewhere. Your text is below; open the case again to compare.")
    return None


def store(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Save the draft, send it where that was asked, and say what happens next."""
    user, data = person(request), sheet.form.cleaned_data
    rows, keys = sheet.form.substances.cleaned(), {name: data[name] for name in ("version", "form_key")}
    saved = actions.save_draft(actor=user, fields=sheet.form.columns(), substances=rows, case=sheet.case, **keys)
    if request.POST.get("do") == "send":
        actions.submit(saved, actor=user, kept={label: reason for (label, _), reason in sheet.kept.items()})
        messages.success(request, f"{saved.reference} is sent. A second clinician reads it before anyone else, within 24 hours.")
    else:
        messages.success(request, f"{saved.reference} is saved as a draft. Only you can see it.")
    return redirect("cases:mine")


def show(request: HttpRequest, sheet: Sheet, *, status: int = 200, quiet: bool = False) -> HttpResponse:
    """Render the composer with what was found."""
    kept = [f"{label}|{reason}|{text}" for (label, text), reason in sheet.kept.items()]
    context = {"room": "cases", "form": sheet.form, "case": sheet.case, "checked": sheet.checked, "kept": kept}
    return render(request, "cases/compose.html", {**context, "reasons": REASONS, "quiet": quiet}, status=status)


@require_safe
@private
def mine(request: HttpRequest) -> HttpResponse:
    """List the reader's own cases, whatever their state."""
    own = Case.objects.filter(author=person(request)).for_listing()
    page = Paginator(own, 20).get_page(request.GET.get("page"))
    return render(request, "cases/mine.html", {"room": "cases", "page": page})


@require_safe
@private
def case(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one case."""
    found = get_case(person(request), public_id)
    user = person(request)
    context = {
        "room": "cases",
        "case": found,
        "card": {"case": found},
        "may_edit": allows(user, Can.EDIT, found),
        "may_withdraw": allows(user, Can.WITHDRAW, found),
        "may_record": allows(user, Can.RECORD_OUTCOME, found),
    }
    return render(request, "cases/case.html", context)


@require_safe
@private
def review_queue(request: HttpRequest) -> HttpResponse:
    """List the cases that wait for a second clinician and that the reader may review, oldest first."""
    waiting = Case.objects.reviewable_by(person(request)).for_listing().order_by("submitted_at")
    page = Paginator(waiting, 20).get_page(request.GET.get("page"))
    return render(request, "cases/review_queue.html", {"room": "cases", "page": page})


@private
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read a case as the second clinician: answer four questions, approve or send back. Nothing can be edited here."""
    user = person(request)
    if request.method == "POST" and not Case.objects.reviewable_by(user).filter(public_id=public_id).exists():
        messages.warning(request, TOO_LATE)
        return redirect("cases:review_queue")
    found = get_case_to_review(user, public_id)
    form = ReviewForm(request.POST or None, case=found)
    if request.method == "POST" and form.is_valid():
        decide(request, found, form)
        return redirect("cases:review_queue")
    context = {"room": "cases", "case": found, "card": {"case": found}, "form": form}
    return render(request, "cases/review.html", context, status=422 if form.errors else 200)


def decide(request: HttpRequest, found: Case, form: ReviewForm) -> None:
    """Carry out the reviewer's decision and say what became of it."""
    user, note = person(request), form.cleaned_data["note"]
    if form.cleaned_data["decision"] == "approve":
        done, text = bool(actions.approve(found, actor=user)), f"{found.reference} is published and its thread is open."
    else:
        done, text = actions.return_to_author(found, actor=user, note=note), f"{found.reference} is back with its author."
    messages.add_message(request, messages.SUCCESS if done else messages.WARNING, text if done else TOO_LATE)


@private
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask, then withdraw a case."""
    found = get_case(person(request), public_id)
    require(person(request), Can.WITHDRAW, found)
    if request.method != "POST":
        return render(request, "cases/withdraw.html", {"room": "cases", "case": found})
    actions.withdraw(found, actor=person(request))
    messages.success(request, f"{found.reference} is withdrawn: gone from its page, its thread and search.")
    return redirect("cases:mine")


@private
def outcome(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record what happened."""
    found = get_case(person(request), public_id)
    require(person(request), Can.RECORD_OUTCOME, found)
    form = OutcomeForm(request.POST or None, initial={"outcome": found.outcome})
    if request.method == "POST" and form.is_valid():
        actions.record_outcome(found, actor=person(request), outcome=form.cleaned_data["outcome"])
        messages.success(request, "Recorded. The people who follow the case can read it.")
        return redirect(found)
    return render(
        request, "cases/outcome.html", {"room": "cases", "case": found, "form": form}, status=422 if form.errors else 200
    )
