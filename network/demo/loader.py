"""Fill an empty network with the invented content of `content/*.toml`, through the same actions that people use."""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from guardian.shortcuts import assign_perm

from cases import actions as case_actions
from cases.composer import keep_all
from cases.consent import AGREED
from cases.models import Case, CaseStatus
from cms.actions import record_edition
from cms.citations import cite
from cms.models import AlertPage, EventPage, GuidancePage, PublishedVersion, ResourcePage
from cms.tree import Tree, ensure_tree
from network.forum import posting
from network.forum.models import Board, Post, Thread
from network.membership.demo import GROUP_NAMES, give_second_factor, make_person
from network.membership.models import User
from search.models import Term
from search.rebuild import rebuild

CONTENT = Path(__file__).parent / "content"
PASSWORD = "round-the-case"
NAMESPACE = uuid.UUID("6f0f5c1e-0000-4000-8000-6361736572ed")
People = dict[str, User]
Boards = dict[str, Board]


def read(name: str) -> dict[str, Any]:
    """Return the content of one TOML file."""
    with (CONTENT / name).open("rb") as file:
        return tomllib.load(file)


def days_ago(days: float) -> datetime:
    """Return the moment that lies `days` before now."""
    return timezone.now() - timedelta(days=days)


@contextmanager
def no_mail() -> Iterator[None]:
    """Seeding two years of conversation must not write two years of letters."""
    before, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = before


def load(say: Callable[[str], None]) -> None:
    """Load everything that is missing. Running it again changes nothing; stopped half-way, nothing is left."""
    # One transaction: the index is told once at the end instead of after each of five hundred posts.
    with no_mail(), transaction.atomic():
        tree = ensure_tree()
        terms = load_vocabulary()
        people = load_people()
        boards = load_boards(people)
        for file in sorted(CONTENT.glob("guidance/*.toml")):
            entry = tomllib.loads(file.read_text())
            load_guidance(entry, tree, people, terms)
            if "pending" in entry:
                load_pending(entry, people)
        link_replacements()
        if (CONTENT / "alerts.toml").exists():
            for entry in read("alerts.toml").get("alert", []):
                load_alert(entry, tree, terms)
        for entry in read("events.toml")["event"]:
            load_event(entry, tree, terms)
        for entry in read("resources.toml")["resource"]:
            load_resource(entry, tree, people, terms)
        for file in sorted(CONTENT.glob("threads/*.toml")):
            for entry in tomllib.loads(file.read_text()).get("thread", []):
                load_thread(entry, boards[file.stem], people, terms)
        for file in sorted(CONTENT.glob("cases/*.toml")):
            for entry in tomllib.loads(file.read_text()).get("case", []):
                load_case(entry, boards, people, terms)
    say(
        f"{User.objects.count()} people, {Board.objects.count()} boards, {Thread.objects.count()} threads, {Post.objects.count()} posts, "
        f"{Case.objects.count()} cases, {GuidancePage.objects.count()} guidance pages; {rebuild()} documents in search"
    )


def load_vocabulary() -> dict[str, Term]:
    """Make the vocabulary's terms."""
    entries = read("vocabulary.toml")["term"]
    terms = {
        entry["slug"]: Term.objects.get_or_create(
            slug=entry["slug"], defaults={"name": entry["name"], "kind": entry["kind"], "synonyms": entry["synonyms"]}
        )[0]
        for entry in entries
    }
    for entry in entries:
        term = terms[entry["slug"]]
        if entry.get("broader") and term.broader_id is None:
            term.broader = terms[entry["broader"]]
            term.save(update_fields=["broader"])
    return terms


def load_people() -> People:
    """Make the people, then their second factors where a duty needs one."""
    return {entry["key"]: make_person(entry, PASSWORD) for entry in read("people.toml")["person"]}


def load_boards(people: People) -> Boards:
    """Make the boards, grant them to their groups, and give each its moderators."""
    boards: Boards = {}
    for position, entry in enumerate(read("boards.toml")["board"]):
        board, _ = Board.objects.get_or_create(
            name=entry["name"],
            defaults={"about": entry["about"], "position": position, "carries_cases": entry["key"] != "commons"},
        )
        for key in entry["groups"]:
            assign_perm("forum.view_board", Group.objects.get_or_create(name=GROUP_NAMES[key])[0], board)
        moderators, _ = Group.objects.get_or_create(name=f"Moderators: {board.name}")
        for codename in ("view_board", "moderate_board"):
            assign_perm(f"forum.{codename}", moderators, board)
        boards[entry["key"]] = board
    for entry in read("people.toml")["person"]:
        for key in entry.get("moderates", []):
            people[entry["key"]].groups.add(Group.objects.get(name=f"Moderators: {boards[key].name}"))
    fresh = {key: User.objects.get(pk=user.pk) for key, user in people.items()}  # groups are read once per object
    people.update(fresh)
    for user in fresh.values():
        give_second_factor(user)
    return boards


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


def load_posts(thread: Thread, entries: list[dict[str, Any]], people: People, at: datetime, key: str, *before: str) -> None:
    """Add the replies of one thread, each at its hour. Quotations count the texts `before` the replies as well."""
    texts = [*before, *(entry["text"].strip() for entry in entries)]
    for number, entry in enumerate(entries):
        at = min(at + timedelta(hours=entry.get("hours_after", 1)), timezone.now() - timedelta(minutes=5))
        text = entry["text"].strip()
        if entry.get("quote") and entry["quote"] in texts[entry.get("quotes", 1) - 1]:
            text = f"> {entry['quote']}\n\n{text}"
        author = people[entry["author"]]
        post = posting.reply(
            thread, actor=author, text=text, basis=entry["basis"], form_key=uuid.uuid5(NAMESPACE, f"{key}-{number}"), at=at
        )
        if entry.get("helpful") or entry.get("edited"):
            Post.objects.filter(pk=post.pk).update(
                helpful=bool(entry.get("helpful")), edited_at=at + timedelta(minutes=9) if entry.get("edited") else None
            )


def load_thread(entry: dict[str, Any], board: Board, people: People, terms: dict[str, Term]) -> None:
    """Make one thread with its posts."""
    key = uuid.uuid5(NAMESPACE, entry["key"])
    if Post.objects.filter(form_key=key).exists():
        return
    at, opening = days_ago(entry["days_ago"]), entry["post"][0]
    thread = posting.start_thread(
        board,
        actor=people[entry["author"]],
        title=entry["title"],
        text=opening["text"].strip(),
        basis=opening["basis"],
        topics=[terms[slug] for slug in entry["topics"]],
        restricted=bool(entry.get("restricted_to")),
        clinicians_only=entry.get("clinicians_only", False),
        invited=[people[k] for k in entry.get("restricted_to", [])],
        form_key=key,
        at=at,
    )
    if entry.get("cites"):
        edition = PublishedVersion.objects.filter(page__slug=entry["cites"], number=entry["cites_edition"]).first()
        if edition is not None:
            cite(thread, edition, actor=people[entry["author"]])
    load_posts(thread, entry["post"][1:], people, at, entry["key"], opening["text"].strip())
    Thread.objects.filter(pk=thread.pk).update(status=entry.get("status", "open"), pinned=entry.get("pinned", False))


def load_case(entry: dict[str, Any], boards: Boards, people: People, terms: dict[str, Term]) -> None:
    """Make one case and walk it to its state."""
    key = uuid.uuid5(NAMESPACE, entry["key"])
    if Case.objects.filter(form_key=key).exists():
        return
    at, author = days_ago(entry["days_ago"]), people[entry["author"]]
    names = ("kind", "setting", "age_band", "consent_basis", *Case.CHECKED)
    fields = {name: entry.get(name, "").strip() for name in names} | {
        "board": boards[entry["board"]],
        "restricted": bool(entry.get("invited")),
        "clinicians_only": entry.get("clinicians_only", True) or entry["setting"] == "prison",
        "topics": [terms[slug] for slug in entry["topics"]],
        "invited": [people[k] for k in entry.get("invited", [])],
        **consent_of(entry),
        "special": entry.get("special", []),
        "cites_slug": entry.get("cites", ""),
        "cites_edition": entry.get("cites_edition"),
    }
    rows = entry.get("substance", [])
    words = [*(v for v in fields.values() if isinstance(v, str)), *(str(v) for row in rows for v in row.values())]
    kept = keep_all(words)
    case = case_actions.save_draft(actor=author, fields=fields, substances=rows, kept=kept, form_key=key)
    walk_case(case, entry, people, at)


def consent_of(entry: dict[str, Any]) -> dict[str, Any]:
    """Return what the entry says about consent; where somebody agreed and no more is said, the usual details."""
    usual = {"consent_covers": "members", "consent_saw": "text", "consent_held": "service"}
    agreed = entry["consent_basis"] in AGREED
    expires = entry.get("consent_expires_in_days")
    return {
        **{name: entry.get(name, value if agreed else "") for name, value in usual.items()},
        "consent_expires": days_ago(-expires).date() if expires else None,
    }


def may_review(case: Case, first: User, people: People) -> list[User]:
    """Return who may review the case at this moment, the entry's own reviewer first."""
    case.refresh_from_db()
    waiting = (person for person in dict.fromkeys([first, *people.values()]))
    return [person for person in waiting if Case.objects.reviewable_by(person).filter(pk=case.pk).exists()]


def approve_case(case: Case, first: User, people: People) -> Thread | None:
    """Let the entry's reviewer approve the case, and somebody else where details that add up ask for a second reading."""
    thread = None
    case.refresh_from_db()
    for _ in range(case.reviews_needed):
        for reviewer in may_review(case, first, people)[:1]:
            thread = case_actions.approve(case, actor=reviewer)
    return thread


def walk_case(case: Case, entry: dict[str, Any], people: People, at: datetime) -> None:
    """Take a new draft as far as the entry says, and date it back."""
    state, author = entry["state"], people[entry["author"]]
    if state != "draft":
        case_actions.submit(case, actor=author)
    if state == "returned":
        reviewer = may_review(case, people[entry["reviewer"]], people)[0]
        case_actions.return_to_author(case, actor=reviewer, note=entry.get("return_note", ""))
    if state in ("published", "withdrawn"):
        case.refresh_from_db()
        thread = approve_case(case, people[entry["reviewer"]], people)
        if thread is not None:
            Thread.objects.filter(pk=thread.pk).update(created_at=at, last_post_at=at)
            load_posts(thread, entry.get("post", []), people, at, entry["key"])
            status = entry.get("status", CaseStatus.OPEN)
            Thread.objects.filter(pk=thread.pk).update(status="locked" if status == "closed" else status)
            Case.objects.filter(pk=case.pk).update(status=status, outcome=entry.get("outcome", "").strip())
    dates = {"created_at": at, "updated_at": at}
    dates |= {"submitted_at": at} if state != "draft" else {}
    dates |= {"published_at": at} if state in ("published", "withdrawn") else {}
    Case.objects.filter(pk=case.pk).update(**dates)
    if state == "withdrawn":
        case.refresh_from_db()
        case_actions.withdraw(case, actor=author)
