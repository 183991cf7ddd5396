"""The steps that a steward confirms on the desk: what each means, how it is done, and which one undoes it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.http import QueryDict
from django.urls import reverse

from network.forum.audience import holders_of
from network.forum.models import Board, Thread
from network.forum.moderators import drop_moderator, make_moderator, moderators, outsiders, refusal_to_make
from network.forum.opening import change_board, close_to, open_to, refusal_to_open
from network.membership.access import get_circle, get_person
from network.membership.confirming import Step, address, keep, kept
from network.membership.duties import DUTIES, give_duty, take_duty
from network.membership.grouping import Refused, Stale
from network.membership.models import User

FACTOR = "From their next page on they need a second factor; without one, nothing opens but its set-up."
MEANS = {
    "editor": "Editors publish and refresh guidance, alerts, events and resources, and never approve their own work.",
    "steward": "Stewards verify people, keep groups, boards and duties, and read the audit log. The other stewards are told.",
}


def for_board(board: Board, actor: User, query: QueryDict) -> Step | None:
    """Return the step with a board that the query of an address names, or None."""
    do = query.get("do", "")
    if do in ("open", "close"):
        circle = get_circle(actor, query.get("group", ""))
        return (_open if do == "open" else _close)(board, actor, circle.group, circle.public_id)
    if do in ("give", "take"):
        who = get_person(actor, query.get("person", ""))
        return (_give_care if do == "give" else _take_care)(board, actor, who)
    if do == "revert":
        return _revert(board, actor, kept(query.get("was", "")))
    return None


def way_back(board: Board, was: dict[str, Any]) -> str:
    """Return the address of the step that gives a changed board back what it said before."""
    here = reverse("desk:board_step", args=[board.public_id])
    return address(here, do="revert", was=keep({**was, "was": board.name}))


def _revert(board: Board, actor: User, was: dict[str, Any]) -> Step:
    def run(why: str) -> bool:
        try:
            return change_board(board, **was, actor=actor, reason=why)
        except Stale as error:
            raise Refused("Another steward renamed the board meanwhile. Look at it before you change it back.") from error

    return Step(
        title=f"Make “{board.name}” again what it was?",
        lines=[f"Its name was “{was['name']}”, its line “{was['about']}”."],
        button="Change it back",
        done="It is again what it was.",
        back=board.desk_url,
        run=run,
    )


def _open(board: Board, actor: User, group: Group, key: str) -> Step:
    here = reverse("desk:board_step", args=[board.public_id])
    inside = set(holders_of(board).values_list("pk", flat=True))
    fresh = User.objects.verified().filter(groups=group).exclude(pk__in=inside).count()
    threads = Thread.objects.filter(board=board).count()
    lines = [
        f"{_people(fresh)} can read “{board.name}” who cannot now: all {threads} threads from the first post, save restricted ones.",
        "Who has done the briefing can write there too. Threads closed to associates stay closed to them.",
        "The board’s moderators are told by mail.",
    ]
    lines += [
        f"{user.display_name} stops keeping order on it: the group wants its own moderators."
        for user in outsiders(board, with_group=group)
    ]
    return Step(
        title=f"Open “{board.name}” to “{group.name}”?",
        lines=lines,
        refused=refusal_to_open(board, group),
        button="Open it",
        done=f"“{board.name}” is open to “{group.name}”.",
        back=board.desk_url,
        run=lambda why: open_to(board, group, actor=actor, reason=why),
        undo=address(here, do="close", group=key),
    )


def _close(board: Board, actor: User, group: Group, key: str) -> Step:
    here = reverse("desk:board_step", args=[board.public_id])
    others = User.groups.through.objects.filter(group__in=_other_groups(board, group)).values("user")
    gone = User.objects.verified().filter(groups=group).exclude(pk__in=others).count()
    for_good = refusal_to_open(board, group)
    return Step(
        title=f"Close “{board.name}” to “{group.name}”?",
        lines=[
            f"{_people(gone)} cannot open it any more, from their next page on. What they wrote there stays.",
            "They get no further mail about it. Who holds it through another group keeps it.",
            "The board’s moderators are told by mail.",
            *([f"There is no way back. {for_good}"] if for_good else []),
        ],
        button="Close it",
        done=f"“{board.name}” is closed to “{group.name}”.",
        back=board.desk_url,
        run=lambda why: close_to(board, group, actor=actor, reason=why),
        undo="" if for_good else address(here, do="open", group=key),
        takes=True,
    )


def _other_groups(board: Board, group: Group) -> list[int]:
    held = board.boardgroupgrant_set.filter(permission__codename="view_board").exclude(group=group)
    return list(held.values_list("group", flat=True))


def _give_care(board: Board, actor: User, who: User) -> Step:
    here = reverse("desk:board_step", args=[board.public_id])
    return Step(
        title=f"Make {who.display_name} a moderator of “{board.name}”?",
        lines=[
            "Moderators read the board, decide on reports, lock threads and handle disclosures there.",
            FACTOR,
            "They are told by mail.",
        ],
        refused=refusal_to_make(board, who),
        button="Make them a moderator",
        done=f"{who.display_name} keeps order on “{board.name}”.",
        back=board.desk_url,
        run=lambda why: make_moderator(board, who, actor=actor, reason=why),
        undo=address(here, do="take", person=who.public_id),
    )


def _take_care(board: Board, actor: User, who: User) -> Step:
    here = reverse("desk:board_step", args=[board.public_id])
    alone = not moderators(board).exclude(pk=who.pk).exists()
    return Step(
        title=f"Take “{board.name}” out of {who.display_name}’s care?",
        lines=[
            "They keep what their groups open to them, and can decide nothing there from their next page on.",
            *(["Nobody keeps order on it then: what is reported there reaches no one."] if alone else []),
            "They are told by mail.",
        ],
        button="Take the duty",
        done=f"{who.display_name} no longer keeps order on “{board.name}”.",
        back=board.desk_url,
        run=lambda why: drop_moderator(board, who, actor=actor, reason=why),
        undo=address(here, do="give", person=who.public_id),
        takes=True,
    )


def for_person(who: User, actor: User, query: QueryDict) -> Step | None:
    """Return the step with a person that the query of an address names, or None."""
    do, duty = query.get("do", ""), query.get("duty", "")
    if duty not in DUTIES or do not in ("give", "take"):
        return None
    here, back = reverse("desk:person_step", args=[who.public_id]), reverse("desk:person", args=[who.public_id])
    if do == "give":
        return Step(
            title=f"Make {who.display_name} {duty}?",
            lines=[MEANS[duty], FACTOR, "They are told by mail."],
            button=f"Make them {duty}",
            done=f"{who.display_name} is {duty} now.",
            back=back,
            run=lambda why: give_duty(who, duty, actor=actor, reason=why),
            undo=address(here, do="take", duty=duty),
        )
    return Step(
        title=f"End {who.display_name}’s duty as {duty}?",
        lines=["The duty’s pages close to them at their next page. Their membership stays.", "They are told by mail."],
        button="Take the duty",
        done=f"{who.display_name} is no longer {duty}.",
        # Whoever ends their own duty as steward cannot open the page about themselves any more.
        back="/account/" if who.pk == actor.pk and duty == "steward" else back,
        run=lambda why: take_duty(who, duty, actor=actor, reason=why),
        undo="" if who.pk == actor.pk else address(here, do="give", duty=duty),
        takes=True,
    )


def _people(number: int) -> str:
    return "Nobody" if number == 0 else "1 person" if number == 1 else f"{number} people"
