"""Pictures of a case: the list with its upload form, one picture with its squares, and the pixels themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases import picturing
from cases.access import get_own_case, get_own_picture, get_picture
from cases.actions import StaleForm
from cases.forms import CaptionForm, PictureForm, SquaresForm
from cases.models import MOST_PICTURES, Case, CasePicture
from cases.permissions import Can, allows
from cases.views.frame import person, private

SENT = "The case was sent, or the picture changed, meanwhile. Nothing was done: this is what stands now."
FULL = f"A case takes {MOST_PICTURES} pictures. Remove one first."
# A picture is never a page: nothing in it may run or load, whatever a browser takes it for.
CLOSED = "default-src 'none'; sandbox"


def closed(request: HttpRequest, mine: Case) -> HttpResponse | None:
    """Return where to go where the case is not its author's to change any more: a page from before it was sent."""
    if allows(person(request), Can.EDIT, mine):
        return None
    messages.warning(request, SENT)
    return redirect("cases:mine")


@private
def pictures(request: HttpRequest, public_id: str) -> HttpResponse:
    """List the pictures of a draft, and take another."""
    mine = get_own_case(person(request), public_id)
    if elsewhere := closed(request, mine):
        return elsewhere
    form = PictureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = picturing.add_picture(mine, actor=person(request), picture=form.picture, caption=form.cleaned_data["caption"])
        except picturing.TooMany:
            form.add_error("file", FULL)
        else:
            messages.success(request, "The picture is added. Paint out what must not be seen, or cut it down.")
            return redirect("cases:picture", mine.public_id, added.public_id)
    context = {"room": "cases", "case": mine, "form": form, "full": len(mine.pictures.all()) >= MOST_PICTURES}
    return render(request, "cases/pictures.html", context, status=422 if form.errors else 200)


@private
def picture(request: HttpRequest, public_id: str, picture_id: str) -> HttpResponse:
    """Paint squares of one picture out, or cut it down to them."""
    mine = get_own_picture(person(request), public_id, picture_id)
    if elsewhere := closed(request, mine.case):
        return elsewhere
    form = SquaresForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return change(request, mine, form)
    return show(request, mine, form, CaptionForm(initial={"caption": mine.caption}))


def show(request: HttpRequest, mine: CasePicture, squares: SquaresForm, caption: CaptionForm) -> HttpResponse:
    """Render one picture with its two forms."""
    grid = squares.fields["square"].choices  # type: ignore[attr-defined]
    context = {"room": "cases", "case": mine.case, "picture": mine, "squares": squares, "form": caption, "grid": grid}
    return render(request, "cases/picture.html", context, status=422 if squares.errors or caption.errors else 200)


def change(request: HttpRequest, mine: CasePicture, form: SquaresForm) -> HttpResponse:
    """Do to the picture what was asked, unless it is another picture by now."""
    verb, done = {
        "paint": (picturing.paint_out, "Painted out. What was below is gone, here too."),
        "cut": (picturing.cut_down, "Cut down. What was outside is gone, here too."),
    }[form.cleaned_data["do"]]
    try:
        verb(mine, actor=person(request), squares=form.cleaned_data["square"], version=form.cleaned_data["version"])
        messages.success(request, done)
    except StaleForm:
        messages.warning(request, SENT)
    return redirect("cases:picture", mine.case.public_id, mine.public_id)


@require_POST
@private
def caption(request: HttpRequest, public_id: str, picture_id: str) -> HttpResponse:
    """Change what is said of a picture."""
    mine = get_own_picture(person(request), public_id, picture_id)
    if elsewhere := closed(request, mine.case):
        return elsewhere
    form = CaptionForm(request.POST)
    if not form.is_valid():
        return show(request, mine, SquaresForm(), form)
    picturing.rename(mine, actor=person(request), caption=form.cleaned_data["caption"])
    messages.success(request, "The words are changed.")
    return redirect("cases:pictures", public_id)


@require_POST
@private
def remove_picture(request: HttpRequest, public_id: str, picture_id: str) -> HttpResponse:
    """Delete a picture. A second click finds it gone, which is what was wanted."""
    mine = get_own_case(person(request), public_id).pictures.filter(public_id=picture_id).first()
    if mine is None:
        return redirect("cases:pictures", public_id)
    if elsewhere := closed(request, mine.case):
        return elsewhere
    picturing.remove_picture(mine, actor=person(request))
    messages.success(request, "The picture is deleted.")
    return redirect("cases:pictures", public_id)


@require_safe
@private
def picture_file(request: HttpRequest, public_id: str, picture_id: str) -> HttpResponse:
    """Hand out the pixels to whoever may read the case, or has it to review."""
    found = get_picture(person(request), public_id, picture_id)
    answer = HttpResponse(bytes(found.content), content_type="image/jpeg")
    answer["Content-Security-Policy"] = CLOSED
    answer["Content-Disposition"] = "inline; filename=picture.jpg"
    return answer
