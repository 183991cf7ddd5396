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

from network.forum import erasing
from network.forum.models import Board, BoardGroupGrant, Follow, Incident, Post, Report, ReportState, Thread
from network.forum.permissions import Can, allows
from network.membership.models import User
from network.membership.roles import STEWARDS
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
def tell_moderators(report_id: int) -> int:
    """Tell the moderators who may decide that something was reported. Return how many were told."""
    report = Report.objects.filter(pk=report_id, state=ReportState.OPEN).select_related("post__thread", "thread").first()
    if report is None:
        return 0
    grants = BoardGroupGrant.objects.filter(content_object=report.place.board_id, permission__codename="moderate_board")
    moderators = User.objects.filter(is_active=True, groups__in=grants.values("group")).distinct()
    able = [moderator for moderator in moderators if Report.objects.visible_to(moderator).waiting().filter(pk=report_id).exists()]
    what = "post" if report.post else "thread"
    line = (
        f"A reader has reported a {what} on a board you moderate. If it may identify someone it is hidden until you have looked."
    )
    return sum(_send(moderator, f"A {what} was reported", line, reverse("forum:moderation")) for moderator in able)


@task()
def tell_author_of_decision(report_id: int) -> int:
    """Tell the author of a reported post what was decided; never who reported it. Return how many were told."""
    report = Report.objects.filter(pk=report_id).select_related("post__author", "post__thread", "thread__author").first()
    if report is None or not report.author.is_active or not _readable(report.place, report.author):
        return 0
    removed = report.state == ReportState.REMOVED
    what = "post" if report.post else "thread"
    subject = f"A moderator removed a {what} of yours" if removed else f"A {what} of yours was looked at, and stays"
    line = (
        "A reader was worried about it, and a moderator of the board decided to remove it. Its text is gone."
        if removed
        else "A reader was worried about it. A moderator of the board has looked and kept it; everyone in the thread can read it."
    )
    return int(_send(report.author, subject, line, report.place.get_absolute_url()))


@task()
def tell_unmasked(report_id: int) -> int:
    """Tell the author that a moderator has learnt who wrote what they did not sign by name. Return how many were told."""
    report = Report.objects.filter(pk=report_id).select_related("post__author", "post__thread", "thread__author").first()
    if report is None or not report.author.is_active:
        return 0
    line = (
        "A reader reported something that you do not sign by name, and a moderator of its board has asked who wrote it. The "
        "moderator gave a reason, which is recorded. Readers still see what you chose."
    )
    return int(_send(report.author, "A moderator has learnt who wrote something of yours", line, reverse("forum:boards")))


@task()
def tell_of_spent_budget(user_id: int) -> int:
    """Tell the stewards that somebody opened more threads and cases than anybody reads. Return how many were told.

    Without the name: a mail outlives the moment, the log is where names stand.
    """
    line = (
        "A member has opened more threads and cases than anybody reads in that time, and waits now. It may be a script, or "
        "somebody else in their account. The log says who: please speak to them."
    )
    stewards = User.objects.filter(is_active=True, groups__name=STEWARDS).exclude(pk=user_id)
    path = f"{reverse('membership:audit')}?what=read+budget"
    return sum(_send(steward, "Somebody reads more than anybody can", line, path) for steward in stewards)


AUTHOR_LINE = (
    "Something you wrote identified a person, or came close to it. A moderator or a reviewer opened a disclosure incident; "
    "the text is being removed everywhere we keep it. Please tell your service's information governance lead, and do not "
    "repeat in a reply, or by mail, what was removed. Nobody thinks less of you for it: this is why we look."
)
REPORTER_LINE = (
    "Thank you. What you reported is being removed everywhere we keep it. Your report stays confidential: its author is not "
    "told that it was you."
)


REMOVED_LINE = (
    "A reviewer found that a case on a board you moderate identifies somebody, and had it removed. Its report clock runs:"
)
CONSENT_LINE = (
    "Consent for a case on your board was withdrawn, or has run out. It is hidden, and its text and every quotation of it are "
    "being removed. You have nothing to do unless the record says that a step still waits:"
)
WITHDRAWN_LINE = (
    "A case on your board was withdrawn because it may identify somebody. It is hidden, and its text and every quotation of it "
    "are being removed. The 72 hours for a report to the regulator run from now: please read the record."
)


@task()
def tell_of_incident(incident_id: int) -> int:
    """Tell the author and, each in a mail of their own, those who reported it; without a word of it. Return how many.

    Where the author took a case back, or consent ended, the case library's own mails say so to the author.
    """
    incident = Incident.objects.filter(pk=incident_id).select_related("post__author", "thread__author").first()
    if incident is None or not incident.is_breach:
        return 0
    author = incident.subject.author
    # Of its replies as well, where it is about a thread whole. Who took a report back has nothing to learn.
    about = erasing.reports_of(incident).exclude(state=ReportState.WITHDRAWN)
    reporters = User.objects.filter(pk__in=about.values("reporter"), is_active=True).exclude(pk=author.pk)
    sent = sum(
        _send(person, "What you reported is being removed", REPORTER_LINE, reverse("forum:boards")) for person in reporters
    )
    if author.is_active and incident.opened_by is not None:
        sent += _send(author, "Something you wrote was removed", AUTHOR_LINE, reverse("forum:boards"))
    return sent


@task()
def tell_leads(incident_id: int) -> int:
    """Tell the moderators who may lead an incident that somebody has opened it who may not. Return how many were told."""
    incident = Incident.objects.filter(pk=incident_id).select_related("board", "opened_by").first()
    if incident is None or (incident.opened_by and allows(incident.opened_by, Can.LEAD_INCIDENT, incident)):
        return 0
    from network.forum.moderators import moderators  # noqa: PLC0415  (it enqueues us)

    able = [person for person in moderators(incident.board) if allows(person, Can.LEAD_INCIDENT, incident)]
    line = REMOVED_LINE if incident.opened_by else WITHDRAWN_LINE if incident.is_breach else CONSENT_LINE
    return sum(_send(person, f"{incident.reference} was opened", line, incident.get_absolute_url()) for person in able)


@task()
def tell_audience_changed(board_id: int) -> int:
    """Tell a board's moderators that a steward changed who can read it. Return how many were told."""
    from network.forum.moderators import moderators  # noqa: PLC0415  (it enqueues us)

    board = Board.objects.filter(pk=board_id).first()
    if board is None:
        return 0
    line = f"A steward changed who can read “{board.name}”, a board that you moderate. The board's page says to whom it is open:"
    return sum(_send(user, "Who can read your board", line, board.get_absolute_url()) for user in moderators(board))
