"""How guidance, its earlier editions, alerts, events and resources become search documents. All of it is public."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from cms.models import AlertPage, EventPage, GuidancePage, PublishedVersion, ResourcePage
from network.forum import markup
from network.shell.templatetags.shell import STATUS
from search.audience import PUBLIC
from search.documents import Document, Found, Kind, register_source

GUIDANCE, EDITION, ALERT, EVENT, RESOURCE = "cms.guidance", "cms.edition", "cms.alert", "cms.event", "cms.resource"
EVERYBODY = frozenset({PUBLIC})


def guidance_text(page: GuidancePage) -> str:
    """Return the plain text of a page or of one of its editions."""
    parts = [page.summary]
    for section in page.sections:
        parts += [section.value["heading"], markup.plain(section.value["intro"])]
        parts += [f"{rec['text']} {rec['rationale']}" for rec in section.value["recommendations"]]
    return "\n\n".join([*parts, markup.plain(page.not_covered)])


class GuidanceSource:
    """The current edition of each page."""

    name = GUIDANCE

    def documents(self, object_ids: Sequence[str]) -> dict[str, Document]:
        """Return what is true now; an unpublished page is missing."""
        pages = GuidancePage.objects.live().filter(pk__in=object_ids).prefetch_related("topics")
        return {
            str(page.pk): Document(
                source=self.name,
                object_id=str(page.pk),
                kind=Kind.GUIDANCE,
                title=page.title,
                body=guidance_text(page),
                audience=EVERYBODY,
                topics=tuple(t.slug for t in page.topics.all()),
                status=page.status,
                created=page.first_published_at or timezone.now(),
                updated=page.last_published_at or timezone.now(),
                demoted=page.status == "withdrawn",
            )
            for page in pages
        }

    def ids(self) -> Iterator[str]:
        """Yield every live page."""
        yield from map(str, GuidancePage.objects.live().values_list("pk", flat=True))

    def load(self, object_ids: Sequence[str], user: Any) -> dict[str, Found]:
        """Return the live pages: guidance is public."""
        pages = GuidancePage.objects.live().filter(pk__in=object_ids).prefetch_related("versions")
        return {str(page.pk): self._found(page) for page in pages}

    def openable(self, object_ids: Sequence[str], user: Any) -> Any:
        """Return the live pages, for counting."""
        return GuidancePage.objects.live().filter(pk__in=object_ids)

    def _found(self, page: GuidancePage) -> Found:
        tone, ring, word = STATUS[page.shown_status]
        editions = page.editions
        meta = f"Edition {editions[0].number}, {timezone.localtime(editions[0].published_at):%-d %B %Y}" if editions else ""
        return Found(
            kind=Kind.GUIDANCE,
            title=page.title,
            url=f"/guidance/{page.slug}/",
            text=guidance_text(page),
            status_label=word,
            status_tone=tone,
            status_ring=ring,
            past=page.status == "withdrawn",
            meta=meta,
        )


class EditionSource:
    """Earlier editions: findable, below the current one, and marked."""

    name = EDITION

    def _earlier(self, object_ids: Sequence[str] | None = None) -> list[PublishedVersion]:
        versions = PublishedVersion.objects.filter(page__live=True).select_related("page", "revision")
        if object_ids is not None:
            versions = versions.filter(pk__in=object_ids)
        newest: dict[int, int] = {}
        for page_id, number in PublishedVersion.objects.values_list("page_id", "number"):
            newest[page_id] = max(newest.get(page_id, 0), number)
        return [version for version in versions if version.number < newest[version.page_id]]

    def documents(self, object_ids: Sequence[str]) -> dict[str, Document]:
        """Return the superseded editions among those asked for; the current one has nothing to index here."""
        return {
            str(version.pk): Document(
                source=self.name,
                object_id=str(version.pk),
                kind=Kind.GUIDANCE,
                title=f"{version.page.title}, edition {version.number}",
                body=guidance_text(version.revision.as_object()),
                audience=EVERYBODY,
                status="superseded",
                created=version.published_at,
                updated=version.published_at,
                demoted=True,
            )
            for version in self._earlier(object_ids)
        }

    def ids(self) -> Iterator[str]:
        """Yield every superseded edition."""
        yield from (str(version.pk) for version in self._earlier())

    def load(self, object_ids: Sequence[str], user: Any) -> dict[str, Found]:
        """Return the editions: they are public."""
        tone, ring, word = STATUS["superseded"]
        return {
            str(v.pk): Found(
                kind=Kind.GUIDANCE,
                title=f"{v.page.title}, edition {v.number}",
                url=v.address,
                text=guidance_text(v.revision.as_object()),
                label="Guidance, earlier edition",
                status_label=word,
                status_tone=tone,
                status_ring=ring,
                past=True,
                meta=f"From {timezone.localtime(v.published_at):%-d %B %Y}; a later edition is current",
            )
            for v in self._earlier(object_ids)
        }

    def openable(self, object_ids: Sequence[str], user: Any) -> Any:
        """Return the superseded editions among those asked for, for counting."""
        later = PublishedVersion.objects.filter(page=OuterRef("page"), number__gt=OuterRef("number"))
        return PublishedVersion.objects.filter(Exists(later), page__live=True, pk__in=object_ids)


class AlertSource:
    """Drug alerts."""

    name = ALERT

    def documents(self, object_ids: Sequence[str]) -> dict[str, Document]:
        """Return what is true now."""
        alerts = AlertPage.objects.live().filter(pk__in=object_ids).prefetch_related("topics")
        return {str(alert.pk): self._document(alert) for alert in alerts}

    def _document(self, alert: AlertPage) -> Document:
        issued = timezone.make_aware(datetime.combine(alert.issued, time(9)))
        return Document(
            source=self.name,
            object_id=str(alert.pk),
            kind=Kind.ALERT,
            title=alert.title,
            body=f"{alert.summary}\n\n{markup.plain(alert.body)}",
            audience=EVERYBODY,
            topics=tuple(t.slug for t in alert.topics.all()),
            created=issued,
            updated=issued,
            demoted=not alert.is_current,
        )

    def ids(self) -> Iterator[str]:
        """Yield every live alert."""
        yield from map(str, AlertPage.objects.live().values_list("pk", flat=True))

    def load(self, object_ids: Sequence[str], user: Any) -> dict[str, Found]:
        """Return the live alerts: they are public."""
        found = {}
        for alert in AlertPage.objects.live().filter(pk__in=object_ids):
            tone, ring, word = STATUS[alert.grade]
            found[str(alert.pk)] = Found(
                kind=Kind.ALERT,
                title=alert.title,
                url=f"/alerts/{alert.slug}/",
                text=f"{alert.summary}\n\n{markup.plain(alert.body)}",
                label="Drug alert",
                status_label=word,
                status_tone=tone,
                status_ring=ring,
                past=not alert.is_current,
                meta=f"Issued {alert.issued:%-d %B %Y}, {'expires' if alert.is_current else 'expired'} {alert.expires:%-d %B %Y}",
            )
        return found

    def openable(self, object_ids: Sequence[str], user: Any) -> Any:
        """Return the live alerts, for counting."""
        return AlertPage.objects.live().filter(pk__in=object_ids)


class EventSource:
    """Events; what is over ranks below."""

    name = EVENT

    def documents(self, object_ids: Sequence[str]) -> dict[str, Document]:
        """Return what is true now."""
        events = EventPage.objects.live().filter(pk__in=object_ids).prefetch_related("topics")
        return {str(event.pk): self._document(event) for event in events}

    def _document(self, event: EventPage) -> Document:
        published = event.first_published_at or timezone.now()
        return Document(
            source=self.name,
            object_id=str(event.pk),
            kind=Kind.EVENT,
            title=event.title,
            body=self._text(event),
            audience=EVERYBODY,
            topics=tuple(t.slug for t in event.topics.all()),
            created=published,
            updated=event.last_published_at or published,
            demoted=event.is_over,
        )

    def _text(self, event: EventPage) -> str:
        return "\n\n".join([event.summary, markup.plain(event.body), event.where])

    def ids(self) -> Iterator[str]:
        """Yield every live event."""
        yield from map(str, EventPage.objects.live().values_list("pk", flat=True))

    def openable(self, object_ids: Sequence[str], user: Any) -> Any:
        """Return the live events, for counting."""
        return EventPage.objects.live().filter(pk__in=object_ids)

    def load(self, object_ids: Sequence[str], user: Any) -> dict[str, Found]:
        """Return the live events: they are public."""
        return {
            str(event.pk): Found(
                kind=Kind.EVENT,
                title=event.title,
                url=f"/events/{event.slug}/",
                text=self._text(event),
                label="Event",
                past=event.is_over,
                meta=self._meta(event),
            )
            for event in EventPage.objects.live().filter(pk__in=object_ids)
        }

    def _meta(self, event: EventPage) -> str:
        when = f"{timezone.localtime(event.starts):%-d %B %Y, %H:%M}. " if event.starts else ""
        return f"{'Was on ' if event.is_over else ''}{when}{event.where}"


class ResourceSource:
    """Resources."""

    name = RESOURCE

    def documents(self, object_ids: Sequence[str]) -> dict[str, Document]:
        """Return what is true now."""
        resources = ResourcePage.objects.live().filter(pk__in=object_ids).prefetch_related("topics")
        return {str(resource.pk): self._document(resource) for resource in resources}

    def _document(self, resource: ResourcePage) -> Document:
        published = resource.first_published_at or timezone.now()
        return Document(
            source=self.name,
            object_id=str(resource.pk),
            kind=Kind.RESOURCE,
            title=resource.title,
            body=self._text(resource),
            audience=EVERYBODY,
            topics=tuple(t.slug for t in resource.topics.all()),
            created=published,
            updated=resource.last_published_at or published,
        )

    def _text(self, resource: ResourcePage) -> str:
        return "\n\n".join([resource.summary, markup.plain(resource.body), resource.audience])

    def ids(self) -> Iterator[str]:
        """Yield every live resource."""
        yield from map(str, ResourcePage.objects.live().values_list("pk", flat=True))

    def openable(self, object_ids: Sequence[str], user: Any) -> Any:
        """Return the live resources, for counting."""
        return ResourcePage.objects.live().filter(pk__in=object_ids)

    def load(self, object_ids: Sequence[str], user: Any) -> dict[str, Found]:
        """Return the live resources: they are public."""
        found = {}
        for resource in ResourcePage.objects.live().filter(pk__in=object_ids):
            tone, ring, word = STATUS["overdue"] if resource.is_overdue else ("", "", "")
            found[str(resource.pk)] = Found(
                kind=Kind.RESOURCE,
                title=resource.title,
                url=f"/resources/{resource.slug}/",
                text=self._text(resource),
                label=resource.get_kind_display(),
                status_label=word,
                status_tone=tone,
                status_ring=ring,
                meta=f"Checked {resource.checked:%-d %B %Y}" if resource.checked else "",
            )
        return found


def register() -> None:
    """Hand the sources to search."""
    for source in (GuidanceSource(), EditionSource(), AlertSource(), EventSource(), ResourceSource()):
        register_source(source)
