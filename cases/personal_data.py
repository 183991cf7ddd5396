"""What cases hold about the people who wrote and read them, and what becomes of a case whose author leaves."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from cases import consent, unfeature
from cases.actions import SOURCE, UNFINISHED, take_away
from cases.models import Case, FeaturedCase, State
from network.forum import markup
from network.membership import audit
from network.membership.former import names_of, without
from network.membership.holdings import ACCOUNTABLE, nobodys
from network.membership.models import Departure, User
from network.membership.personal_data import Fate, Holding, register
from search.outbox import enqueue

LEARNT = "colleagues learn from it; the name above it is the author's own choice, as is taking it away"
MADE = {"public_id": "part of a link"}
VERB = "took case away with its author"
PUBLIC = FeaturedCase.State.PUBLISHED


def going(user: User, departure: Departure | None = None) -> QuerySet[Case]:
    """Return the cases that go with their author: unfinished ones, and those whose signed form nobody else could find.

    SECURITY: when a patient changes their mind, somebody must hold the form and hear of it. Published ones go too where the author
    wants it.
    """
    goes = Q(state__in=(*UNFINISHED, State.SUBMITTED)) | Q(consent_basis__in=consent.AGREED, consent_held=consent.HeldBy.AUTHOR)
    if departure is not None and departure.cases == Departure.Cases.GO:
        goes |= Q(state=State.PUBLISHED)
    return Case.objects.filter(goes, author=user).exclude(state=State.WITHDRAWN)


def erase_cases(user: User, departure: Departure) -> int:
    """Take away what goes with its author, and the name out of the words of what stays, anybody's."""
    changed = sum(take_away(case, actor=None, verb=VERB) for case in going(user, departure))
    names = names_of(user) if departure.anonymises else []
    for case in Case.objects.exclude(state=State.WITHDRAWN).order_by("pk").iterator(chunk_size=100) if names else ():
        before = {name: getattr(case, name) for name in Case.WORDS}
        after = {name: cut for name, text in before.items() if (cut := without(names, text)) != text}
        if after:
            html = {"story_html": markup.render(after["story"])} if "story" in after else {}
            changed += Case.objects.filter(pk=case.pk).update(**after, **html, version=case.version + 1)
            enqueue(SOURCE, case.pk)
    return changed


def erase_credit(user: User, departure: Departure) -> int:
    """End renderings that wait for the author's word, and take the author's name off the public ones."""
    mine = FeaturedCase.objects.filter(case__author=user)
    changed = unfeature.take_away(mine.exclude(state=PUBLIC))
    if departure.anonymises:
        changed += mine.exclude(credit="kept").update(credit="kept")
    return changed


CASE = ("case__author",)
HOLDINGS = (
    Holding("cases.CaseReview", Fate.KEPT, ACCOUNTABLE, name="Cases you reviewed", owner=("reviewer",),
            shows=("case__pk", "version", "decision", "decided_at")),
    Holding("cases.CaseInterest", Fate.KEPT, ACCOUNTABLE, name="Cases in which you declared an interest, or none", owner=("reviewer",),
            shows=("case__pk", "has_interest", "declared_at")),
    Holding("cases.CaseReading", Fate.KEPT, "for half a year it must be known which account opened a case that identifies somebody",
            name="Cases you opened", owner=("reader",), shows=("case__pk", "day", "times")),
    Holding("cases.Case_invited", Fate.DELETED, name="Cases you were invited to", owner=("user",), shows=("case__pk",),
            door=("case__pk", "case", Case.objects.visible_to)),
    Holding("cases.FeaturedCase", Fate.EMPTIED, LEARNT, name="Public versions of your cases", owner=CASE, actors=("editor", "reader"),
            shows=("title", "story", "learning", "outcome", "age", "place", "credit", "consent_basis", "consent_covers", "consent_saw",
                   "consent_held", "state"), withheld={**MADE, "doubts": "the second reader's"}, erase=erase_credit),
    Holding("cases.CaseSubstance", Fate.KEPT, LEARNT, name="Substances of your cases", owner=CASE,
            shows=("case__pk", "name", "amount", "route", "duration", "source")),
    Holding("cases.CaseDecision", Fate.KEPT, LEARNT, name="What you decided about marks in your cases", owner=CASE,
            shows=("case__pk", "label", "reason", "places")),
    Holding("cases.CasePicture", Fate.KEPT, LEARNT, name="Pictures of your cases", owner=CASE, shows=("case__pk", "caption"),
            withheld={**MADE, "content": "clinical pictures do not leave the network in a file"}),
    Holding("cases.Case", Fate.EMPTIED, LEARNT, name="Your cases", owner=("author",), actors=("reviewer", "invited"), erase=erase_cases,
            withheld={**MADE, "story_html": "made from the story"},
            shows=("pk", *Case.WORDS, "kind", "setting", "age_band", "special", "declined", "can_wait", "consent_basis",
                   "consent_covers", "consent_saw", "consent_held", "consent_expires", "who_died", "signed", "cites_slug", "state", "status",
                   "created_at", "published_at")),
    *nobodys("cases.Case_topics", "cases.CaseCollection", "cases.CaseCollection_cases", "cases.CaseLibraryPage",
             "cases.CaseLibraryPage_pinned", "cases.SafeWord"),
)  # fmt: skip


class Cases:
    """The case library's word when somebody leaves."""

    def stops(self, user: User) -> Iterator[str]:
        """Nothing here keeps anybody."""
        return iter(())

    def remains(self, user: User) -> Iterator[str]:
        """Say what stays and what goes, with numbers."""
        unfinished = Case.objects.filter(author=user, state__in=(*UNFINISHED, State.SUBMITTED)).count()
        published = Case.objects.filter(author=user, state=State.PUBLISHED)
        bound = published.filter(pk__in=going(user).values("pk")).count()
        stays = published.count() - bound
        if stays:
            yield f"{_cases(stays)} of yours {'is' if stays == 1 else 'are'} published. You choose below whether they stay."
        if bound:
            yield (
                f"{_cases(bound)} of yours {'goes' if bound == 1 else 'go'} in any event, because you hold the signed form and nobody "
                "could reach you if the person changed their mind."
            )
        if unfinished:
            yield f"{_cases(unfinished)} that {'is' if unfinished == 1 else 'are'} not published {'is' if unfinished == 1 else 'are'} deleted."

    def holds(self, user: User) -> Iterator[str]:
        """A reported case holds by its thread (the forum's word)."""
        return iter(())

    def left(self, user: User) -> None:
        """Take what waits for review back to the drafts: nobody reviews what will not be published."""
        for case in Case.objects.filter(author=user, state=State.SUBMITTED):
            if Case.objects.filter(pk=case.pk, state=State.SUBMITTED).update(state=State.DRAFT, escalated_at=None):
                audit.record(None, "took case back: author left", case)


def _cases(number: int) -> str:
    return "One case" if number == 1 else f"{number} cases"


def enter() -> None:
    """Put them into the registry."""
    register(*HOLDINGS, leaver=Cases())
