"""What each audience is shown of one member. The member's page, the directory and the preview all ask here, so they cannot differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime

from network.membership.models import Application, Profile, User
from search.models import Term

NOT_DECLARED = "Nothing declared yet"


class Audience(StrEnum):
    """Who looks, narrowest first. A steward's own page of somebody is the desk, and each look at it is in the audit log."""

    VISITORS = "Visitors and applicants"
    MEMBERS = "Members who are not clinicians"
    CLINICIANS = "Verified clinicians"
    STEWARDS = "Stewards, at their desk"


@dataclass(frozen=True, slots=True)
class Line:
    """One fact and its name."""

    what: str
    text: str


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A profile as saved, or as typed and not saved yet."""

    listed: bool = False
    service: str = ""
    region: str = ""
    work_shown_to: str = Profile.ShownTo.MEMBERS
    interests: tuple[str, ...] = ()
    declared: str = ""
    declared_at: datetime | None = None


def audience_of(viewer: User) -> Audience:
    """Return which audience a signed-in person belongs to where they meet a profile."""
    if viewer.is_clinician:
        return Audience.CLINICIANS
    return Audience.MEMBERS if viewer.is_verified else Audience.VISITORS


def with_profiles(people: QuerySet[User]) -> QuerySet[User]:
    """Return `people` with all that `own_words` reads, in two queries for any number of them."""
    interests = Prefetch("profile__interests", Term.objects.order_by("name"))
    return people.select_related("profile").prefetch_related(interests)


def own_words(user: User) -> OwnWords:
    """Return what the member saved."""
    profile = getattr(user, "profile", None)
    if profile is None:
        return OwnWords()
    return OwnWords(
        profile.listed,
        profile.service,
        profile.region,
        profile.work_shown_to,
        tuple(term.name for term in profile.interests.all()),
        profile.declared,
        profile.declared_at,
    )


def shows_work(words: OwnWords, audience: Audience) -> bool:
    """Say whether `audience` is shown where the member works."""
    return audience == Audience.CLINICIANS or (audience == Audience.MEMBERS and words.work_shown_to == Profile.ShownTo.MEMBERS)


def work(words: OwnWords, audience: Audience) -> str:
    """Return service and region as `audience` is shown them, "" where they are not."""
    region = str(Profile.Region(words.region).label) if words.region else ""
    return ", ".join(filter(None, (words.service, region))) if shows_work(words, audience) else ""


def standing_of(user: User) -> str:
    """Return what a steward verified somebody as, in words."""
    if user.is_clinician:
        return "Verified clinician, retired" if user.retired else "Verified clinician"
    return "Associate: reads and discusses, not a registered clinician here"


def day(moment: datetime | None) -> str:
    """Return a moment's date in words."""
    return date_format(localtime(moment), "j F Y") if moment else "not yet"


def lines(user: User, words: OwnWords, audience: Audience) -> list[Line]:
    """Return what `audience` is shown of `user`. Never when they were last here, and never how to reach them."""
    if audience == Audience.VISITORS:
        return []
    if audience == Audience.STEWARDS:
        return list(_desk_lines(user))
    found = [
        Line("Profession", user.byline or "Not given"),
        Line("Member as", standing_of(user)),
        Line("Verified on", day(user.verified_at)),
        Line("Works in", work(words, audience)),
        Line("Interested in", ", ".join(words.interests)),
        Line("Declared interests", _declared(words)),
    ]
    return [line for line in found if line.text]


def _declared(words: OwnWords) -> str:
    if not words.declared:
        return NOT_DECLARED
    return f"{words.declared}\n({day(words.declared_at)})" if words.declared_at else words.declared


def _desk_lines(user: User) -> Iterable[Line]:
    """Yield what the desk holds beyond a member's page."""
    yield Line("Email", user.email)
    application = Application.objects.filter(user=user).first()
    if application is not None:
        yield Line("Name as registered", application.registered_name)
        yield Line("Registration number", application.register_number or "none given")
        yield Line("Service, as you applied", application.service)
        yield Line("Why you joined", application.reason)


def previews(user: User, words: OwnWords) -> list[tuple[Audience, list[Line]]]:
    """Return what every audience is shown, for the member's own eyes."""
    return [(audience, lines(user, words, audience)) for audience in Audience]
