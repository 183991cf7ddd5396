"""The composer: check, replace, save, read once more, send. Whatever happens, what was typed comes back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cases import actions, composer, progress
from cases.access import get_own_case
from cases.agreement import agreement
from cases.deidentification import combination
from cases.forms import CaseForm, SendForm
from cases.language import suggestions
from cases.models import Case, CaseDecision
from cases.permissions import Can, allows, require
from cases.similar import similar
from cases.tags import alone, tags_of
from cases.views.frame import person, private
from network.membership.models import User

NOT_NOW = (
    "This case cannot be changed now: it was sent, withdrawn or closed to you meanwhile. Nothing was saved; your text is below"
)
CHANGED = "This case was changed elsewhere, perhaps in another tab. Nothing was saved; your text is below. Open the case again to compare"


def may_write(user: User) -> HttpResponse | None:
    """Return where to send somebody who cannot write a case yet, or None; refuse with a reason who never can."""
    if not user.is_verified:
        return redirect("membership:application")
    if not user.is_clinician:
        raise PermissionDenied("Cases are written by verified clinicians. You can ask on a board that admits associates.")
    if user.rules_due_at:
        return redirect("membership:accept")
    return redirect("membership:briefing") if user.briefed_at is None else None


@private
def new(request: HttpRequest) -> HttpResponse:
    """Write a new case. A post from somebody who lost the right meanwhile gets its text back with the reason."""
    elsewhere = may_write(person(request)) if request.method != "POST" else None
    return elsewhere or compose(request, None)


@private
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a draft, or a case that came back."""
    mine = get_own_case(person(request), public_id)
    if request.method != "POST":
        require(person(request), Can.EDIT, mine)
    return compose(request, mine)


@dataclass(slots=True)
class Sheet:
    """What the composer's page shows: the form, the case it changes (or none), what was kept and what was found."""

    form: CaseForm
    case: Case | None
    kept: dict[tuple[str, str], str] = field(default_factory=dict)
    checked: composer.Checked = field(default_factory=composer.Checked)


def compose(request: HttpRequest, case: Case | None) -> HttpResponse:
    """Show the composer; on a post do what its button says."""
    user = person(request)
    if request.method != "POST":
        return show(request, opened(request, case))
    data = request.POST.copy()
    if case is None and data.get("version"):  # the page has saved itself meanwhile: go on with that draft
        case = Case.objects.for_reading().filter(author=user, form_key__in=form_keys(data)).first()
    if case is not None and data.get("do") == "overwrite":
        data["version"] = str(case.version)
    kept = composer.parse_kept(data.getlist("kept"))
    stepped = composer.step(data, kept)
    form = CaseForm(data, user=user, case=case)
    sheet = Sheet(form, case, kept, composer.examine(form.typed(), kept))
    if stepped:
        sheet.checked.come_to(str(data["do"]).partition(":")[2])
        return show(request, sheet, quiet=True)
    return attempt(request, sheet) or show(request, sheet, status=422)


def opened(request: HttpRequest, case: Case | None) -> Sheet:
    """Return what is there before anything was posted: an empty form, or the stored draft with its decisions and marks."""
    if case is None:
        start = {"kind": request.GET.get("kind", "ask"), "board": request.GET.get("board", "")}
        return Sheet(CaseForm(user=person(request), initial=start), None)
    kept = composer.restored(case)
    typed = {name: text for name, text in case.texts().items() if not name.startswith("picture-")}
    return Sheet(CaseForm(user=person(request), case=case), case, kept, composer.examine(typed, kept))


def form_keys(data: Any) -> list[uuid.UUID]:
    """Return the key of the posted form, or nothing where it is no key."""
    try:
        return [uuid.UUID(data.get("form_key", ""))]
    except ValueError:
        return []


def attempt(request: HttpRequest, sheet: Sheet) -> HttpResponse | None:
    """Store what is ready to be stored; where it is not, say why on the form and return None."""
    form = sheet.form
    undecided = form.sending and sheet.checked.to_decide
    if not form.is_valid() or form.substances.error or sheet.checked.blocking or undecided:
        return None
    try:
        return store(request, sheet)
    except actions.StillIdentifies as found:
        form.add_error(None, f"Replace what identifies someone in: {', '.join(map(composer.label_of, found.findings))}")
    except actions.StaleForm:
        form.add_error(None, CHANGED)
        form.stale = True
    except PermissionDenied:
        form.add_error(None, NOT_NOW)
    return None


def store(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Save the draft; go on to the last reading where that was asked."""
    saved = save(person(request), sheet)
    if sheet.form.sending:
        return redirect("cases:send", saved.public_id)
    messages.success(request, f"{saved.reference} is saved as a draft. Only you can see it.")
    if sheet.form.data.get("do") == "pictures":
        return redirect("cases:pictures", saved.public_id)
    return redirect("cases:edit", saved.public_id)


SIGNED_OUT = (
    "Not saved: you are signed out. Keep this page open, sign in in another tab, then come back and press “Save as draft”."
)
MUST_GO_FIRST = "Not saved yet: something in the text identifies someone. Press “Check the text”."
NOT_YET = "Not saved yet: something needs mending first. Press “Check the text”."
STOPPED = "Not saved. Somebody could come to harm: stop writing. Call 999, or use your own service’s route for what cannot wait."


@require_POST
@never_cache
@sensitive_post_parameters()
def keep(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """Save a draft while its author goes on writing, and answer with one line that the page shows in its place.

    Always 200, whatever happened: the page says it, and the text stays where it is. Nothing that blocks is stored.
    """
    user = request.user
    if not isinstance(user, User) or not allows(user, Can.WRITE):
        return kept_line(request, SIGNED_OUT)
    mine = get_own_case(user, public_id) if public_id else None
    problem, saved, texts = keep_draft(request, user, mine)
    return kept_line(request, problem, saved, {"offers": True, **meanwhile(texts, user)})


def keep_draft(request: HttpRequest, user: User, mine: Case | None) -> tuple[str, Case | None, dict[str, str]]:
    """Save what the page sent; return why it could not be saved, or the draft, and the texts that were sent."""
    kept = composer.parse_kept(request.POST.getlist("kept"))
    form = CaseForm(request.POST, user=user, case=mine)
    texts = form.typed()
    if form.is_urgent:
        return STOPPED, None, {}
    if composer.examine(texts, kept).blocking:
        return MUST_GO_FIRST, None, texts
    if not form.is_valid() or form.substances.error:
        return NOT_YET, None, texts
    try:
        return "", save(user, Sheet(form, mine, kept)), texts
    except (actions.StillIdentifies, actions.StaleForm, PermissionDenied) as reason:
        return f"{CHANGED}." if isinstance(reason, actions.StaleForm) else NOT_YET, None, texts


def kept_line(
    request: HttpRequest, problem: str, saved: Case | None = None, offers: dict[str, Any] | None = None
) -> HttpResponse:
    """Answer with what became of the page that saves by itself, and what is offered while its author goes on writing."""
    response = render(request, "cases/_kept.html", {"problem": problem, "saved": saved, **(offers or {})})
    response["Cache-Control"] = "private, no-store"
    return response


def save(user: User, sheet: Sheet) -> Case:
    """Store what the form holds. Raises what `actions.save_draft` raises."""
    data = sheet.form.cleaned_data
    rows, keys = sheet.form.substances.cleaned(), {name: data[name] for name in ("version", "form_key")}
    return actions.save_draft(actor=user, fields=sheet.form.columns(), substances=rows, kept=sheet.kept, case=sheet.case, **keys)


def show(request: HttpRequest, sheet: Sheet, *, status: int = 200, quiet: bool = False) -> HttpResponse:
    """Render the composer with what was found. `quiet`: a step of the round trip, in which nothing can be wrong yet."""
    form, quiet = sheet.form, quiet and not sheet.form.too_long
    # To stop means to stop: nothing is offered beside it, and no address in the page leads past it.
    checked = composer.Checked() if form.is_urgent else sheet.checked
    troubled = form.is_bound and not quiet and bool(form.errors or form.substances.error or checked.blocking)
    context = {
        "room": "cases",
        "form": form,
        "case": sheet.case,
        "version": form["version"].value(),
        "checked": checked,
        "kept": [f"{label}|{reason}|{text}" for (label, text), reason in sheet.kept.items()],
        "sections": progress.sections(form, checked, quiet=not troubled),
        "to_go": progress.to_go(form),
        "troubled": troubled or (form.sending and bool(checked.to_decide)),
        "stopped": form.is_urgent,
        **beside(sheet, person(request)),
    }
    return render(request, "cases/compose.html", context, status=status)


def beside(sheet: Sheet, user: User) -> dict[str, Any]:
    """Return what the check says beside the form: marks of the table, what adds up, wording, similar cases."""
    if sheet.form.is_bound:
        texts = sheet.form.typed()
    elif sheet.case is not None:
        texts = sheet.case.texts()
    else:
        return {}
    meter = combination(texts.values(), {"age_band": sheet.form["age_band"].value() or ""})
    return {
        "reasons": CaseDecision.Reason.choices,
        "substance_marks": [] if sheet.form.is_urgent else sheet.checked.marks_in(*composer.substance_names()),
        "meter": meter,
        "agreement": agreement(sheet.form.said, adds_up=meter.needs_review),
        "alone": alone(sheet.form.tags, user, sheet.case),
        **meanwhile(texts, user),
    }


def meanwhile(texts: Mapping[str, str], user: User) -> dict[str, Any]:
    """Return what is offered while somebody writes: other words, and cases under discussion on the same terms."""
    return {
        "wording": [(composer.label_of(w.name), w.words, w.instead) for w in suggestions(texts)],
        "similar": similar(texts, user),
    }


@private
def send(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the saved case as its readers will see it, highlights off; send it once the author says they have read it."""
    mine = get_own_case(person(request), public_id)
    if mine.state not in actions.UNFINISHED:
        return redirect("cases:mine")
    form = SendForm(request.POST if request.method == "POST" else None, case=mine)
    if request.method == "POST" and form.is_valid() and (answer := hand_over(request, mine, form)):
        return answer
    context = last_page(mine, form, person(request))
    return render(request, "cases/send.html", context, status=422 if form.errors else 200)


def last_page(mine: Case, form: SendForm, user: User) -> dict[str, Any]:
    """Return what an author sees of a case before it is sent."""
    texts = mine.texts()
    return {
        "room": "cases",
        "case": mine,
        "form": form,
        "card": {"case": mine},
        "meter": mine.meter(),
        "agreement": mine.agreement(),
        "alone": alone(tags_of(mine), user, mine),
        "open_to_author": actions.open_to_author(mine),
        "advice": composer.examine(texts, {}).advice,
        **meanwhile(texts, user),
    }


def hand_over(request: HttpRequest, mine: Case, form: SendForm) -> HttpResponse | None:
    """Send the case that was read; where that cannot be, say why on the form and return None."""
    if form.cleaned_data["version"] not in (None, mine.version):
        form.add_error(None, "The text changed after you opened this page. Read it again: this is the new text")
        form.data = {"version": str(mine.version)}
        return None
    return None if has_new_rules(mine, form, person(request)) else submit(request, mine, form)


def has_new_rules(mine: Case, form: SendForm, user: User) -> bool:
    """Keep the answers of the last page; say whether one brings rules that its author has not read yet."""
    answered = actions.answer(mine, actor=user, speaks=form.speaks, can_wait=True)
    if not (answered and any(form.speaks.values())):
        return False
    form.settle()
    form.add_error(None, "Your answer is kept. Rules hold for such a case: read them below, then send it")
    return True


def submit(request: HttpRequest, mine: Case, form: SendForm) -> HttpResponse | None:
    """Send the case; where it is not ready, keep it and say why."""
    try:
        actions.submit(mine, actor=person(request))
    except actions.StillIdentifies:
        messages.warning(request, "The check has learned something since you saved. Your draft is kept: check the text again.")
        return redirect("cases:edit", mine.public_id)
    except actions.NotReady as reason:
        messages.warning(request, f"{reason}. Your draft is kept; finish it and send it again.")
        return redirect("cases:edit", mine.public_id)
    except actions.BoardClosed:
        form.add_error(None, f"{mine.board.name} is closed to you or to cases now. Your draft is kept: choose another board")
        return None
    messages.success(request, f"{mine.reference} is sent. A second clinician reads it before anyone else, within 24 hours.")
    return redirect("cases:mine")
