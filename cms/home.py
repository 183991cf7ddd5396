"""What the start page shows, for each kind of person, in at most ten queries however much there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.utils.text import get_text_list
from wagtail.models import Page

from cases.models import Case, FeaturedCase, State
from cms.models import AlertPage, EventPage, GuidancePage, PublishedVersion
from cms.querysets import overdue_guidance, overdue_resources, unfinished_by, waiting_for_approval_by
from network.forum.models import Board, Report, Thread
from network.membership.models import Application, User
from network.membership.querysets import applications_visible_to

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Update:
    """The newest edition of a guidance page."""

    title: str
    slug: str
    number: int
    kind: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Duties:
    """How much waits for this person, by duty."""

    applications: int = 0
    reports: int = 0
    approvals: int = 0
    unfinished: int = 0
    overdue_guidance: int = 0
    overdue_resources: int = 0
    renderings: int = 0

    @property
    def waits(self) -> bool:
        """Say whether somebody else waits for this person: on a phone the desks stand below everything that is new."""
        return bool(self.applications or self.reports or self.approvals or self.renderings)


@dataclass(frozen=True, slots=True)
class Front:
    """What everybody sees."""

    alerts: list[AlertPage]
    events: list[EventPage]
    updates: list[Update]


@dataclass(frozen=True, slots=True)
class Home:
    """What the template needs."""

    front: Front
    application: Application | None = None
    greeting: str = ""
    threads: list[Thread] = field(default_factory=list)
    boards: list[Any] = field(default_factory=list)  # boards with `fresh`: how many of their threads hold something new
    to_review: list[Case] = field(default_factory=list)
    drafts: list[Case] = field(default_factory=list)
    duties: Duties = field(default_factory=Duties)

    @property
    def lede(self) -> str:
        """Say in one line what is here for this person today; lists that are cut short say "or more"."""
        cases, fresh = len(self.to_review), sum(board.fresh for board in self.boards)
        alerts = len(self.front.alerts)
        parts = [
            (alerts, f"drug alert{pluralize(alerts)}"),
            (cases, f"{'or more ' if cases == SHOWN else ''}case{pluralize(cases)} awaiting a first look"),
            (fresh, f"thread{pluralize(fresh)} with something new"),
        ]
        said = [f"{count} {what}" for count, what in parts if count]
        return f"{get_text_list(said, 'and')}." if said else "Nothing new since you were last here."


def _front() -> Front:
    """Load alerts, events and guidance updates together: all are pages, and one query reaches all three kinds."""
    alerts = AlertPage.objects.live().filter(expires__gte=timezone.localdate()).order_by("-issued", "-pk")[:2]
    events = EventPage.objects.upcoming()[:3]
    newest = PublishedVersion.objects.filter(page=OuterRef("pk")).order_by("-number")
    dated = GuidancePage.objects.live().annotate(at=Subquery(newest.values("published_at")[:1])).filter(at__isnull=False)
    guidance = dated.order_by("-at", "-pk")[:SHOWN]
    shown = Q(pk__in=alerts.values("pk")) | Q(pk__in=events.values("pk")) | Q(pk__in=guidance.values("pk"))
    columns = {name: Subquery(newest.values(name)[:1]) for name in ("number", "kind", "change_note", "published_at")}
    pages = list(Page.objects.filter(shown).select_related("alertpage", "eventpage").annotate(**columns))
    kinds = dict(GuidancePage.EditKind.choices)
    updates = [
        Update(page.title, page.slug, page.number, kinds[page.kind], page.change_note, page.published_at)
        for page in pages
        if page.number is not None
    ]
    return Front(
        sorted((p.alertpage for p in pages if hasattr(p, "alertpage")), key=lambda alert: alert.issued, reverse=True),
        sorted((p.eventpage for p in pages if hasattr(p, "eventpage")), key=lambda event: event.starts or timezone.now()),
        sorted(updates, key=lambda update: update.at, reverse=True),
    )


def load(user: Any) -> tuple[str, Home]:
    """Return the template and the data of `user`'s start page."""
    if not isinstance(user, User):
        return "cms/home_visitor.html", Home(_front())
    if not user.is_verified:
        return "cms/home_applicant.html", Home(_front(), application=Application.objects.filter(user=user).first())
    return "cms/home_member.html", _member(user)


def _member(user: User) -> Home:
    hour = timezone.localtime().hour
    part = "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"
    threads = Thread.objects.visible_to(user).with_unread(user).for_listing().filter(unread__gt=0)
    to_review, drafts = _cases(user)
    return Home(
        _front(),
        greeting=f"Good {part}, {user.display_name}",
        threads=list(threads.order_by("-last_post_at")[: SHOWN + 1]),
        boards=list(_boards(user)),
        to_review=to_review,
        drafts=drafts,
        duties=_duties(user),
    )


def _boards(user: User) -> QuerySet[Any]:
    """Return the boards, each with `fresh`: how many of its threads hold something new to `user`."""
    unread = Thread.objects.visible_to(user).with_unread(user).filter(unread__gt=0, board=OuterRef("pk"))
    return Board.objects.visible_to(user).annotate(fresh=_count(unread))


def _cases(user: User) -> tuple[list[Case], list[Case]]:
    """Return the cases that wait for a first look by `user`, oldest first, and the user's own to finish."""
    if not user.is_clinician:
        return [], []
    waiting = Case.objects.reviewable_by(user).order_by("submitted_at", "pk").values("pk")[:SHOWN]
    own = (
        Case.objects.filter(author=user, state__in=[State.DRAFT, State.RETURNED]).order_by("-updated_at", "-pk").values("pk")[:3]
    )
    both = Case.objects.filter(Q(pk__in=waiting) | Q(pk__in=own)).with_declared(user)
    cases = list(both.select_related("board").order_by("submitted_at", "pk"))
    return [c for c in cases if c.author_id != user.pk], [c for c in cases if c.author_id == user.pk]


def _count(rows: QuerySet[Any]) -> Coalesce:
    """Return a subquery that counts `rows`, whatever they are ordered by."""
    constant = rows.order_by().annotate(one=Value("1", output_field=CharField())).values("one")
    counted = constant.annotate(rows=Count("pk", distinct=True)).values("rows")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _duties(user: User) -> Duties:
    """Count in one query what waits for a steward, a moderator or an editor, and public versions of cases for any clinician."""
    wanted: dict[str, Any] = {}
    if user.is_clinician:
        wanted["renderings"] = _count(FeaturedCase.objects.waiting_for(user))
    if user.is_steward:
        wanted["applications"] = _count(applications_visible_to(user).filter(state="waiting").select_related(None))
    if user.moderates:
        wanted["reports"] = _count(Report.objects.visible_to(user).waiting())
    if user.is_editor:
        wanted["approvals"] = _count(waiting_for_approval_by(user))
        wanted["unfinished"] = _count(unfinished_by(user))
        wanted["overdue_guidance"] = _count(overdue_guidance())
        wanted["overdue_resources"] = _count(overdue_resources())
    if not wanted:
        return Duties()
    return Duties(**User.objects.filter(pk=user.pk).values(**wanted).get())
