"""The second clinician's queue and page."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from cases import actions, removing
from cases.access import get_case_to_remove, get_case_to_review
from cases.forms import RemoveForm, ReviewForm
from cases.interests import declare_no_interest, has_declared, step_aside
from cases.models import Case, CaseReview, FeaturedCase
from cases.still_marked import still_marked
from cases.views.frame import person, private
from network.forum.budget import budgeted
from network.forum.permissions import Can, allows
from network.membership.models import User

TOO_LATE = "Somebody else decided this case, or its author took it back, a moment ago. Nothing of yours was recorded."
REMOVED_MEANWHILE = (
    "That case was published or removed a moment ago. Nothing of yours was recorded. If you can open it, report it there."
)
LATEST = 20  # cases that were read and are not published, of which the queue reminds
CLOSED_TO_AUTHOR = "The board closed to you while your case waited. Choose another board and send it again."


@require_safe
@private
def review_queue(request: HttpRequest) -> HttpResponse:
    """List the cases that wait for a second clinician and that the reader may review, oldest first."""
    waiting = (
        Case.objects.reviewable_by(person(request))
        .for_listing()
        .with_declared(person(request))
        .prefetch_related("substances", "pictures")
        .order_by("submitted_at")
    )
    page = Paginator(waiting, 20).get_page(request.GET.get("page"))
    outcomes = list(Case.objects.outcome_waits_for(person(request)).order_by("updated_at")) if person(request).moderates else []
    renderings = FeaturedCase.objects.waiting_for(person(request)).count()
    read = Case.objects.removable_by(person(request)).exclude(pk__in=waiting.values("pk")).order_by("-submitted_at")
    context = {"room": "cases", "page": page, "outcomes": outcomes, "renderings": renderings, "read": read[:LATEST]}
    return render(request, "cases/review_queue.html", context)


@private
@budgeted
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read a case as the second clinician: answer four questions, approve or send back. Nothing can be edited here."""
    user = person(request)
    if not Case.objects.reviewable_by(user).filter(public_id=public_id).exists():
        return over(request, public_id)
    found = get_case_to_review(user, public_id)
    if not has_declared(found, user):
        return ask_for_interest(request, found)
    marked = still_marked(found)
    form = ReviewForm(request.POST if request.method == "POST" else None, case=found, kept=bool(marked))
    if request.method == "POST" and form.is_valid():
        return redirect("cases:review_queue") if decide(request, found, form) else over(request, public_id)
    context = {"room": "cases", "case": found, "card": {"case": found}, "form": form, "marked": marked}
    context |= {"meter": found.meter(), "agreement": found.agreement()}
    return render(request, "cases/review.html", context, status=422 if form.errors else 200)


def over(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer where a case does not wait for this reviewer, or no longer: what they decided, and what they typed just now."""
    mine = CaseReview.objects.filter(case__public_id=public_id, reviewer=person(request)).select_related("case").last()
    if request.method != "POST" and mine is None:
        raise Http404
    if request.method == "POST" and mine is not None and same(mine, request.POST):
        messages.success(request, f"Recorded already: {mine.case.reference}. {mine.outcome}")
        return redirect("cases:review_queue")
    context = {"room": "cases", "mine": mine, "note": request.POST.get("note", "").strip(), "late": TOO_LATE}
    return render(request, "cases/review_over.html", context, status=409 if request.method == "POST" else 200)


def same(mine: CaseReview, posted: QueryDict) -> bool:
    """Say whether what was posted is the decision that this reviewer has made already about this version."""
    decision = {"approve": CaseReview.Decision.APPROVED, "return": CaseReview.Decision.RETURNED}.get(posted.get("decision", ""))
    return mine.decision == decision and posted.get("version", str(mine.version)) == str(mine.version)


def ask_for_interest(request: HttpRequest, found: Case) -> HttpResponse:
    """Ask whether the reviewer has an interest, before a word of the case is shown; a decision sent without it does nothing."""
    if request.method == "POST":
        return redirect("cases:review", found.public_id)
    return render(request, "cases/review_interest.html", {"room": "cases", "case": found})


@require_POST
@private
def interest(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the reviewer's word: no interest shows the case, any other answer gives it to somebody else for good."""
    user = person(request)
    if not Case.objects.reviewable_by(user).filter(public_id=public_id).exists():
        messages.warning(request, TOO_LATE)
        return redirect("cases:review_queue")
    found = get_case_to_review(user, public_id)
    if request.POST.get("interest") == "no":
        declare_no_interest(found, actor=user)
        return redirect("cases:review", found.public_id)
    if request.POST.get("interest") == "yes":
        step_aside(found, actor=user)
        messages.success(request, f"{found.reference} goes to somebody else. It will not come back to you.")
        return redirect("cases:review_queue")
    return redirect("cases:review", found.public_id)


def decide(request: HttpRequest, found: Case, form: ReviewForm) -> bool:
    """Carry out the reviewer's decision and say what became of it; False where it came too late."""
    user = person(request)
    try:
        if form.cleaned_data["decision"] == "approve":
            done, text = approved(found, user)
        else:
            done = actions.return_to_author(found, actor=user, note=form.cleaned_data["note"], doubts=form.doubts)
            text = f"{found.reference} is back with its author."
    except actions.BoardClosed:
        done = actions.return_to_author(found, actor=user, note=CLOSED_TO_AUTHOR)
        text = f"Its author has lost {found.board.name} meanwhile, so {found.reference} went back to choose another board."
    except actions.NotReady as reason:
        messages.warning(request, f"{found.reference} cannot be published: {reason}. Send it back with a note.")
        return True
    except PermissionDenied:  # decided between the look and the write
        return False
    if done:
        messages.success(request, text)
    return done


def approved(found: Case, user: User) -> tuple[bool, str]:
    """Approve the case; return whether that was recorded, and what it led to."""
    if actions.approve(found, actor=user):
        return True, f"{found.reference} is published and its thread is open."
    recorded = found.reviews.filter(reviewer=user, version=found.version).exists()
    return recorded, f"Your approval of {found.reference} is recorded. One more clinician reads it: {found.agreement().why}."


@private
@sensitive_post_parameters()
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Have a case that is not published removed everywhere, because it identifies somebody. Shows no word of it."""
    user = person(request)
    if request.method == "POST" and not Case.objects.removable_by(user).filter(public_id=public_id).exists():
        messages.warning(request, REMOVED_MEANWHILE)
        return redirect("cases:review_queue")
    found = get_case_to_remove(user, public_id)
    form = RemoveForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"room": "cases", "case": found, "form": form}
        return render(request, "cases/remove.html", context, status=422 if form.errors else 200)
    incident = removing.remove(found, actor=user, **{name: form.cleaned_data[name] for name in ("severity", "kind", "note")})
    if incident is None:
        messages.warning(request, REMOVED_MEANWHILE)
    else:
        messages.success(request, f"{found.reference} is out of everybody's sight, and is being removed everywhere.")
    return redirect(incident if incident and allows(user, Can.LEAD_INCIDENT, incident) else "cases:review_queue")
