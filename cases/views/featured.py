"""Public renderings: the one page that everybody reads, and the pages of the three who make it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases import featuring, reading_record
from cases.access import get_case, get_featured, get_featured_to_withdraw, get_public_case
from cases.forms.featured import AgreeForm, FeatureForm, ReadForm
from cases.models import Case, FeaturedCase
from cases.models.featured import bands_of, cannot_be_public
from cases.permissions import Can, allows, require
from cases.views.frame import person, private
from network.forum.budget import budgeted
from network.membership.models import User

PER_PAGE = 20
MOVED_ON = "Somebody changed this, or decided, a moment ago. Nothing of yours was recorded: this is how it stands now."


@require_safe
def featured(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a public rendering to anybody.

    No robot may keep it: what an index outside remembers cannot be withdrawn at once. It is found from the library and by
    our own search; there is no feed and no site map that it stands in.
    """
    shown, user = get_public_case(public_id), request.user
    may_withdraw = isinstance(user, User) and allows(user, Can.UNFEATURE, shown)
    context = {"room": "cases", "featured": shown, "may_withdraw": may_withdraw}
    response = render(request, "cases/featured.html", context)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response


@require_POST
def flag_featured(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hide a public rendering at one click of anybody. A second click, or a late one, says the same."""
    flagged = FeaturedCase.objects.filter(public_id=public_id, flagged_at__isnull=False).exclude(
        state=FeaturedCase.State.PUBLISHED  # flagged once more after it was read again: it stays in sight
    )
    hidden, found = flagged.exists(), None
    if not hidden:
        found, user = get_public_case(public_id), request.user
        member = isinstance(user, User) and user.is_verified
        hidden = featuring.flag(found, by_member=member) or flagged.exists()
    response = render(request, "cases/flagged.html", {"room": "cases", "hidden": hidden, "featured": found})
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def public_cases(request: HttpRequest) -> HttpResponse:
    """List all that is public, to anybody. No robot may keep it, as of the pages it leads to."""
    page = Paginator(FeaturedCase.objects.public(), PER_PAGE).get_page(request.GET.get("page"))
    response = render(request, "cases/public_cases.html", {"room": "cases", "page": page})
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response


@require_safe
@private
def featured_desk(request: HttpRequest) -> HttpResponse:
    """List what is in the making and has a part for the reader, and what an editor may look after."""
    waits = Exists(FeaturedCase.objects.waiting_for(person(request)).filter(pk=OuterRef("pk")))
    found = FeaturedCase.objects.workable_by(person(request)).select_related("case__author").annotate(waits=waits)
    found = found.order_by("-waits", "-pk")
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    return render(request, "cases/featured_desk.html", {"room": "cases", "page": page})


@private
@budgeted
def feature(request: HttpRequest, public_id: str) -> HttpResponse:
    """Word a public rendering of a members' case (an editor)."""
    case = get_case(person(request), public_id)
    require(person(request), Can.FEATURE, case)
    there = FeaturedCase.objects.filter(case=case).exclude(state=FeaturedCase.State.WITHDRAWN).first()
    if there is not None:
        return redirect("cases:rewrite", there.public_id)
    form = FeatureForm(request.POST if request.method == "POST" else None, case=case)
    if request.method == "POST" and form.is_valid():
        try:
            made = featuring.prepare(case, actor=person(request), texts=form.texts())
        except featuring.Changed:
            return redirect("cases:feature", public_id)
        except featuring.NotPublic as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "It is with the author now, who is told by mail.")
            return redirect("cases:work", made.public_id)
    return _worded(request, form, case)


def _worded(request: HttpRequest, form: FeatureForm, case: Case, there: FeaturedCase | None = None) -> HttpResponse:
    bands = FeaturedCase(**bands_of(case))
    context = {"room": "cases", "case": case, "card": {"case": case}, "form": form, "bands": bands, "featured": there}
    context["never"] = cannot_be_public(case)
    return render(request, "cases/feature.html", context, status=422 if form.errors else 200)


@private
@budgeted
def rewrite(request: HttpRequest, public_id: str) -> HttpResponse:
    """Word it anew (an editor): everybody is asked again."""
    there = get_featured(person(request), public_id)
    require(person(request), Can.REWRITE, there)
    start = {**there.texts(), "version": there.version}
    form = FeatureForm(request.POST if request.method == "POST" else None, case=there.case, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            changed = featuring.rewrite(there, actor=person(request), texts=form.texts(), version=version)
        except featuring.Changed:
            form.add_error(None, f"{MOVED_ON} Your words are below")
        else:
            done = "It is with the author again." if changed else "Nothing was different, so nobody is asked again."
            messages.success(request, done)
            return redirect("cases:work", there.public_id)
    return _worded(request, form, there.case, there)


@require_safe
@private
@budgeted
def work(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a rendering in the making beside what the person who looks may do with it."""
    return _work(request, get_featured(person(request), public_id))


def _work(
    request: HttpRequest, there: FeaturedCase, *, agree: AgreeForm | None = None, read: ReadForm | None = None
) -> HttpResponse:
    user, start = person(request), {"version": there.version}
    reading_record.note(there.case, user)
    can_agree = there.state == FeaturedCase.State.ASKED and allows(user, Can.AGREE, there)
    can_read = allows(user, Can.READ_FEATURED, there)
    context = {
        "room": "cases",
        "featured": there,
        "card": {"case": there.case},
        "agree": agree or (AgreeForm(case=there.case, initial=start) if can_agree else None),
        "read": read or (ReadForm(initial=start) if can_read else None),
        "may_rewrite": allows(user, Can.REWRITE, there),
        "may_withdraw": allows(user, Can.UNFEATURE, there),
        "form": agree or read,
    }
    return render(request, "cases/featured_work.html", context, status=422 if agree or read else 200)


@private
@budgeted
def agree(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the author's word and the second consent."""
    there = get_featured(person(request), public_id)
    require(person(request), Can.AGREE, there)
    if request.method != "POST":
        return redirect("cases:work", public_id)
    form = AgreeForm(request.POST, case=there.case)
    if not form.is_valid():
        return _work(request, there, agree=form)
    data = form.cleaned_data
    try:
        featuring.agree(there, actor=person(request), version=data["version"], credit=data["credit"], said=form.said())
    except featuring.Changed:
        messages.warning(request, MOVED_ON)
    except featuring.NotPublic as reason:
        form.add_error(None, str(reason))
        return _work(request, there, agree=form)
    else:
        messages.success(request, "Recorded. A second clinician reads it before anybody else can.")
    return redirect("cases:work", public_id)


@private
@budgeted
def read(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the second reader's four answers."""
    there = get_featured(person(request), public_id)
    if request.method != "POST":
        return redirect("cases:work", public_id)
    if not allows(person(request), Can.READ_FEATURED, there):
        messages.warning(request, MOVED_ON)
        return redirect("cases:featured_desk")
    form = ReadForm(request.POST)
    if not form.is_valid():
        return _work(request, there, read=form)
    _take_word(request, there, form)
    return redirect("cases:featured_desk")


def _take_word(request: HttpRequest, there: FeaturedCase, form: ReadForm) -> None:
    """Record the second reader's word and say what came of it."""
    try:
        public = featuring.read(there, actor=person(request), version=form.cleaned_data["version"], doubts=form.doubts)
    except featuring.Changed:
        messages.warning(request, MOVED_ON)
    except featuring.NotPublic as reason:
        messages.warning(request, f"{reason}. Answer one question with yes to send it back.")
    else:
        messages.success(request, "It is public now." if public else "It is back with the editor, with your doubts.")


@private
def unfeature(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask, then take the public rendering away (its author, who thereby declines as well, an editor, or a moderator)."""
    there = get_featured_to_withdraw(person(request), public_id)
    if request.method != "POST":
        return render(request, "cases/unfeature.html", {"room": "cases", "featured": there})
    featuring.withdraw(there, actor=person(request))
    messages.success(request, "The public text is gone. The members’ case stays as it is.")
    return redirect("/cases/")
