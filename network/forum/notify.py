"""Who hears of what by mail. Decided when the mail is sent, not when the post was written: access may have gone meanwhile.

A mail carries a link, never a word of a post, nor a title (it may say what a case is about). A restricted thread's mail
does not even name its board.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse

from network.forum.models import BoardGroupGrant, Follow, Post, Report, ReportState, Thread
from network.membership.models import User
from network.shell.tasks import task

logger = logging.getLogger(__name__)
SALT = "network.forum.unfollow"
LINK_LIVES = 60 * 60 * 24 * 90  # seconds: ninety days


def unfollow_token(user: User, thread: Thread) -> str:
    """Return the signed part of the link that stops mail about `thread`. It opens nothing and lasts LINK_LIVES."""
    return signing.dumps([user.public_id, thread.public_id], salt=SALT, compress=False)


def read_token(token: str) -> tuple[str, str] | None:
    """Return the public ids of person and thread, or None where the link is not ours, or too old."""
    try:
        person, thread = signing.loads(token, salt=SALT, max_age=LINK_LIVES)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(person), str(thread)


def _send(user: User, subject: str, line: str, path: str, *, stop: str = "") -> bool:
    """Send one mail and say whether it went. One address that fails must not keep the others from being told."""
    parts = [
        f"Dear {user.display_name},",
        line,
        f"{settings.SITE_URL}{path}",
        "For the patient's sake, our mail never carries the text itself.",
    ]
    headers = {}
    if stop:
        parts.append(f"No more mail about this thread: {settings.SITE_URL}{stop}")
        # RFC 8058: mail programs show a button of their own, which posts to this address.
        headers = {"List-Unsubscribe": f"<{settings.SITE_URL}{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    try:
        EmailMessage(subject, "\n\n".join([*parts, settings.SITE_NAME]) + "\n", to=[user.email], headers=headers).send()
    except OSError as error:
        logger.error("a notification was not sent (%s)", type(error).__name__)  # noqa: TRY400  (its text may hold the address)
        return False
    return True


def _readable(thread: Thread, user: User) -> bool:
    # SECURITY: the door again, for each reader, at the moment of sending.
    return Thread.objects.visible_to(user).filter(pk=thread.pk).exists()


@task()
def tell_readers(post_id: int, mentioned: list[int], followers: bool = True) -> int:
    """Tell those mentioned in a post, then (with `followers`) those who follow its thread. Return how many were told."""
    post = Post.objects.shown().filter(pk=post_id).select_related("thread__board", "author").first()
    if post is None:
        return 0
    thread = post.thread
    where = "a restricted thread" if thread.restricted else f"a thread on the board “{thread.board.name}”"
    told: set[int] = {post.author_id}
    sent = 0
    for person in User.objects.filter(pk__in=mentioned, is_active=True).exclude(pk=post.author_id):
        told.add(person.pk)
        if _readable(thread, person):
            sent += _send(person, "You were mentioned", f"A colleague mentioned you in {where}.", post.get_absolute_url())
    follows = (
        Follow.objects.filter(thread=thread, user__is_active=True).exclude(user__in=told) if followers else Follow.objects.none()
    )
    for follow in follows.select_related("user"):
        if _readable(thread, follow.user):
            stop = reverse("forum:unfollow", args=[unfollow_token(follow.user, thread)])
            line = f"There is a new reply in {where} that you follow."
            sent += _send(follow.user, "A new reply in a thread you follow", line, post.get_absolute_url(), stop=stop)
    return sent


@task()
def tell_invited(thread_id: int, user_id: int) -> int:
    """Tell a person that a restricted thread was opened to them, if it still is. Return how many were told."""
    thread = Thread.objects.filter(pk=thread_id).first()
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if thread is None or user is None or not _readable(thread, user):
        return 0
    line = "A colleague has invited you into a restricted thread. Only the people invited can read it."
    return int(_send(user, "You were invited into a restricted thread", line, thread.get_absolute_url()))


@task()
def tell_moderators(post_id: int) -> int:
    """Tell the moderators who may decide that a post was reported. Return how many were told."""
    post = Post.objects.filter(pk=post_id, reports__state=ReportState.OPEN).select_related("thread").first()
    if post is None:
        return 0
    grants = BoardGroupGrant.objects.filter(content_object=post.thread.board_id, permission__codename="moderate_board")
    moderators = User.objects.filter(is_active=True, groups__in=grants.values("group")).distinct()
    able = [moderator for moderator in moderators if Report.objects.visible_to(moderator).waiting().filter(post=post).exists()]
    line = "A reader has reported a post on a board you moderate. If it may identify someone it is hidden until you have looked."
    return sum(_send(moderator, "A post was reported", line, reverse("forum:moderation")) for moderator in able)


@task()
def tell_author_of_decision(report_id: int) -> int:
    """Tell the author of a reported post what was decided; never who reported it. Return how many were told."""
    report = Report.objects.filter(pk=report_id).select_related("post__author", "post__thread").first()
    if report is None or not report.post.author.is_active or not _readable(report.post.thread, report.post.author):
        return 0
    removed = report.state == ReportState.REMOVED
    subject = "A moderator removed a post of yours" if removed else "A post of yours was looked at, and stays"
    line = (
        "A reader was worried about it, and a moderator of the board decided to remove it. Its text is gone."
        if removed
        else "A reader was worried about it. A moderator of the board has looked and kept it; everyone in the thread can read it."
    )
    return int(_send(report.post.author, subject, line, report.post.thread.get_absolute_url()))
