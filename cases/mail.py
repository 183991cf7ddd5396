"""Mails about cases: a number and a link, never a word of the text."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from cases.models import Case, CaseReview, FeaturedCase, State
from network.forum.models import Board, Follow, Thread
from network.forum.notify import unfollow_token
from network.membership.models import User
from network.membership.roles import STEWARDS
from network.shell.tasks import task

AFTER = "/cases/after/"  # where support is: the page that a mail about a bad outcome points to
NOBODY_MAY = "It waits for a second clinician, and nobody who is asked can take it. Please find somebody."
READERS_ASKED = 3
TEXTS = {
    State.PUBLISHED: ("is published", "A second clinician has read it, and its thread is open."),
    State.RETURNED: ("came back to you", "The reviewer asks for a change and has left a note for you on the page."),
}


def _send(user: User, subject: str, line: str, path: str, *, follows: Thread | None = None) -> None:
    """Send one mail; with `follows` it says how to stop mail about that thread."""
    parts = [f"Dear {user.display_name},", line, f"{settings.SITE_URL}{path}"]
    parts.append("For the patient's sake, our mail never carries the text.")
    if follows is not None:
        stop = reverse("forum:unfollow", args=[unfollow_token(user, follows)])
        parts.append(f"No more mail about this thread: {settings.SITE_URL}{stop}")
    EmailMessage(subject, "\n\n".join([*parts, settings.SITE_NAME]) + "\n", to=[user.email]).send()


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
def ask_author(case_id: int) -> int:
    """Ask the author what happened. Return how many were asked."""
    case = Case.objects.published().filter(pk=case_id, outcome="").select_related("author").first()
    if case is None or not case.author.is_active:
        return 0
    line = "What became of it? Two sentences help the next colleague, also where nothing helped. If it ended badly, read this first: "
    line += f"{settings.SITE_URL}{AFTER}"
    _send(case.author, f"{case.reference}: what happened?", line, f"{case.get_absolute_url()}outcome/")
    return 1


def _watchers(case_id: int) -> tuple[Case | None, list[User]]:
    """Return the case, and those who follow its discussion and may read it at this moment, without its author."""
    case = Case.objects.published().filter(pk=case_id, thread__isnull=False).select_related("thread").first()
    if case is None:
        return None, []
    follow = Follow.objects.filter(thread=case.thread_id).values("user")
    people = User.objects.filter(is_active=True, pk__in=follow).exclude(pk=case.author_id)
    return case, [p for p in people if Case.objects.published().visible_to(p).filter(pk=case.pk).exists()]


@task()
def tell_watchers_of_asking(case_id: int) -> int:
    """Tell those who follow the discussion that its author was asked what happened. Return how many were told."""
    case, told = _watchers(case_id)
    if case is None or case.thread is None or case.thread.is_locked:
        return 0
    line = "You follow its discussion. Its author has been asked what became of it, and the discussion is open: say what you would add today."
    for person in told:
        _send(person, f"{case.reference}: what became of it?", line, case.get_absolute_url(), follows=case.thread)
    return len(told)


@task()
def tell_watchers(case_id: int) -> int:
    """Tell those who follow the discussion that an outcome is known. Return how many were told."""
    case, told = _watchers(case_id)
    if case is None or case.thread is None:
        return 0
    line = "You follow its discussion: it is open again, on top of its board."
    if case.thread.is_locked:
        line = "You follow its discussion. A moderator has closed that to replies; the outcome stands on the page of the case."
    for person in told:
        _send(person, f"{case.reference} has an outcome", line, case.get_absolute_url(), follows=case.thread)
    return len(told)


@task()
def tell_author_of_expiry(case_id: int) -> int:
    """Tell the author that the consent has run out and the case is gone. Return how many were told."""
    case = Case.objects.filter(pk=case_id, state=State.WITHDRAWN).select_related("author").first()
    if case is None or not case.author.is_active:
        return 0
    line = "The consent you recorded has run out, so the case and its discussion are withdrawn and its text is deleted."
    _send(case.author, f"{case.reference} is withdrawn", line, "/cases/mine/")
    return 1


@task()
def tell_author_of_rendering(featured_id: int) -> int:
    """Ask the author to read a public version of their case. Return how many were asked."""
    featured = FeaturedCase.objects.filter(pk=featured_id, state=FeaturedCase.State.ASKED).select_related("case__author").first()
    if featured is None or not Case.objects.published().visible_to(featured.case.author).filter(pk=featured.case_id).exists():
        return 0
    line = "An editor proposes a public version of a case of yours. Nobody reads it unless you agree, and consent is asked for again."
    _send(featured.case.author, "A public version of a case of yours", line, f"{featured.get_absolute_url()}work/")
    return 1


@task()
def tell_editor_of_rendering(featured_id: int) -> int:
    """Tell the editor, and where it is public the author, what the second reader decided. Return how many were told."""
    states = (FeaturedCase.State.RETURNED, FeaturedCase.State.PUBLISHED)
    featured = FeaturedCase.objects.filter(pk=featured_id, state__in=states).select_related("case__author", "editor").first()
    if featured is None:
        return 0
    public = featured.state == FeaturedCase.State.PUBLISHED
    line = "A second clinician has read it: it is public." if public else "The second reader has doubts; they stand on its page."
    told = [person for person in ([featured.editor, featured.case.author] if public else [featured.editor]) if person.is_active]
    for person in told:
        _send(person, "A featured case has been read", line, f"{featured.get_absolute_url()}work/")
    return len(told)


@task()
def tell_of_flag(featured_id: int) -> int:
    """Tell editor and author that a public case is out of sight, or was flagged and is not; moderators where nobody has looked.

    Return how many were told.
    """
    states = (FeaturedCase.State.AGREED, FeaturedCase.State.PUBLISHED)
    flagged = FeaturedCase.objects.filter(pk=featured_id, state__in=states, flagged_at__isnull=False)
    featured = flagged.select_related("case__author", "editor").first()
    if featured is None:
        return 0
    subject = "A featured case was taken out of sight"
    line = "A reader thinks that somebody may be recognised in it. Nobody can read it until a second clinician has looked again."
    if featured.state == FeaturedCase.State.PUBLISHED:
        subject = "A featured case was flagged again"
        line = "One more reader thinks that somebody may be recognised in it. It is still public, because a second clinician read it again after the first: please look, and withdraw it if in doubt."
    told = [person for person in (featured.editor, featured.case.author) if person.is_active]
    moderators: list[User] = []
    if featured.state == FeaturedCase.State.PUBLISHED and not featured.read_again:
        subject = "A featured case was flagged and is still public"
        line = "A reader thinks that somebody may be recognised in it. Many were flagged within the same hour, so it was not hidden by itself: please look now. If in doubt, say on its public page that somebody may be recognised: from you that hides it at once."
        moderators = [person for person in _moderators_who_may(featured.case) if person not in told]
    for person in told:
        _send(person, subject, line, f"{featured.get_absolute_url()}work/")
    for person in moderators:  # their way to it is the public page: they are perhaps neither editors nor its readers
        _send(person, subject, line, featured.get_absolute_url())
    return len(told) + len(moderators)


@task()
def tell_repliers(case_id: int, people: list[int]) -> int:
    """Tell those who had replied that their replies went with the case. Return how many were told."""
    case = Case.objects.filter(pk=case_id, state=State.WITHDRAWN).select_related("board").first()
    if case is None:
        return 0
    told = [p for p in User.objects.filter(pk__in=people) if Board.objects.visible_to(p).filter(pk=case.board_id).exists()]
    line = "It was withdrawn, and its discussion with it: what you wrote there is deleted as well, because it spoke of the same person."
    for person in told:
        _send(person, f"{case.reference} is withdrawn", line, case.board.get_absolute_url())
    return len(told)


@task()
def tell_readers_of_rendering(featured_id: int) -> int:
    """Ask a few of those who may be its second reader: the moderators of its board, or who reviewed last. Return how many."""
    featured = FeaturedCase.objects.filter(pk=featured_id, state=FeaturedCase.State.AGREED).select_related("case").first()
    if featured is None:
        return 0

    def may_read(person: User) -> bool:
        return bool(person.briefed_at) and FeaturedCase.objects.readable_by(person).filter(pk=featured.pk).exists()

    told = _moderators_who(featured.case, may_read)
    if not told:
        recent = CaseReview.objects.filter(reviewer__is_active=True).select_related("reviewer").order_by("-decided_at")[:200]
        told = [person for person in dict.fromkeys(review.reviewer for review in recent) if person and may_read(person)]
    told = told[:READERS_ASKED]
    for person in told:
        line = "Its author has agreed. Nobody else reads it before a second clinician has: four questions, a few minutes."
        _send(person, "A public version of a case awaits a second reader", line, f"{featured.get_absolute_url()}work/")
    return len(told)


def _may_help(case: Case, person: User) -> bool:
    """Ask at this moment whether `person` may read what the mail points to: rights change between event and sending."""
    if case.state == State.SUBMITTED:
        return Case.objects.reviewable_by(person).filter(pk=case.pk).exists()
    return person.pk != case.author_id and Case.objects.published().visible_to(person).filter(pk=case.pk).exists()


def _moderators_who_may(case: Case) -> list[User]:
    """Return the moderators of the case's board who may help with it; where none may, the other moderators who may."""
    return _moderators_who(case, lambda person: _may_help(case, person))


def _moderators_who(case: Case, may: Callable[[User], bool]) -> list[User]:
    """Return the moderators of the case's board of whom `may` is true; where there is none, other moderators."""
    everybody = User.objects.filter(is_active=True, groups__boardgroupgrant__permission__codename="moderate_board").distinct()
    own = everybody.filter(groups__boardgroupgrant__content_object=case.board_id)
    return [m for m in own if may(m)] or [m for m in everybody.exclude(pk__in=[m.pk for m in own]) if may(m)]


def _reviewers_who_may(case: Case) -> list[User]:
    """Return whom to ask for a review: the moderators who may, and of an invited-only case the invited who may."""
    invited = [p for p in case.invited.filter(is_active=True) if _may_help(case, p)] if case.restricted else []
    return list({person.pk: person for person in [*_moderators_who_may(case), *invited]}.values())


def _tell_stewards(case: Case, line: str, subject: str) -> int:
    """Tell the stewards that somebody must be found: they learn the number alone. Return how many were told."""
    stewards = list(User.objects.filter(is_active=True, groups__name=STEWARDS))
    for steward in stewards:
        _send(steward, f"{case.reference} {subject}", line, "/")
    return len(stewards)


@task()
def tell_reviewers(case_id: int) -> int:
    """Tell those who are asked to review that a case waits; where nobody may, the stewards. Return how many were told.

    Sent again after the first of two approvals: whoever gave it cannot give the second.
    """
    case = Case.objects.filter(pk=case_id, state=State.SUBMITTED).first()
    if case is None:
        return 0
    told = _reviewers_who_may(case)
    had = case.reviews.filter(version=case.version, decision=CaseReview.Decision.APPROVED).count()
    line = "One clinician has agreed; it needs another." if had else "We promise a first look within 24 hours."
    for person in told:
        _send(person, f"{case.reference} waits for a second clinician", line, f"/cases/review/{case.public_id}/")
    return len(told) or _tell_stewards(case, NOBODY_MAY, "waits")


@task()
def tell_where_nobody_may(case_id: int) -> int:
    """Tell the stewards where a case waits and nobody who is asked may take it any more. Return how many were told."""
    case = Case.objects.filter(pk=case_id, state=State.SUBMITTED).first()
    if case is None or _reviewers_who_may(case):
        return 0
    return _tell_stewards(case, NOBODY_MAY, "waits")


@task()
def tell_duty_experts(case_id: int) -> int:
    """Tell the duty experts that the promise was not kept. Return how many were told.

    Where no moderator may help, the stewards learn that a case waits and that nobody can take it: its number alone.
    """
    case = Case.objects.filter(pk=case_id, state__in=[State.SUBMITTED, State.PUBLISHED]).first()
    if case is None:
        return 0
    waits = "for a second clinician" if case.state == State.SUBMITTED else "for a first reply"
    path = f"/cases/review/{case.public_id}/" if case.state == State.SUBMITTED else case.get_absolute_url()
    experts = _moderators_who_may(case)
    for expert in experts:
        line = f"It has waited {waits} longer than the 24 hours we promise. You are its duty expert: please look now."
        _send(expert, f"{case.reference} is overdue", line, path)
    line = f"It has waited {waits} longer than the 24 hours we promise, and no moderator can take it. Please find one."
    return len(experts) or _tell_stewards(case, line, "is overdue")


@task()
def tell_stewards_of_waiting(case_id: int) -> int:
    """Tell the stewards that a case still waits a day after its duty experts were told. Return how many were told."""
    case = Case.objects.filter(pk=case_id, state__in=[State.SUBMITTED, State.PUBLISHED], escalated_at__isnull=False).first()
    if case is None:
        return 0
    waits = "a second clinician" if case.state == State.SUBMITTED else "a first reply"
    line = f"Its duty experts were told a day ago, and it still waits for {waits}. Please find somebody."
    return _tell_stewards(case, line, "still waits")


@task()
def thank_for_outcome(case_id: int) -> int:
    """Tell the author that a moderator looks at the outcome first, and where support is. Return how many were told."""
    case = Case.objects.published().filter(pk=case_id).exclude(outcome_waiting="").select_related("author").first()
    if case is None or not case.author.is_active:
        return 0
    line = "Thank you for coming back to it. A moderator of the board reads what you wrote before anybody else does. If somebody died, you need not carry that alone: here is whom to talk to."
    _send(case.author, f"{case.reference}: a moderator looks first", line, AFTER)
    return 1


@task()
def tell_moderators_of_outcome(case_id: int) -> int:
    """Tell the moderators of the board that an outcome waits; where there is none, the stewards. Return how many were told."""
    case = Case.objects.outcome_waits().filter(pk=case_id).first()
    if case is None:
        return 0
    everybody = User.objects.filter(is_active=True, groups__boardgroupgrant__permission__codename="moderate_board").distinct()
    able = [m for m in everybody if Case.objects.outcome_waits_for(m).filter(pk=case.pk).exists()]
    line = "Its author recorded an outcome that may tell of a death or a serious incident. Nobody reads it until you have looked."
    for moderator in able:
        _send(moderator, f"{case.reference}: an outcome waits for you", line, f"{case.get_absolute_url()}outcome/look/")
    stewards = [] if able else list(User.objects.filter(is_active=True, groups__name=STEWARDS))
    for steward in stewards:
        line = "Its author recorded an outcome that a moderator has to look at first, and no moderator can. Please find one."
        _send(steward, f"{case.reference}: an outcome waits", line, "/")
    return len(able) + len(stewards)


@task()
def tell_author_of_outcome(case_id: int) -> int:
    """Tell the author whether readers see the outcome, or that it came back with a note. Return how many were told."""
    case = Case.objects.published().filter(pk=case_id).select_related("author").first()
    if case is None or not case.author.is_active:
        return 0
    back = bool(case.outcome_waiting)
    line = (
        "A moderator has read the outcome and asks for a change; the note is for you alone."
        if back
        else "A moderator has read the outcome, and readers see it now."
    )
    path = f"{case.get_absolute_url()}outcome/" if back else case.get_absolute_url()
    _send(case.author, f"{case.reference}: {'your outcome came back' if back else 'your outcome shows'}", line, path)
    return 1
