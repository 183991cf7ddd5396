"""What happens to cases and posts afterwards: the library's shelves, public versions, outcomes, an incident that is over."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from cases import featuring, outcomes
from cases.models import Case, CaseCollection, CaseLibraryPage, FeaturedCase
from network.demo.files import People, days_ago, read
from network.forum import incidents, moderation, posting, reading
from network.forum.models import Incident, IncidentStep, Post, Thread

SAID = {"consent_basis": "composite", "consent_covers": "public", "consent_saw": "", "consent_held": "", "consent_expires": None}


def load_shelves(people: People, key_of: Callable[[str], uuid.UUID]) -> None:
    """Pin cases to the library's page with an editor's introduction, and put collections together."""
    entries = read("library.toml")
    page, top = CaseLibraryPage.objects.get(), entries["page"]
    if not page.pinned.exists():
        page.introduction = top["introduction"]
        page.pinned.set(Case.objects.filter(form_key__in=map(key_of, top["pinned"])))
        page.save_revision(user=people[top["editor"]]).publish()
    for entry in entries["collection"]:
        made, new = CaseCollection.objects.get_or_create(title=entry["title"], defaults={"about": entry["about"]})
        if new:
            made.full_clean()
            made.cases.set(Case.objects.filter(form_key__in=map(key_of, entry["cases"])))


def load_featured(people: People, key_of: Callable[[str], uuid.UUID]) -> None:
    """Make the public versions; one without a reader waits for a second clinician, as does one that was flagged."""
    for entry in read("featured.toml")["featured"]:
        case = Case.objects.get(form_key=key_of(entry["case"]))
        if case.renderings.exists():
            continue
        texts = {name: entry[name].strip() for name in FeaturedCase.TEXTS}
        made = featuring.prepare(case, actor=people[entry["editor"]], texts=texts)
        said = {**SAID, "consent_basis": case.consent_basis}
        featuring.agree(made, actor=case.author, version=1, credit="kept", said=said)
        at: dict[str, Any] = {"created_at": days_ago(entry["days_ago"]), "author_agreed_at": days_ago(entry["days_ago"] - 1)}
        if "reader" in entry:
            made.refresh_from_db()
            featuring.read(made, actor=people[entry["reader"]], version=1)
            at["published_at"] = days_ago(entry["days_ago"] - 2)
            if entry.get("flagged"):
                at["published_at"] = None  # a reader took it out of sight: it waits to be read again
                featuring.flag(made)
                at["flagged_at"] = days_ago(1)
        FeaturedCase.objects.filter(pk=made.pk).update(**at)


def load_outcomes(key_of: Callable[[str], uuid.UUID]) -> None:
    """Record what authors said afterwards. Where nothing helped, they first take back what they had marked."""
    for entry in read("outcomes.toml")["outcome"]:
        case = Case.objects.select_related("author").get(form_key=key_of(entry["case"]))
        if case.outcome or case.outcome_waiting:
            continue
        nothing = entry.get("nothing_helped", False)
        for post in outcomes.helpful_posts(case) if nothing else []:
            posting.unmark_helpful(post, actor=case.author)
        outcomes.record(case, actor=case.author, outcome=entry["text"], ended=entry.get("ended", ""), nothing_helped=nothing)


def open_incidents(people: People) -> None:
    """Post what should not have been posted, report it, and open the incident. Its steps run after the commit."""
    for entry in read("incident.toml")["incident"]:
        thread = Thread.objects.get(title=entry["thread"])
        if Incident.objects.filter(thread=thread).exists():
            continue
        at = days_ago(entry["days_ago"])
        post = posting.reply(thread, actor=people[entry["author"]], text=entry["text"], at=at)
        reading.mark_read(thread, actor=people[entry["by"]], up_to=post.created_at)
        moderation.report_post(post, actor=people[entry["by"]], kind="identifies")
        incidents.open_incident(post.reports.get(), actor=people[entry["lead"]], severity=entry["severity"], kind=entry["kind"])


def close_incidents(people: People) -> None:
    """Close the incidents whose steps are all done, and date them back."""
    for entry in read("incident.toml")["incident"]:
        open_now = Incident.objects.filter(thread__title=entry["thread"], closed_at=None, finished_at__isnull=False)
        for incident in open_now:
            lead = people[entry["lead"]]
            incidents.close_incident(incident, actor=lead, regulator=entry["regulator"], lessons=entry["lessons"])
            at = days_ago(entry["days_ago"]) + timedelta(hours=2)
            IncidentStep.objects.filter(incident=incident).update(done_at=at)
            dates = {"opened_at": at, "finished_at": at + timedelta(minutes=1), "closed_at": at + timedelta(hours=8)}
            Incident.objects.filter(pk=incident.pk).update(**dates)
            Post.objects.filter(incidents=incident).update(created_at=at - timedelta(hours=2))
