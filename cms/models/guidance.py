"""Guidance pages, and the record of every edition that readers were given (design 5.9)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Page, PagePermissionTester, Revision

from cms.blocks import ReferenceBlock, SectionBlock
from cms.forms import GuidancePageForm
from network.shell.comparing import SAME

UPDATES_PER_PAGE = 30


def is_overdue(next_review: date | None) -> bool:
    """Say whether a review that is due on this day should have happened."""
    return next_review is not None and next_review < timezone.localdate()


def shown_status(status: str, next_review: date | None) -> str:
    """Return the status that readers see of a page: overdue is said aloud."""
    return "overdue" if status == "current" and is_overdue(next_review) else status


class FourEyes(PagePermissionTester):
    """Nobody publishes guidance by a button: it goes live when a second editor approves it (cms/workflow.py)."""

    def can_publish(self) -> bool:
        """Return False, for superusers too."""
        return False

    def can_publish_subpage(self) -> bool:
        """Return False: a new page goes through approval as well."""
        return False

    def can_unpublish(self) -> bool:
        """Return False: guidance is withdrawn, with a reason, and stays readable."""
        return False

    def can_set_view_restrictions(self) -> bool:
        """Return False: guidance is public."""
        return False


class GuidanceIndexPage(RoutablePageMixin, Page):
    """All guidance, by topic, and all updates, newest first."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = ["cms.GuidancePage"]
    template = "cms/guidance_index.html"

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Ask the four-eyes rule: Wagtail asks the parent whether a new page, a copy or an alias may go live."""
        return FourEyes(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the pages: those that stand, then those withdrawn."""
        pages = GuidancePage.objects.child_of(self).live().prefetch_related("topics", "versions").order_by("title")
        topic = request.GET.get("topic", "")
        shown = pages.filter(topics__slug=topic) if topic else pages
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        topics = {term.slug: term.name for page in pages for term in page.topics.all()}
        return {
            **context,
            "room": "guidance",
            "topic": topic,
            "topics": sorted(topics.items(), key=lambda item: item[1]),
            "standing": [page for page in shown if page.status != "withdrawn"],
            "withdrawn": [page for page in shown if page.status == "withdrawn"],
        }

    @path("updates/")
    def list_updates(self, request: HttpRequest) -> HttpResponse:
        """List every edition of every page, newest first: what changed, why, who should act."""
        versions = PublishedVersion.objects.filter(page__live=True).select_related("page").order_by("-published_at", "-pk")
        updates = Paginator(versions, UPDATES_PER_PAGE).get_page(request.GET.get("page"))
        response: HttpResponse = self.render(
            request, context_overrides={"updates": updates}, template="cms/guidance_updates.html"
        )
        return response


class GuidancePage(RoutablePageMixin, Page):
    """One guidance page. Its public history is `PublishedVersion`, never Wagtail's raw revisions."""

    class Status(models.TextChoices):
        """Whether it stands."""

        CURRENT = "current", "Current"
        UNDER_REVIEW = "under_review", "Under review"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class EditKind(models.TextChoices):
        """What kind of change an edition is; "minor" is silent and makes none."""

        NEW = "new", "First edition"
        SUBSTANTIVE = "substantive", "Major change"
        CORRECTION = "correction", "Correction"
        MINOR = "minor", "Minor edit (silent)"
        REVIEWED = "reviewed", "Reviewed, no change"

    summary = models.TextField("who it is for", max_length=400)
    jurisdiction = models.CharField(
        max_length=160, default="England, Wales, Scotland and Northern Ireland; local differences are marked"
    )
    sections = StreamField([("section", SectionBlock())])
    not_covered = models.TextField("what this does not cover (Markdown)", blank=True)
    references = StreamField([("reference", ReferenceBlock())], blank=True)
    topics = ParentalManyToManyField("search.Term", blank=True, related_name="guidance")
    status = models.CharField(max_length=14, choices=Status, default=Status.CURRENT)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    replacement = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    authors_note = models.TextField("who wrote it, interests, funding", max_length=500, blank=True)
    evidence_checked = models.DateField("evidence checked to", null=True, blank=True)
    next_review = models.DateField("next review due", null=True, blank=True)
    edit_kind = models.CharField("kind of change", max_length=12, choices=EditKind, default=EditKind.NEW)
    change_note = models.TextField(max_length=600, blank=True, help_text="For readers: what changed, why, who should act.")

    base_form_class = GuidancePageForm
    content_panels: ClassVar = [
        *Page.content_panels,
        "summary",
        "jurisdiction",
        "topics",
        "sections",
        "not_covered",
        "references",
        "authors_note",
    ]
    settings_panels: ClassVar[list[Any]] = []
    promote_panels: ClassVar = [
        MultiFieldPanel([FieldPanel("edit_kind"), FieldPanel("change_note")], heading="This edition"),
        MultiFieldPanel([FieldPanel("status"), FieldPanel("withdrawn_reason"), FieldPanel("replacement")], heading="Status"),
        MultiFieldPanel([FieldPanel("evidence_checked"), FieldPanel("next_review")], heading="Dates"),
        FieldPanel("slug"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.GuidanceIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/guidance.html"

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Ask the four-eyes rule."""
        return FourEyes(user, self)

    @property
    def shown_status(self) -> str:
        """Return the status readers see: overdue is said aloud."""
        return shown_status(self.status, self.next_review)

    @property
    def is_overdue(self) -> bool:
        """Say whether the next review should have happened."""
        return is_overdue(self.next_review)

    @property
    def last_major_change(self) -> datetime | None:
        """Return when an edition last changed the substance; a correction or a review without change does not count."""
        major = (self.EditKind.NEW, self.EditKind.SUBSTANTIVE)
        return next((version.published_at for version in self.editions if version.kind in major), None)

    @property
    def editions(self) -> list[PublishedVersion]:
        """Return the editions, newest first; one query, or none where `versions` is prefetched."""
        # A page that is previewed before its first draft is saved has no versions to ask for.
        return sorted(self.versions.all(), key=lambda version: version.number, reverse=True) if self.pk else []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the editions, and for members what cites them."""
        from cms.citations import citing  # noqa: PLC0415  (it reads models of every app, which load after this one)

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        editions = self.editions
        return {
            **context,
            "room": "guidance",
            "editions": editions,
            "edition": editions[0] if editions else None,
            "cited_by": citing(self, request.user) if self.pk else None,
        }

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Save a new revision, as Wagtail does; refuse to write over one.

        SECURITY: a revision may be what a second editor has read, what an edition gave to readers, or the proof of who wrote.
        Wagtail's page save takes `overwrite_revision_id` from the form whether or not autosave is on.
        """
        if kwargs.get("overwrite_revision") is not None:
            raise PermissionDenied("A version of guidance is never written over. Save again to make a new one.")
        return super().save_revision(*args, **kwargs)

    @path("edition/<int:number>/")
    def read_edition(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show an earlier edition, marked as such, at an address of its own."""
        version = get_object_or_404(self.versions.select_related("revision"), number=number)
        then = version.revision.as_object()
        editions = self.editions
        response: HttpResponse = self.render(
            request,
            context_overrides={
                "then": then,
                "page": then,
                "edition": version,
                "editions": editions,
                "current": editions[0],
                "room": "guidance",
                "live_page": self,
            },
        )
        return response

    @path("compare/")
    def compare_editions(self, request: HttpRequest) -> HttpResponse:
        """Compare two editions, ?from= and ?to=, or the newest two. An edition that does not exist is absent."""
        from cms.compare import compare, pair  # noqa: PLC0415  (it reads this module)

        versions = list(self.versions.select_related("revision"))
        chosen = pair(versions, request.GET.get("from", ""), request.GET.get("to", ""))
        if chosen is None:
            raise Http404
        older, newer = chosen
        changes = compare(older.revision.as_object(), newer.revision.as_object())
        context = {
            "older": older,
            "newer": newer,
            "editions": versions,
            "changes": [change for change in changes if change.kind != SAME],
            "same": sum(change.kind == SAME for change in changes),
        }
        response: HttpResponse = self.render(request, context_overrides=context, template="cms/guidance_compare.html")
        return response


class PublishedVersion(models.Model):
    """One edition that readers were given. Its revision cannot be deleted while this row stands."""

    page = models.ForeignKey(GuidancePage, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=GuidancePage.EditKind)
    change_note = models.TextField(max_length=600, blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Newest first; numbers do not repeat."""

        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["page", "number"], name="one_edition_per_number")]

    def __str__(self) -> str:
        return f"{self.page.title}, edition {self.number}"

    @property
    def address(self) -> str:
        """Return the address at which this edition stays readable."""
        return f"/guidance/{self.page.slug}/edition/{self.number}/"
