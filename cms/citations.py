"""Threads and cases that rely on guidance: noting it, showing it beside a thread and on the guidance page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from cases.models import Case
from cms.models import Citation, GuidancePage, PublishedVersion
from network.forum import signing, slots
from network.forum.models import Post, Thread
from network.forum.permissions import Can, require
from network.membership import audit
from network.membership.models import User

SHOWN = 10
MOST_LINKS = 20  # of one post
LINK = re.compile(r"/guidance/([a-z0-9-]{1,80})/(?:edition/(\d{1,4})/)?")
MINOR = GuidancePage.EditKind.MINOR


def cite(thread: Thread, version: PublishedVersion, *, actor: User) -> bool:
    """Note that `thread` relies on `version`. Return False if that was noted already. Raises PermissionDenied."""
    require(actor, Can.REPLY, thread)
    with transaction.atomic():
        made = Citation.objects.get_or_create(thread=thread, version=version)[1]
        if made:
            signature = signing.held(thread, actor)
            shown = None if signature and signature.alias else actor  # stewards read the log
            audit.record(shown, "named guidance", thread, edition=version.number)
    return made


def note_links(post: Post) -> None:
    """Note the editions that a post links to: the one named in the address, or the one that is current now.

    The forum calls it inside the post's own transaction. A link that leads nowhere is no citation.
    """
    wanted = {(m[1], int(m[2]) if m[2] else None) for m in list(LINK.finditer(post.source))[:MOST_LINKS]}
    if not wanted:
        return
    newest: dict[str, PublishedVersion] = {}
    versions = PublishedVersion.objects.filter(page__live=True, page__slug__in={slug for slug, _ in wanted}).select_related(
        "page"
    )
    chosen: list[PublishedVersion] = []
    for version in versions.order_by("number"):
        newest[version.page.slug] = version
        if (version.page.slug, version.number) in wanted:
            chosen.append(version)
    chosen += [newest[slug] for slug, number in wanted if number is None and slug in newest]
    Citation.objects.bulk_create([Citation(thread_id=post.thread_id, version=v) for v in set(chosen)], ignore_conflicts=True)


def cited_by(thread: Thread) -> QuerySet[PublishedVersion]:
    """Return the editions that `thread`, or the case it discusses, relies on, each with what is newest of its page."""
    case = Case.objects.published().filter(thread=thread)
    own = Q(page__slug=Subquery(case.values("cites_slug")[:1]), number=Subquery(case.values("cites_edition")[:1]))
    newest = PublishedVersion.objects.filter(page=OuterRef("page")).order_by("-number")
    return (
        PublishedVersion.objects.filter(Q(pk__in=Citation.objects.filter(thread=thread).values("version")) | own)
        .filter(page__live=True)
        .select_related("page")
        .annotate(newest=Subquery(newest.values("number")[:1]), newest_note=Subquery(newest.values("change_note")[:1]))
        .order_by("page__title", "-number")
    )


def beside_thread(thread: Thread, user: User) -> slots.Panel | None:
    """Return the panel "guidance relied on" of a thread, in one query; None where it relies on none."""
    versions = list(cited_by(thread)[:SHOWN])
    return slots.Panel("cms/_relied_on.html", {"versions": versions}) if versions else None


@dataclass(frozen=True, slots=True)
class CitedBy:
    """What a member may open of what cites a page: (thread, edition number) pairs, and cases."""

    threads: list[tuple[Thread, int]]
    cases: list[Case]


def citing(page: GuidancePage, user: Any) -> CitedBy | None:
    """Return the threads and cases that cite `page` and that `user` may open, in two queries; None for visitors.

    SECURITY: through `visible_to(user)` both; what is hidden is not counted either.
    """
    if not isinstance(user, User) or not user.is_verified:
        return None
    citations = Citation.objects.filter(version__page=page, thread__in=Thread.objects.visible_to(user))
    rows = citations.select_related("thread", "version").order_by("-thread__last_post_at", "-version__number")[:SHOWN]
    cases = Case.objects.published().visible_to(user).filter(cites_slug=page.slug).select_related("thread")
    return CitedBy([(row.thread, row.version.number) for row in rows], list(cases.order_by("-published_at", "-pk")[:SHOWN]))


def threads_relying_on(page: GuidancePage, before: int) -> QuerySet[Thread]:
    """Return the threads that cite an edition of `page` earlier than number `before`, by themselves or through their case."""
    cited = Citation.objects.filter(version__page=page, version__number__lt=before).values("thread")
    cases = Case.objects.published().filter(cites_slug=page.slug, cites_edition__lt=before, thread__isnull=False)
    return Thread.objects.filter(Q(pk__in=cited) | Q(pk__in=cases.values("thread")))


def register() -> None:
    """Fill the forum's slots."""
    slots.thread_aside.fill(beside_thread)
    slots.post_written.append(note_links)
