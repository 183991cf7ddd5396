"""Colleagues who chose to be found: search and filters, for members alone.

Nobody who did not opt in is counted, suggested or filtered by; whoever leaves, lapses or is suspended is gone at the next request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from network.membership.models import Profile, User
from network.membership.names import skeleton
from network.membership.permissions import Can, allows
from network.membership.policy import Actor
from network.membership.profile_page import Audience, audience_of, own_words, with_profiles, work
from search.models import Term

PER_PAGE = 20
LONGEST = 80  # characters of a search


@dataclass(frozen=True, slots=True)
class Row:
    """One colleague as the reader is shown them."""

    person: User
    interests: tuple[str, ...]
    work: str


@dataclass(frozen=True, slots=True)
class Directory:
    """Everything on the directory's page."""

    page: Page[User]
    rows: list[Row]
    wanted: dict[str, str]
    professions: list[str]
    interests: list[Term]
    regions: list[tuple[str, str]]

    @property
    def narrowed(self) -> bool:
        """Say whether the reader asked for some of the colleagues only."""
        return any(self.wanted.values())


def people_visible_to(viewer: Actor) -> QuerySet[User]:
    """Return the members whose page `viewer` may open: every verified one, for those who are verified themselves."""
    return User.objects.verified() if allows(viewer, Can.READ_PROFILES) else User.objects.none()


def listed_to(viewer: Actor) -> QuerySet[User]:
    """Return those of them who chose to be in the directory."""
    return people_visible_to(viewer).filter(profile__listed=True)


def _works_there(viewer: User, **wanted: str) -> Q:
    """Return the condition on service or region, which holds only where `viewer` is shown them: a filter must not tell them."""
    asked = Q(**{f"profile__{name}": value for name, value in wanted.items()})
    clinician = audience_of(viewer) == Audience.CLINICIANS
    return asked if clinician else asked & Q(profile__work_shown_to=Profile.ShownTo.MEMBERS)


def asked_for(query: Mapping[str, str]) -> dict[str, str]:
    """Return what the address asks for, cut to length and without what no database keeps."""
    names = ("q", "profession", "interest", "region")
    return {name: query.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in names}


def find(viewer: User, wanted: Mapping[str, str]) -> QuerySet[User]:
    """Return the listed colleagues who fit, in the order of their names without titles: never of who was here last."""
    found = listed_to(viewer)
    for word in wanted["q"].split():
        looks = skeleton(word)
        named = Q(display_name__icontains=word) | Q(profession__icontains=word)
        named |= Q(name_skeleton__contains=looks) if looks else Q()
        found = found.filter(named | _works_there(viewer, service__icontains=word))
    if wanted["profession"]:
        found = found.filter(profession__iexact=wanted["profession"])
    if wanted["interest"]:
        tagged = Profile.interests.through.objects.filter(profile__user=OuterRef("pk"), term__slug=wanted["interest"])
        found = found.filter(Exists(tagged))
    if wanted["region"]:
        found = found.filter(_works_there(viewer, region=wanted["region"]))
    return found.order_by("name_skeleton", "display_name", "pk")


def directory_page(viewer: User, query: Mapping[str, str]) -> Directory:
    """Return the page that `viewer` asked for, in five queries however many people it shows."""
    wanted, audience = asked_for(query), audience_of(viewer)
    page = Paginator(with_profiles(find(viewer, wanted)), PER_PAGE).get_page(query.get("page"))
    rows = [Row(person, words.interests, work(words, audience)) for person in page for words in (own_words(person),)]
    listed = listed_to(viewer)
    professions = listed.exclude(profession="").order_by("profession").values_list("profession", flat=True).distinct()
    chosen = Profile.interests.through.objects.filter(term=OuterRef("pk"), profile__user__in=listed)
    interests = Term.objects.filter(Exists(chosen)).order_by("name")
    return Directory(page, rows, wanted, list(professions), list(interests), list(Profile.Region.choices))
