"""A case: text that has passed the identifier check, and nothing that has not (design 5.7)."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases import circumstances, consent, promise
from cases.agreement import Agreement, agreement
from cases.deidentification import Meter, combination
from cases.querysets import CaseQuerySet
from network.forum.models import Board, By, SignedAs, Thread
from network.shell.ids import LENGTH, new_public_id


class State(models.TextChoices):
    """Where a case stands on its way to readers."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Awaiting review"
    RETURNED = "returned", "Returned to the author"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class CaseStatus(models.TextChoices):
    """How closed the round about a published case is."""

    OPEN = "open", "In discussion"
    ANSWERED = "answered", "Answered"
    OUTCOME = "outcome", "Outcome recorded"
    CLOSED = "closed", "Closed"


class Setting(models.TextChoices):
    """The kind of service, never its name."""

    COMMUNITY = "community", "Community drug service"
    PRIMARY_CARE = "primary_care", "Primary or shared care"
    HOSPITAL = "hospital", "Hospital"
    PRISON = "prison", "Prison"
    CUSTODY_TRANSITION = circumstances.LEAVING_CUSTODY, "Leaving custody"
    OUTREACH = "outreach", "Outreach"
    RESIDENTIAL = "residential", "Residential rehabilitation"
    PHARMACY = "pharmacy", "Community pharmacy"


class AgeBand(models.TextChoices):
    """Ten-year bands; ages over 89 are one band."""

    B00 = circumstances.UNDER_18_BAND, "Under 18"
    B18 = "18-29", "18 to 29"
    B30 = "30s", "In their 30s"
    B40 = "40s", "In their 40s"
    B50 = "50s", "In their 50s"
    B60 = "60s", "In their 60s"
    B70 = "70s", "In their 70s"
    B80 = "80s", "In their 80s"
    B90 = "90+", "Over 89"


class Case(models.Model):
    """One case. Its number is its name: addresses carry an opaque id, mails the number alone."""

    class Kind(models.TextChoices):
        """Why it was written."""

        ASK = "ask", "Asks for help"
        LEARNING = "learning", "Shares learning"

    # The texts that the check guards, in the order of the form.
    CHECKED: ClassVar = (
        "prescribed", "story", "timeline", "tried", "risks", "health", "social", "tests", "patient_view",
        "question", "headline", "governance", "outcome", "competing",
    )  # fmt: skip

    # Every column that holds words as they were typed, and all that a withdrawal empties.
    WORDS: ClassVar = (*CHECKED, "outcome_waiting", "review_note")
    TEXTS: ClassVar = (*WORDS, "story_html")
    # Choices that say nothing alone and much together: age, setting and circumstances go with the words.
    DETAILS: ClassVar[dict[str, Any]] = {
        "age_band": "", "setting": "", "special": [], "declined": {}, "cites_slug": "", "cites_edition": None,
    }  # fmt: skip
    # What a case needs before it may be sent; a draft may be half empty, so that nothing typed has to wait.
    NEEDED: ClassVar = ("headline", "age_band", "setting", "story", "question", "consent_basis")

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ASK)
    headline = models.CharField("title", max_length=120, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="cases")
    restricted = models.BooleanField(default=False)
    invited = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    clinicians_only = models.BooleanField(default=True)
    setting = models.CharField(max_length=20, choices=Setting, blank=True)
    age_band = models.CharField(max_length=6, choices=AgeBand, blank=True)
    prescribed = models.CharField("prescribed treatment", max_length=300, blank=True)
    risks = models.TextField(max_length=2000, blank=True)
    tried = models.TextField("what has been tried", max_length=2000, blank=True)
    story = models.TextField("the story so far", max_length=8000, blank=True)
    story_html = models.TextField(editable=False, default="")
    timeline = models.TextField("timeline in relative days", max_length=2000, blank=True)
    health = models.TextField("physical and mental health", max_length=2000, blank=True)
    social = models.TextField("social context", max_length=2000, blank=True)
    tests = models.TextField("tests and what they showed", max_length=2000, blank=True)
    patient_view = models.TextField("what the person wants, paraphrased", max_length=2000, blank=True)
    governance = models.TextField("governance questions", max_length=2000, blank=True)
    # Codes of circumstances.Circumstance.
    special = models.JSONField("special circumstances", default=list, blank=True)
    # Code → how many of its words stood in the text when the author said that it does not speak of that.
    declined = models.JSONField("circumstances the author says it does not speak of", default=dict, blank=True)
    can_wait = models.BooleanField("nobody comes to harm before colleagues answer", default=False)
    question = models.TextField(max_length=600, blank=True)
    outcome = models.TextField(max_length=3000, blank=True)
    # Seen by its author and by the moderator who looks first; with a review note it is back with its author.
    outcome_waiting = models.TextField(max_length=3000, blank=True)
    competing = models.CharField("the author's competing interests", max_length=200, blank=True)
    nothing_helped = models.BooleanField("the author says that no reply helped", default=False)
    consent_basis = models.CharField(max_length=12, choices=consent.Basis, blank=True)
    consent_covers = models.CharField("covers", max_length=12, choices=consent.Covers, blank=True)
    consent_saw = models.CharField("what the person saw", max_length=12, choices=consent.Saw, blank=True)
    consent_held = models.CharField("who holds the form", max_length=12, choices=consent.HeldBy, blank=True)
    consent_expires = models.DateField("last day of the consent", null=True, blank=True)
    who_died = models.CharField("who has died", max_length=6, choices=consent.WhoDied, blank=True)
    topics = models.ManyToManyField("search.Term", blank=True, related_name="cases")
    signed = models.CharField("how the author signs", max_length=10, choices=SignedAs, default=SignedAs.NAME)
    cites_slug = models.SlugField(max_length=80, blank=True)
    cites_edition = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    status = models.CharField(max_length=10, choices=CaseStatus, default=CaseStatus.OPEN)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    review_note = models.TextField(max_length=1000, blank=True)
    reviews_needed = models.PositiveSmallIntegerField(default=1)
    escalated_at = models.DateTimeField(null=True, blank=True)
    outcome_asked = models.PositiveSmallIntegerField("days after which the author was last asked", default=0)
    thread = models.OneToOneField(Thread, on_delete=models.SET_NULL, null=True, blank=True, related_name="case")
    form_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(reviewer__isnull=False), name="case_published_was_reviewed"
            ),
            models.CheckConstraint(
                condition=models.Q(reviewer__isnull=True) | ~models.Q(reviewer=models.F("author")),
                name="case_not_reviewed_by_author",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Return "Case 0142": the only name that mails, logs and the audit carry."""
        return f"Case {self.pk or 0:04d}"

    @property
    def name(self) -> str:
        """Return "Case 0142: diazepam, taper": its number and its first topics, never a word that somebody typed.

        `topics` should be prefetched.
        """
        topics = ", ".join(_inside_sentence(term.name) for term in list(self.topics.all())[:2])
        return f"{self.reference}: {topics}" if topics else self.reference

    @property
    def shown_status(self) -> str:
        """Return the state until it is published, then the status of the round."""
        if self.state != State.PUBLISHED:
            return self.state
        return self.thread.shown_status if self.status == CaseStatus.OPEN and self.thread else self.status

    @property
    def question_heading(self) -> str:
        """Return what stands above the question: who shares learning may end with a question all the same."""
        learnt = self.kind == self.Kind.LEARNING and not self.question.rstrip().endswith("?")
        return "The learning" if learnt else "The question"

    @property
    def by(self) -> By:
        """Return what readers see of the author: what its thread shows. Before that, nobody but the author reads it."""
        if self.thread is not None and self.signed != SignedAs.NAME:
            return self.thread.by
        return By(self.author.display_name, self.author.byline, self.author.is_clinician, self.author.retired)

    def get_absolute_url(self) -> str:
        """Return the case's address. It stands below the library page, whose slug cannot change (models/library.py)."""
        return f"/cases/{self.public_id}/"

    def texts(self) -> dict[str, str]:
        """Return every text that a reader will see by the name of its field, rows of substances and captions included."""
        rows = {
            f"substance-{n}-{key}": getattr(row, key)
            for n, row in enumerate(self.substances.all())
            for key in CaseSubstance.TYPED
        }
        rows |= {f"picture-{n}": picture.caption for n, picture in enumerate(self.pictures.all())}
        return {**rows, **{name: getattr(self, name) for name in self.CHECKED}}

    def decided(self) -> dict[str, int]:
        """Return kind of mark → how many of it the author kept with a reason."""
        counts: Counter[str] = Counter()
        for decision in self.decisions.all():
            counts[decision.label] += decision.count
        return counts

    def kept(self) -> Counter[tuple[str, str]]:
        """Return (kind of mark, reason) → how many the author kept for it."""
        return Counter({(decision.label, decision.reason): decision.count for decision in self.decisions.all()})

    @property
    def more_sections(self) -> list[tuple[str, str]]:
        """Return (heading, text) of the sections that not every case has, in the order of reading."""
        named = {
            "Timeline": self.timeline,
            "Health": self.health,
            "Social context": self.social,
            "Tests": self.tests,
            "What they want": self.patient_view,
            "For the service": self.governance,
        }
        return [(label, text) for label, text in named.items() if text]

    def meter(self) -> Meter:
        """Count the details that name nobody alone and somebody together."""
        return combination(self.texts().values(), {"age_band": self.age_band})

    def special_rules(self) -> list[circumstances.Circumstance]:
        """Return what makes the person easier to find, or harms them more when found."""
        return circumstances.of(self)

    @property
    def covers(self) -> str:
        """Return whom the agreement reaches, in words for others than the author."""
        return str(self.get_consent_covers_display()).replace("I invite", "whom the author invites")

    def agreement(self) -> Agreement:
        """Return how many clinicians must agree, and why: what was settled when it was sent, before that what would be."""
        settled = self.reviews_needed if self.state == State.SUBMITTED else 0
        return agreement(self, adds_up=self.meter().needs_review, number=settled)

    def questions(self) -> list[circumstances.Question]:
        """Return what the author still has to answer because of words in the case or its topics."""
        asked = circumstances.questions(self, [*self.texts().values(), *(term.name for term in self.topics.all())])
        return [question for question in asked if not question.answered]

    def rules(self) -> list[tuple[str, str]]:
        """Return (heading, advice) of what holds for such a case."""
        return circumstances.rules(self, self.texts().values())

    @property
    def is_overdue(self) -> bool:
        """Say whether the case waits for review and the promised 24 hours are over."""
        return self.state == State.SUBMITTED and promise.is_overdue(self.submitted_at)

    def missing(self) -> list[str]:
        """Return the names of the fields that are needed before the case can be sent."""
        return [name for name in self.NEEDED if not getattr(self, name)]


class CaseSubstance(models.Model):
    """One substance of a case: what, how much, how, since when, from where."""

    class Route(models.TextChoices):
        """How it is taken."""

        ORAL = "oral", "By mouth"
        SUBLINGUAL = "sublingual", "Under the tongue"
        SMOKED = "smoked", "Smoked"
        SNORTED = "snorted", "Snorted"
        INJECTED = "injected", "Injected"
        INHALED = "inhaled", "Inhaled"
        OTHER = "other", "Another way"

    class Origin(models.TextChoices):
        """Where it comes from."""

        ILLICIT = "illicit", "Street"
        PRESCRIBED = "prescribed", "Prescribed"
        ONLINE = "online", "Bought online"
        BOUGHT = "bought", "Bought in a shop"

    TYPED: ClassVar = ("name", "amount", "duration")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="substances")
    name = models.CharField(max_length=80)
    amount = models.CharField(max_length=80, blank=True)
    route = models.CharField(max_length=12, choices=Route, default=Route.ORAL)
    duration = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=12, choices=Origin, default=Origin.ILLICIT)

    class Meta:
        """In the order they were written."""

        ordering: ClassVar = ["pk"]


class CaseDecision(models.Model):
    """That the author kept a finding, and why: its kind and a reason from a short list, never the text."""

    class Reason(models.TextChoices):
        """Why a mark is not an identifier."""

        DRUG = "drug", "Drug or brand"
        EPONYM = "eponym", "Eponym, scale or test"
        WORD = "word", "Ordinary word"
        BODY = "body", "Public body"
        OTHER = "other", "Does not point to anybody"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    label = models.CharField(max_length=30)
    reason = models.CharField(max_length=10, choices=Reason)
    count = models.PositiveSmallIntegerField(default=1)
    # "field:offset" of each mark in the text of the same version: the decision is found again without a word being kept.
    places = models.JSONField(default=list, blank=True)


def _inside_sentence(name: str) -> str:
    """Return a topic's name as it stands inside a sentence: "GHB and GBL" keeps its abbreviations, "Pregabalin" starts small."""
    return " ".join(word.lower() if word[1:].islower() or not word[1:] else word for word in name.split(" "))
