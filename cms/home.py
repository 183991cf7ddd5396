"""What the start page shows, for each kind of person, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from cases.models import Case, State
from cms.models import AlertPage, GuidancePage, PublishedVersion
from network.forum.models import Board, Thread
from network.membership.models import Application, User
from network.membership.querysets import applications_visible_to

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Home:
    """What the template needs."""

    alerts: list[AlertPage]
    editions: list[PublishedVersion]
    application: Application | None = None
    greeting: str = ""
    threads: list[Thread] = field(default_factory=list)
    boards: list[tuple[Board, int]] = field(default_factory=list)
    to_review: list[Case] = field(default_factory=list)
    drafts: list[Case] = field(default_factory=list)
    applications_waiting: int = 0
    overdue: list[GuidancePage] = field(default_factory=list)


def _public() -> dict[str, Any]:
    today = timezone.localdate()
    alerts = AlertPage.objects.live().filter(expires__gte=today).order_by("-issued")[:2]
    editions = PublishedVersion.objects.filter(page__live=True).select_related("page").order_by("-published_at")[:SHOWN]
    return {"alerts": list(alerts), "editions": list(editions)}


def load(user: Any) -> tuple[str, Home]:
    """Return the template and the data of `user`'s start page."""
    if not isinstance(user, User):
        return "cms/home_visitor.html", Home(**_public())
    if not user.is_verified:
        return "cms/home_applicant.html", Home(**_public(), application=Application.objects.filter(user=user).first())
    return "cms/home_member.html", _member(user)


def _member(user: User) -> Home:
    hour = timezone.localtime().hour
    part = "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"
    visible = Thread.objects.visible_to(user).with_unread(user)
    fresh: dict[int, int] = {}
    for board_id in visible.filter(unread__gt=0).values_list("board_id", flat=True):
        fresh[board_id] = fresh.get(board_id, 0) + 1
    threads = visible.for_listing().filter(unread__gt=0).order_by("-last_post_at")[: SHOWN + 1]
    editor = user.is_editor
    return Home(
        **_public(),
        greeting=f"Good {part}, {user.display_name}",
        threads=list(threads),
        boards=[(board, fresh.get(board.pk, 0)) for board in Board.objects.visible_to(user)],
        to_review=list(Case.objects.reviewable_by(user).for_listing().order_by("submitted_at")[:SHOWN])
        if user.is_clinician
        else [],
        drafts=list(Case.objects.filter(author=user, state__in=[State.DRAFT, State.RETURNED])[:3]) if user.is_clinician else [],
        applications_waiting=applications_visible_to(user).filter(state="waiting").count() if user.is_steward else 0,
        overdue=list(GuidancePage.objects.live().filter(next_review__lt=timezone.localdate(), status="current"))
        if editor
        else [],
    )
