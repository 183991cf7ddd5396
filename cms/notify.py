"""Who hears of a new edition. Decided when the mail is sent: access, and the edition itself, may have changed meanwhile."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import EmailMessage

from cms.citations import threads_relying_on
from cms.models import GuidancePage, PublishedVersion
from network.forum.models import Follow, Thread
from network.membership.models import User
from network.shell.tasks import task

logger = logging.getLogger(__name__)
MOST_LINKS = 10  # of threads in one mail


@task()
def tell_citing_followers(version_id: int) -> int:
    """Tell each follower of a thread that relied on an earlier edition, once, with links and no word of any thread.

    Return how many were told.
    """
    version = PublishedVersion.objects.filter(pk=version_id, page__live=True).select_related("page").first()
    if version is None or version.kind == GuidancePage.EditKind.MINOR:
        return 0
    relying = threads_relying_on(version.page, version.number)
    follows = Follow.objects.filter(thread__in=relying, user__is_active=True)
    followed: dict[User, list[int]] = {}
    for follow in follows.select_related("user").order_by("user", "thread"):
        followed.setdefault(follow.user, []).append(follow.thread_id)
    told = 0
    for user, thread_ids in followed.items():
        # SECURITY: the door again, for each reader, at the moment of sending.
        threads = list(Thread.objects.visible_to(user).filter(pk__in=thread_ids).order_by("pk"))
        told += bool(threads) and _send(user, version, threads)
    return told


def _send(user: User, version: PublishedVersion, threads: list[Thread]) -> bool:
    """Send one mail and say whether it went. One address that fails must not keep the others from being told."""
    page = f"{settings.SITE_URL}/guidance/{version.page.slug}/"
    count = "A thread you follow relies" if len(threads) == 1 else f"{len(threads)} threads you follow rely"
    links = "\n".join(f"{settings.SITE_URL}{thread.get_absolute_url()}" for thread in threads[:MOST_LINKS])
    body = (
        f"Dear {user.display_name},\n\n"
        f"{count} on guidance that has changed: “{version.page.title}” is now in edition {version.number}.\n\n"
        f"What changed: {page}compare/?from={version.number - 1}&to={version.number}\n"
        f"The page: {page}\n\n"
        f"Where it is relied on:\n{links}\n\n"
        "For the patient's sake, our mail never carries the text of a thread. You can stop following on the thread's page.\n\n"
        f"{settings.SITE_NAME}\n"
    )
    try:
        EmailMessage("Guidance has changed under a thread you follow", body, to=[user.email]).send()
    except OSError as error:
        logger.error("a notification was not sent (%s)", type(error).__name__)  # noqa: TRY400  (its text may hold the address)
        return False
    return True
