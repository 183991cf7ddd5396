"""The public rendering of a case: wider bands, fewer words, agreed to by three people. Its number is its own."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases import circumstances, consent
from cases.models.case import AgeBand, Case, Setting
from cases.querysets import FeaturedQuerySet
from network.shell.ids import LENGTH, new_public_id
from search.models import Term


class Age(models.TextChoices):
    """Bands of twenty years and more, where members read bands of ten."""

    YOUNGER = "younger", "An adult under 40"
    MIDDLE = "middle", "An adult between 40 and 59"
    OLDER = "older", "An adult of 60 or over"


class Place(models.TextChoices):
    """Where care was given, as far as the public is told."""

    COMMUNITY = "community", "Care in the community"
    STAY = "stay", "Care during a stay"


AGES = {
    **dict.fromkeys((AgeBand.B18, AgeBand.B30), Age.YOUNGER),
    **dict.fromkeys((AgeBand.B40, AgeBand.B50), Age.MIDDLE),
    **dict.fromkeys((AgeBand.B60, AgeBand.B70, AgeBand.B80, AgeBand.B90), Age.OLDER),
}
STAYS = (Setting.HOSPITAL, Setting.RESIDENTIAL)


class Credit(models.TextChoices):
    """How the author is named to the public."""

    KEPT = "kept", "Keep my name back"
    NAMED = "named", "Give my name"


class FeaturedCase(models.Model):
    """One public rendering. It never carries the number, the address or the words of credit of the members' case."""

    class State(models.TextChoices):
        """Whose turn it is."""

        ASKED = "asked", "With the author"
        AGREED = "agreed", "Awaiting a second reader"
        RETURNED = "returned", "Back with the editor"
        PUBLISHED = "published", "Public"
        WITHDRAWN = "withdrawn", "Withdrawn"

    # What an editor types; `outcome` may be empty.
    TEXTS: ClassVar = ("title", "story", "learning", "outcome")

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="renderings")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=90, blank=True)
    story = models.TextField(max_length=1500, blank=True)
    learning = models.TextField("what can be learned", max_length=600, blank=True)
    outcome = models.TextField(max_length=600, blank=True)
    age = models.CharField(max_length=8, choices=Age, blank=True)
    place = models.CharField(max_length=10, choices=Place, blank=True)
    credit = models.CharField(max_length=6, choices=Credit, default=Credit.KEPT)
    # The second consent, asked for this text and for the public: it never stands in for the case's own, nor the other way.
    consent_basis = models.CharField(max_length=12, choices=consent.Basis, blank=True)
    consent_covers = models.CharField("covers", max_length=12, choices=consent.Covers, blank=True)
    consent_saw = models.CharField("what the person saw", max_length=12, choices=consent.Saw, blank=True)
    consent_held = models.CharField("who holds the form", max_length=12, choices=consent.HeldBy, blank=True)
    consent_expires = models.DateField("last day of the consent", null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    # Kinds of doubt of the last reader, from CaseReview.QUESTIONS; their words are spoken, never stored.
    doubts = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    author_agreed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # A reader thought that somebody may be recognised: out of sight until a second clinician has read it with that in mind.
    flagged_at = models.DateTimeField(null=True, blank=True)
    # The version that was read again after a flag: visitors cannot hide it a second time.
    cleared_version = models.PositiveIntegerField(default=0)

    objects = FeaturedQuerySet.as_manager()

    class Meta:
        """Newest first. A case has one rendering at a time, and what is public has three people's word."""

        ordering: ClassVar = ["-published_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=~models.Q(state="withdrawn"), name="featured_one_per_case"),
            models.CheckConstraint(
                condition=~models.Q(state="published")
                | models.Q(reader__isnull=False, author_agreed_at__isnull=False, consent_covers="public"),
                name="featured_published_was_agreed",
            ),
            models.CheckConstraint(
                condition=models.Q(reader__isnull=True) | ~models.Q(reader=models.F("editor")), name="featured_read_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"Featured case {self.public_id}"

    def get_absolute_url(self) -> str:
        """Return the public address. Nothing in it, or on its page, leads to the members' case."""
        return f"/cases/featured/{self.public_id}/"

    @property
    def topics(self) -> list[Term]:
        """Return the topics of the case that the public may read: its substances, each as its widest group.

        Every other kind of term is left out. Settings ("residential"), groups of people, events and treatments that few places
        give are all one kind in the vocabulary, and each narrows the bands; a term that an editor adds tomorrow would too.
        `case__topics__broader` should be prefetched.
        """
        drugs = [_widest(term) for term in self.case.topics.all() if term.kind == Term.Kind.DRUG]
        return sorted({term.pk: term for term in drugs}.values(), key=lambda term: term.name)

    def texts(self) -> dict[str, str]:
        """Return what the public reads, by field."""
        return {name: getattr(self, name) for name in self.TEXTS}

    @property
    def read_again(self) -> bool:
        """Say whether a second clinician has read it again after a flag, so that no stranger hides it once more."""
        return self.cleared_version >= self.version

    @property
    def doubts_said(self) -> list[str]:
        """Return the last reader's doubts in words."""
        from cases.models.review import CaseReview  # noqa: PLC0415  (siblings of one package)

        return [str(CaseReview._meta.get_field(name).verbose_name) for name in self.doubts]  # type: ignore[union-attr]


def _widest(term: Term) -> Term:
    """Return the widest group of substances that `term` is in: few people take the one, many take one of the group."""
    seen = {term.pk}
    while (wider := term.broader) is not None and wider.kind == Term.Kind.DRUG and wider.pk not in seen:
        seen.add(wider.pk)
        term = wider
    return term


def cannot_be_public(case: Case) -> str:
    """Return why no editor may feature the case, whatever anybody agrees to; an empty string where one may."""
    if case.restricted:
        return "It is for invited colleagues: such a case stays with them."
    if found := circumstances.of(case):
        return f"{found[0].label}: such a case stays with members."
    if case.consent_basis in consent.AGREED and case.consent_covers != consent.Covers.PUBLIC:
        return "The consent recorded with it does not reach the public."
    return ""


def bands_of(case: Case) -> dict[str, str]:
    """Return the wider bands in which the public reads of the person."""
    age = AGES.get(AgeBand(case.age_band), "") if case.age_band in AgeBand.values else ""
    place = Place.STAY if case.setting in STAYS else Place.COMMUNITY
    return {"age": str(age), "place": str(place) if case.setting else ""}
