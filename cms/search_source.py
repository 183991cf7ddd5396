"""How guidance, its earlier editions, alerts, events and resources become search documents. All of it is public."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from cms.models import AlertPage, EventPage, GuidancePage, PublishedVersion, ResourcePage
from cms.models.event import where
from cms.models.guidance import shown_status
from network.forum import markup
from network.shell.templatetags.shell import STATUS
from search.audience import PUBLIC
from search.documents import Document, Found, Kind, as_rows, day, moment, register_source

GUIDANCE, EDITION, ALERT, EVENT, RESOURCE = "cms.guidance", "cms.edition", "cms.alert", "cms.event", "cms.resource"
EVERYBODY = frozenset({PUBLIC})


def guidance_text(page: GuidancePage) -> str:
    """Return the plain text of a page or of one of its editions."""
    return _plain(page.summary, page.sections, page.not_covered)


def _plain(summary: str, sections: Any, not_covered: str) -> str:
    parts = [summary]
    for section in sections:
        # With a stop: a snippet runs on from the heading into the text.
        parts += [f"{section.value['heading'].rstrip('.:')}.", markup.plain(section.value["intro"])]
        parts += [f"{rec['text']} {rec['rationale']}" for rec in section.value["recommendations"]]
    return "\n\n".join([*parts, markup.plain(not_covered)])


def _text(held: Mapping[str, Any]) -> str:
    """Return the plain text of a page or edition whose fields a JSON object holds."""
    raw = held["sections"]
    sections = GuidancePage._meta.get_field("sections").to_python(raw if isinstance(raw, str) else json.dumps(raw))
    return _plain(held["summary"], sections, held["not_covered"])


def _day_of(text: str | None) -> str:
    return f"{timezone.localtime(moment(text)):%-d %B %Y}" if text else ""


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

    def rows(self, object_ids: Sequence[str], user: Any) -> Any:
        """Return the live pages, with their newest edition: guidance is public."""
        newest = PublishedVersion.objects.filter(page=OuterRef("pk")).order_by("-number")
        pages = GuidancePage.objects.live().filter(pk__in=object_ids)
        return as_rows(
            pages.annotate(edition=Subquery(newest.values("number")[:1]), at=Subquery(newest.values("published_at")[:1])),
            title="title",
            slug="slug",
            status="status",
            next_review="next_review",
            summary="summary",
            sections="sections",
            not_covered="not_covered",
            edition="edition",
            at="at",
        )

    def openable(self, object_ids: Sequence[str], user: Any) -> Any:
        """Return the live pages, for counting."""
        return GuidancePage.objects.live().filter(pk__in=object_ids)

    def found(self, object_id: str, parts: list[dict[str, Any]]) -> Found:
        """Return what a results page shows of the current edition of one page."""
        own = parts[0]
        tone, ring, word = STATUS[shown_status(own["status"], day(own["next_review"]))]
        return Found(
            kind=Kind.GUIDANCE,
            title=own["title"],
            url=f"/guidance/{own['slug']}/",
            text=_text(own),
            status_label=word,
            status_tone=tone,
            status_ring=ring,
            past=own["status"] == "withdrawn",
            meta=f"Edition {own['edition']}, {_day_of(own['at'])}" if own["edition"] else "",
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

    def rows(self, object_ids: Sequence[str], user: Any) -> Any:
        """Return the superseded editions: they are public."""
        return as_rows(
            self.openable(object_ids, user),
            title="page__title",
            slug="page__slug",
            number="number",
            at="published_at",
            content="revision__content",
        )

    def found(self, object_id: str, parts: list[dict[str, Any]]) -> Found:
        """Return what a results page shows of one superseded edition."""
        own = parts[0]
        content = json.loads(own["content"]) if isinstance(own["content"], str) else own["content"]
        tone, ring, word = STATUS["superseded"]
        return Found(
            kind=Kind.GUIDANCE,
            title=f"{own['title']}, edition {own['number']}",
            url=f"/guidance/{own['slug']}/edition/{own['number']}/",
            text=_text(content),
            label="Guidance, earlier edition",
            status_label=word,
            status_tone=tone,
            status_ring=ring,
            past=True,
            meta=f"From {_day_of(own['at'])}; a later edition is current",
        )

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

    def rows(self, object_ids: Sequence[str], user: Any) -> Any:
        """Return the live alerts: they are public."""
        names = ("title", "slug", "summary", "body", "grade", "issued", "expires")
        return as_rows(AlertPage.objects.live().filter(pk__in=object_ids), **{name: name for name in names})

    def found(self, object_id: str, parts: list[dict[str, Any]]) -> Found:
        """Return what a results page shows of one alert."""
        own = parts[0]
        issued, expires = day(own["issued"]), day(own["expires"])
        current = expires is not None and expires >= timezone.localdate()
        tone, ring, word = STATUS[own["grade"]]
        return Found(
            kind=Kind.ALERT,
            title=own["title"],
            url=f"/alerts/{own['slug']}/",
            text=f"{own['summary']}\n\n{markup.plain(own['body'])}",
            label="Drug alert",
            status_label=word,
            status_tone=tone,
            status_ring=ring,
            past=not current,
            meta=f"Issued {issued:%-d %B %Y}, {'expires' if current else 'expired'} {expires:%-d %B %Y}",
        )

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

    def rows(self, object_ids: Sequence[str], user: Any) -> Any:
        """Return the live events: they are public."""
        names = ("title", "slug", "summary", "body", "place_kind", "place", "starts", "ends")
        return as_rows(EventPage.objects.live().filter(pk__in=object_ids), **{name: name for name in names})

    def found(self, object_id: str, parts: list[dict[str, Any]]) -> Found:
        """Return what a results page shows of one event."""
        own = parts[0]
        starts, end = moment(own["starts"]), moment(own["ends"] or own["starts"])
        over = end is not None and end < timezone.now()
        place = where(own["place_kind"], own["place"])
        when = f"{timezone.localtime(starts):%-d %B %Y, %H:%M}. " if starts else ""
        return Found(
            kind=Kind.EVENT,
            title=own["title"],
            url=f"/events/{own['slug']}/",
            text="\n\n".join([own["summary"], markup.plain(own["body"]), place]),
            label="Event",
            past=over,
            meta=f"{'Was on ' if over else ''}{when}{place}",
        )


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

    def rows(self, object_ids: Sequence[str], user: Any) -> Any:
        """Return the live resources: they are public."""
        names = ("title", "slug", "summary", "body", "audience", "kind", "next_review", "checked")
        return as_rows(ResourcePage.objects.live().filter(pk__in=object_ids), **{name: name for name in names})

    def found(self, object_id: str, parts: list[dict[str, Any]]) -> Found:
        """Return what a results page shows of one resource."""
        own = parts[0]
        checked, due = day(own["checked"]), day(own["next_review"])
        tone, ring, word = STATUS["overdue"] if due and due < timezone.localdate() else ("", "", "")
        return Found(
            kind=Kind.RESOURCE,
            title=own["title"],
            url=f"/resources/{own['slug']}/",
            text="\n\n".join([own["summary"], markup.plain(own["body"]), own["audience"]]),
            label=ResourcePage.Kind(own["kind"]).label,
            status_label=word,
            status_tone=tone,
            status_ring=ring,
            meta=f"Checked {checked:%-d %B %Y}" if checked else "",
        )


def register() -> None:
    """Hand the sources to search."""
    for source in (GuidanceSource(), EditionSource(), AlertSource(), EventSource(), ResourceSource()):
        register_source(source)
