"""HTTP for the stewards' desk: boards, people, and who can see what and why. To everybody else every address answers 404."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from network.forum import desk_pages, desk_steps, opening
from network.forum.access import get_desk_board
from network.forum.desk_forms import BoardForm
from network.forum.views.common import person
from network.membership import audit
from network.membership.access import get_person, only_stewards
from network.membership.confirming import walk, with_key
from network.membership.grouping import Refused, Stale


def words(request: HttpRequest) -> str:
    """Return what is searched for."""
    return request.GET.get("q", "")[:80].replace("\x00", "").strip()


@require_safe
@never_cache
@login_required
def desk_boards(request: HttpRequest) -> HttpResponse:
    """List every board with the groups that hold it."""
    only_stewards(person(request))
    return render(request, "forum/desk_boards.html", desk_pages.boards())


@never_cache
@login_required
def desk_new_board(request: HttpRequest) -> HttpResponse:
    """Make a board, open to nobody yet."""
    only_stewards(person(request))
    form = BoardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        board = opening.open_board(**form.facts, groups=(), actor=person(request))
        messages.success(request, "Made. Nobody can see it before you open it to a group.")
        return redirect(board.desk_url)
    return render(request, "forum/desk_board_form.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@never_cache
@login_required
def desk_board(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say who can see one board and why."""
    found = get_desk_board(person(request), public_id)
    audit.record(person(request), "looked up who sees a board", found)
    return render(request, "forum/desk_board.html", desk_pages.board(found, words(request), request.GET.get("page")))


@never_cache
@login_required
def desk_change_board(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what a board is called and says."""
    found = get_desk_board(person(request), public_id)
    form = BoardForm(request.POST or None, board=found)
    if request.method == "POST" and form.is_valid():
        try:
            changed = opening.change_board(found, was=form.cleaned_data["was"], **form.facts, actor=person(request))
        except (Refused, Stale) as error:
            form.refuse(error)
        else:
            back = desk_steps.way_back(found, form.before) if changed else ""
            messages.success(request, "Saved." if changed else "Nothing was different.", extra_tags=with_key(request, back))
            return redirect(found.desk_url)
    return render(request, "forum/desk_board_form.html", {"form": form, "board": found}, status=422 if form.errors else 200)


@never_cache
@login_required
def desk_board_step(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask and do one step with a board: open, close, give or take its care."""
    found = get_desk_board(person(request), public_id)
    step = desk_steps.for_board(found, person(request), request.GET)
    if step is None:
        raise Http404
    return walk(request, step)


@require_safe
@never_cache
@login_required
def desk_people(request: HttpRequest) -> HttpResponse:
    """Find a person, and list who holds a duty."""
    only_stewards(person(request))
    return render(request, "forum/desk_people.html", desk_pages.people(words(request)))


@require_safe
@never_cache
@login_required
def desk_person(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what one person can see and why."""
    found = get_person(person(request), public_id)
    audit.record(person(request), "looked up what a person sees", found)
    return render(request, "forum/desk_person.html", desk_pages.person(found))


@never_cache
@login_required
def desk_person_step(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask and do one step with a person: give a duty or take it."""
    found = get_person(person(request), public_id)
    step = desk_steps.for_person(found, person(request), request.GET)
    if step is None:
        raise Http404
    return walk(request, step)
