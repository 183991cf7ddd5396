"""Mails about cases: a number and a link, never a word of the text."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage

from cases.models import Case, State
from network.membership.models import User
from network.shell.tasks import task

TEXTS = {
    State.PUBLISHED: ("is published", "A second clinician has read it, and its thread is open."),
    State.RETURNED: ("came back to you", "The reviewer asks for a change and has left a note for you on the page."),
}


def _send(user: User, subject: str, line: str, path: str) -> None:
    body = f"Dear {user.display_name},\n\n{line}\n\n{settings.SITE_URL}{path}\n\nFor the patient's sake, our mail never carries the text.\n\n{settings.SITE_NAME}\n"
    EmailMessage(subject, body, to=[user.email]).send()


@task()
def tell_author(case_id: int) -> int:
    """Tell the author what became of the case. Return how many were told."""
    case = Case.objects.filter(pk=case_id, state__in=TEXTS).select_related("author").first()
    if case is None or not case.author.is_active:
        return 0
    subject, line = TEXTS[State(case.state)]
    _send(case.author, f"{case.reference} {subject}", line, case.get_absolute_url())
    return 1


@task()
def tell_reviewers(case_id: int) -> int:
    """Tell the moderators of the board that a case waits. Whether each may review it is asked now, not when it was sent."""
    case = Case.objects.filter(pk=case_id, state=State.SUBMITTED).first()
    if case is None:
        return 0
    moderators = User.objects.filter(
        is_active=True,
        groups__boardgroupgrant__content_object=case.board_id,
        groups__boardgroupgrant__permission__codename="moderate_board",
    ).distinct()
    told = [m for m in moderators if Case.objects.reviewable_by(m).filter(pk=case.pk).exists()]
    for moderator in told:
        _send(
            moderator,
            f"{case.reference} waits for a second clinician",
            "We promise a first look within 24 hours.",
            f"/cases/review/{case.public_id}/",
        )
    return len(told)
