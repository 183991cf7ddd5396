"""What the demonstration puts into the CMS: guidance with its editions, alerts, events, resources."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cms.actions import record_edition
from cms.models import AlertPage, EventPage, GuidancePage, ResourcePage
from cms.tree import Tree
from network.demo.files import CONTENT, People, days_ago
from search.models import Term


def load_guidance(entry: dict[str, Any], tree: Tree, people: People, terms: dict[str, Term]) -> None:
    """Make one guidance page with all its editions, each a published revision of its own."""
    if GuidancePage.objects.filter(slug=entry["slug"]).exists():
        return
    page: GuidancePage | None = None
    for edition in entry["edition"]:
        at = days_ago(edition["days_ago"])
        fields = guidance_fields(entry, edition)
        if page is None:
            page = GuidancePage(slug=entry["slug"], live=False, **fields)
            tree.guidance.add_child(instance=page)
        else:
            page = GuidancePage.objects.get(pk=page.pk)
            for name, value in fields.items():
                setattr(page, name, value)
        page.topics.set([terms[slug] for slug in entry["topics"] if slug in terms])
        drafter = people[edition.get("drafted_by", "strand")]
        revision = page.save_revision(user=drafter, changed=False)
        revision.publish()
        version = record_edition(GuidancePage.objects.get(pk=page.pk), revision, approved_by=people[edition["approved_by"]])
        if version is not None:
            type(version).objects.filter(pk=version.pk).update(published_at=at, approved_by=people[edition["approved_by"]])
        first = {"first_published_at": at} if edition is entry["edition"][0] else {}
        GuidancePage.objects.filter(pk=page.pk).update(last_published_at=at, **first)


def guidance_fields(entry: dict[str, Any], edition: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a guidance page as one edition has them."""
    return {
        "title": entry["title"],
        "summary": edition["summary"],
        "not_covered": edition.get("not_covered", ""),
        "jurisdiction": entry["jurisdiction"],
        "authors_note": entry.get("authors_note", ""),
        "sections": [("section", section_value(section)) for section in edition["section"]],
        "references": [
            ("reference", {"text": r["text"], "kind": r["kind"], "url": r.get("url", "")}) for r in edition.get("reference", [])
        ],
        "evidence_checked": days_ago(edition["evidence_checked_days_ago"]).date(),
        "next_review": days_ago(-edition["next_review_days_ahead"]).date(),
        "edit_kind": edition["kind"],
        "change_note": edition.get("change_note", ""),
        "status": entry["status"],
        "withdrawn_reason": entry.get("withdrawn_reason", ""),
    }


def load_pending(entry: dict[str, Any], people: People) -> None:
    """Leave the next edition of a guidance page with the second editor: drafted and sent for approval, not live."""
    page = GuidancePage.objects.get(slug=entry["slug"])
    if page.workflow_states.exists():
        return
    pending, last = entry["pending"], entry["edition"][-1]
    changed = {recommendation["ref"]: recommendation for recommendation in pending["recommendation"]}
    sections = [
        section | {"recommendation": [r | changed.get(r["ref"], {}) for r in section.get("recommendation", [])]}
        for section in last["section"]
    ]
    for name, value in guidance_fields(entry, last | pending | {"section": sections}).items():
        setattr(page, name, value)
    drafter = people[pending["drafted_by"]]
    page.save_revision(user=drafter)
    page.get_workflow().start(page, drafter)


def section_value(section: dict[str, Any]) -> dict[str, Any]:
    """Return a section in the shape of cms.blocks.SectionBlock."""
    keys = ("ref", "text", "rationale", "strength", "certainty", "reviewed", "change", "sources")
    recommendations = [
        {key: rec.get(key, [] if key == "sources" else "") for key in keys} for rec in section.get("recommendation", [])
    ]
    return {"heading": section["heading"], "intro": section.get("intro", ""), "recommendations": recommendations}


def link_replacements() -> None:
    """Point each withdrawn page at the page that replaces it."""
    for file in CONTENT.glob("guidance/*.toml"):
        entry = tomllib.loads(file.read_text())
        if entry.get("replacement"):
            new = GuidancePage.objects.filter(slug=entry["replacement"]).first()
            GuidancePage.objects.filter(slug=entry["slug"]).update(replacement=new)


def load_alert(entry: dict[str, Any], tree: Tree, terms: dict[str, Term]) -> None:
    """Make one alert."""
    slug = entry["key"].replace("_", "-")
    if AlertPage.objects.filter(slug=slug).exists():
        return
    advice = "\n".join(f"- {line}" for line in entry.get("advice", []))
    alert = AlertPage(
        slug=slug,
        title=entry["title"],
        grade=entry["grade"],
        summary=entry["summary"][:400],
        body=f"{entry['body']}\n\n{advice}",
        tested=entry.get("tested", "")[:300],
        originator=entry.get("originator", "Demonstration")[:200],
        issued=days_ago(entry["issued_days_ago"]).date(),
        expires=days_ago(-entry["expires_in_days"]).date(),
    )
    tree.alerts.add_child(instance=alert)
    alert.topics.set([terms[slug] for slug in entry.get("topics", []) if slug in terms])
    alert.save()


def load_event(entry: dict[str, Any], tree: Tree, terms: dict[str, Term]) -> None:
    """Make one event. It starts at a likely hour: a day's event in the morning, a short one in the evening."""
    if EventPage.objects.filter(slug=entry["key"]).exists():
        return
    day, hour = timezone.localtime(days_ago(-entry["in_days"])), 9 if entry["duration_hours"] > 4 else 18
    starts = day.replace(hour=hour, minute=30, second=0, microsecond=0)
    way, _, place = entry["place_kind"].partition(", ")
    event = EventPage(
        slug=entry["key"],
        title=entry["title"],
        summary=entry["summary"],
        body=entry["body"].strip(),
        starts=starts,
        ends=starts + timedelta(hours=entry["duration_hours"]),
        place_kind={"Online": "online", "In person": "in_person", "Online and in person": "both"}[way],
        place=place,
        booking_link=entry.get("booking_link", ""),
        cpd_hours=entry.get("cpd_hours"),
    )
    tree.events.add_child(instance=event)
    event.topics.set([terms[slug] for slug in entry.get("topics", []) if slug in terms])
    event.save()


def load_resource(entry: dict[str, Any], tree: Tree, people: People, terms: dict[str, Term]) -> None:
    """Make one resource, checked a year before its next review."""
    if ResourcePage.objects.filter(slug=entry["key"]).exists():
        return
    review = days_ago(-entry["review_days_ahead"]).date()
    resource = ResourcePage(
        slug=entry["key"],
        title=entry["title"],
        kind=entry["kind"],
        summary=entry["summary"],
        body=entry["body"].strip(),
        audience=entry.get("audience", ""),
        link=entry.get("link", ""),
        keeper=people.get(entry["owner"]),
        checked=review - timedelta(days=365),
        next_review=review,
    )
    tree.resources.add_child(instance=resource)
    resource.topics.set([terms[slug] for slug in entry.get("topics", []) if slug in terms])
    resource.save()
