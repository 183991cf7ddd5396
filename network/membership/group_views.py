"""HTTP for groups on the stewards' desk. To everybody else every address answers 404."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from network.membership import group_pages, grouping, slots
from network.membership.access import get_circle, get_person, only_stewards
from network.membership.confirming import Step, address, keep, kept, walk, with_key
from network.membership.group_forms import GroupForm, changes, count
from network.membership.models import Circle, User
from network.membership.views import person


@require_safe
@login_required
def groups(request: HttpRequest) -> HttpResponse:
    """List the groups."""
    only_stewards(person(request))
    return render(request, "membership/groups.html", {"circles": group_pages.all_groups()})


@login_required
def new_group(request: HttpRequest) -> HttpResponse:
    """Make a group."""
    only_stewards(person(request))
    form = GroupForm(request.POST or None, initial={"kind": Circle.Kind.ORGANISATION})
    if request.method == "POST" and form.is_valid():
        try:
            circle = grouping.make_group(**form.facts, actor=person(request))
        except grouping.Refused as refusal:
            form.add_error(_field(refusal), str(refusal))
        else:
            back = address(reverse("membership:group_step", args=[circle.public_id]), do="archive")
            messages.success(request, "Made. Put people in, and open boards to it.", extra_tags=with_key(request, back))
            return redirect(circle)
    return render(request, "membership/group_form.html", {"form": form}, status=422 if form.errors else 200)


def _field(refusal: grouping.Refused) -> str | None:
    """Return the field that a refusal stands beside."""
    if isinstance(refusal, grouping.TooWide):
        return "takes"
    return "name" if isinstance(refusal, grouping.NameTaken) else None


@require_safe
@login_required
def group(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one group: who is in it and why, and what it opens."""
    circle = get_circle(person(request), public_id)
    words = request.GET.get("q", "")[:80].replace("\x00", "").strip()
    return render(request, "membership/group.html", group_pages.load(circle, words, request.GET.get("page")))


@login_required
def change_group(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a group's name, line, rule or way of being moderated."""
    circle = get_circle(person(request), public_id)
    if circle.is_base or circle.archived_at:
        raise Http404
    start = {name: getattr(circle, name) for name in ("name", "about", "takes", "own_moderators", "version")}
    form = GroupForm(request.POST or None, circle=circle, initial=start)
    if request.method == "POST" and form.is_valid():
        here, was = reverse("membership:group_step", args=[circle.public_id]), {name: start[name] for name in form.facts}
        version = form.cleaned_data["version"] or 0
        try:
            changed = grouping.change_group(circle, **form.facts, version=version, actor=person(request))
        except grouping.Refused as refusal:
            form.add_error(_field(refusal), str(refusal))
        except grouping.Stale:
            form.add_error(
                None, "Another steward changed this group since you opened the page. Nothing was saved: look at it again."
            )
        else:
            back = address(here, do="revert", was=keep({**was, "version": circle.version})) if changed else ""
            messages.success(request, "Saved." if changed else "Nothing was different.", extra_tags=with_key(request, back))
            return redirect(circle)
    return render(request, "membership/group_form.html", {"form": form, "circle": circle}, status=422 if form.errors else 200)


@login_required
def group_step(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask and do one step: put somebody in, take them out, archive, restore. The query says which."""
    circle, actor, do = get_circle(person(request), public_id), person(request), request.GET.get("do", "")
    if do in ("archive", "restore"):
        return walk(request, _shelving(circle, actor, archive=do == "archive"))
    if do in ("admit", "take-out"):
        who = get_person(actor, request.GET.get("person", ""))
        return walk(request, _placing(circle, actor, who, admit=do == "admit"))
    if do == "revert":
        return walk(request, _reverting(circle, actor, kept(request.GET.get("was", ""))))
    raise Http404


def _reverting(circle: Circle, actor: User, was: dict[str, Any]) -> Step:
    def run(why: str) -> bool:
        try:
            return grouping.change_group(circle, **was, actor=actor, reason=why)
        except grouping.Stale as error:
            raise grouping.Refused(
                "Another steward changed the group meanwhile. Look at it before you change it back."
            ) from error

    return Step(
        title=f"Make “{circle.name}” again what it was?",
        lines=[f"Its name was “{was['name']}”.", *changes(circle, was["takes"], own_moderators=was["own_moderators"])],
        button="Change it back",
        done="It is again what it was.",
        back=circle.get_absolute_url(),
        run=run,
    )


def _placing(circle: Circle, actor: User, who: User, *, admit: bool) -> Step:
    here = reverse("membership:group_step", args=[circle.public_id])
    opens = [name for name, _ in slots.opened_by(circle.group)]
    boards = f"Through it: {', '.join(opens)}." if opens else "It opens nothing at the moment."
    if admit:
        return Step(
            title=f"Put {who.display_name} into “{circle.name}”?",
            lines=[boards, "They can read everything written there so far, from their next page on.", "They are told by mail."],
            button="Put them in",
            done=f"{who.display_name} is in. They have been told.",
            back=circle.get_absolute_url(),
            run=lambda why: grouping.admit(circle, who, actor=actor, reason=why),
            undo=address(here, do="take-out", person=who.public_id),
        )
    return Step(
        title=f"Take {who.display_name} out of “{circle.name}”?",
        lines=[
            boards,
            "What is open to them through this group alone closes at their next page. What they wrote stays.",
            *slots.lost_with(circle.group, who),
            "They are told by mail, without your reason.",
        ],
        button="Take them out",
        done=f"{who.display_name} is out. They have been told.",
        back=circle.get_absolute_url(),
        run=lambda why: grouping.take_out(circle, who, actor=actor, reason=why),
        undo=address(here, do="admit", person=who.public_id),
        takes=True,
    )


def _shelving(circle: Circle, actor: User, *, archive: bool) -> Step:
    here, opens = reverse("membership:group_step", args=[circle.public_id]), [name for name, _ in slots.opened_by(circle.group)]
    boards = f"Boards opened to it: {', '.join(opens)}." if opens else "No board is opened to it."
    people = count(circle.group.user_set.count())
    if archive:
        return Step(
            title=f"Archive “{circle.name}”?",
            lines=[
                boards,
                f"In it: {people}. What is open to them through it alone closes at their next page.",
                "Who was in is kept: you can restore it.",
            ],
            button="Archive it",
            done="Archived. It opens nothing any more.",
            back=circle.get_absolute_url(),
            run=lambda why: grouping.archive_group(circle, actor=actor, reason=why),
            undo=address(here, do="restore"),
            takes=True,
        )
    return Step(
        title=f"Bring {circle.name} back?",
        lines=[boards, "Everybody who was in it and is still a member is in again."],
        button="Restore it",
        done="Restored, with the people it had.",
        back=circle.get_absolute_url(),
        run=lambda why: grouping.restore_group(circle, actor=actor, reason=why),
        undo=address(here, do="archive"),
    )
