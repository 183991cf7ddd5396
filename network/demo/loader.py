"""Fill an empty network with the invented content of `content/*.toml`, through the same actions that people use."""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cases import actions as case_actions
from cases import safe_words
from cases.composer import keep_all
from cases.consent import AGREED
from cases.deidentification import remembering
from cases.interests import declare_no_interest
from cases.models import Case, CaseStatus, SafeWord
from cases.picturing import add_picture
from cms.citations import cite
from cms.models import GuidancePage, PublishedVersion
from cms.tree import ensure_tree
from network.demo import aftermath, pages
from network.demo.charts import dose_chart
from network.demo.files import CONTENT, Boards, People, days_ago, read
from network.forum import moderation, posting
from network.forum.models import Board, Post, Thread
from network.forum.moderators import make_moderator
from network.forum.opening import open_board
from network.membership import grouping, invitations, leaving, rules
from network.membership.demo import BASE_GROUPS, give_second_factor, make_person
from network.membership.models import Circle, User
from search.models import Term
from search.rebuild import rebuild

PASSWORD = "round-the-case"
NAMESPACE = uuid.UUID("6f0f5c1e-0000-4000-8000-6361736572ed")


def form_key(key: str) -> uuid.UUID:
    """Return what a case or a post is found again by."""
    return uuid.uuid5(NAMESPACE, key)


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
    with no_mail(), remembering(), transaction.atomic():
        tree = ensure_tree()
        terms = load_vocabulary()
        people = load_people()
        load_safe_words(people)
        boards = load_boards(people)
        for file in sorted(CONTENT.glob("guidance/*.toml")):
            entry = tomllib.loads(file.read_text())
            pages.load_guidance(entry, tree, people, terms)
            if "pending" in entry:
                pages.load_pending(entry, people)
        pages.link_replacements()
        if (CONTENT / "alerts.toml").exists():
            for entry in read("alerts.toml").get("alert", []):
                pages.load_alert(entry, tree, terms)
        for entry in read("events.toml")["event"]:
            pages.load_event(entry, tree, terms)
        for entry in read("resources.toml")["resource"]:
            pages.load_resource(entry, tree, people, terms)
        for file in sorted(CONTENT.glob("threads/*.toml")):
            for entry in tomllib.loads(file.read_text()).get("thread", []):
                load_thread(entry, boards[file.stem], people, terms)
        for file in sorted(CONTENT.glob("cases/*.toml")):
            for entry in tomllib.loads(file.read_text()).get("case", []):
                load_case(entry, boards, people, terms)
        load_reports(people)
        aftermath.load_shelves(people, form_key)
        aftermath.load_featured(people, form_key)
        aftermath.load_outcomes(form_key)
        aftermath.open_incidents(people)
    with no_mail():
        aftermath.close_incidents(people)
        load_rules(people)
        load_departures(people)
    say(
        f"{User.objects.count()} people, {Board.objects.count()} boards, {Thread.objects.count()} threads, {Post.objects.count()} posts, "
        f"{Case.objects.count()} cases, {GuidancePage.objects.count()} guidance pages; {rebuild()} documents in search"
    )


def load_reports(people: People) -> None:
    """Give the moderators something to decide: one report of each shape, of threads that everybody on the board reads."""
    for entry in read("reports.toml")["report"]:
        thread = Thread.objects.get(title=entry["thread"])
        post = thread.posts.order_by("pk")[entry["post"]]
        reporter = people[entry["by"]]
        if not post.reports.filter(reporter=reporter).exists():
            moderation.report(post, actor=reporter, kind=entry["kind"], note=entry["note"])


@transaction.atomic
def load_rules(people: People) -> None:
    """Publish the second edition of the case rules, which every member but one has accepted."""
    entry = read("rules.toml")
    first = rules.in_force()[entry["document"]]
    text, at = first.text, days_ago(entry["days_ago"])
    if first.number > 1:
        return
    # The first editions came with the tables, today; here they are as old as the network.
    type(first).objects.filter(number=1).update(published_at=days_ago(760))
    for user in people.values():
        rules.accept(user, actor=user, editions=rules.in_force().values(), at=user.verified_at or user.date_joined)
    for change in entry["change"]:
        text = text.replace(change["old"], change["new"].strip())
    steward = people[entry["by"]]
    rules.publish_edition(
        entry["document"], actor=steward, text=text, change_note=entry["change_note"], material=True, base=first.number, at=at
    )
    late = {person["key"] for person in read("people.toml")["person"] if person.get("owes_rules")}
    for key, user in people.items():
        if user.is_verified and key not in late:
            rules.accept(user, actor=user, editions=rules.in_force().values(), at=at + timedelta(hours=3 + user.pk % 40))


@transaction.atomic
def load_departures(people: People) -> None:
    """Let those who left leave, after they have written what they wrote; and let a member have an invitation out."""
    for entry in read("people.toml")["person"]:
        user = people[entry["key"]]
        if "left" in entry and not user.departures.exists():
            chosen = {name: entry["left"][name] for name in ("names", "cases")}
            leaving.leave(user, actor=user, **chosen)
            user.departures.update(asked_at=days_ago(entry["left"]["days_ago"]))
    if not people["whitlock"].invitations.exists():
        invitations.invite("a.colleague@northgate-trust.example", actor=people["whitlock"])


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


def load_safe_words(people: People) -> None:
    """Let an editor add the words that name nobody."""
    for entry in read("vocabulary.toml")["safe"]:
        if not SafeWord.objects.filter(term=entry["term"]).exists():
            safe_words.keep(SafeWord(**entry), actor=people["okell"])


def load_people() -> People:
    """Make the people, then their second factors where a duty needs one."""
    return {entry["key"]: make_person(entry, PASSWORD) for entry in read("people.toml")["person"]}


def load_groups(people: People) -> dict[str, str]:
    """Make the groups, put their people in, and return every group's name by key. One that stands already is left as it is."""
    names, steward = dict(BASE_GROUPS), people["quill"]
    for entry in read("groups.toml")["group"]:
        names[entry["key"]] = entry["name"]
        if Circle.objects.filter(group__name=entry["name"]).exists():
            continue
        facts = {key: value for key, value in entry.items() if key != "key"}
        circle = grouping.make_group(**facts, actor=steward)
        for person in read("people.toml")["person"]:
            if entry["key"] in person.get("groups", []):
                grouping.admit(circle, people[person["key"]], actor=steward)
    return names


def load_boards(people: People) -> Boards:
    """Make the boards, open them to their groups, and give each its moderators."""
    boards: Boards = {}
    names, steward = load_groups(people), people["quill"]
    for position, entry in enumerate(read("boards.toml")["board"]):
        board = Board.objects.filter(name=entry["name"]).first()
        if board is None:
            groups, cases = [names[key] for key in entry["groups"]], entry["key"] != "commons"
            about = entry["about"]
            board = open_board(entry["name"], about=about, groups=groups, carries_cases=cases, position=position, actor=steward)
            for person in read("people.toml")["person"]:
                if entry["key"] in person.get("moderates", []):
                    make_moderator(board, people[person["key"]], actor=steward)
        boards[entry["key"]] = board
    fresh = {key: User.objects.get(pk=user.pk) for key, user in people.items()}  # groups are read once per object
    people.update(fresh)
    for user in fresh.values():
        give_second_factor(user)
    return boards


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
            thread,
            actor=author,
            text=text,
            basis=entry["basis"],
            signed=entry.get("signed", "name"),
            form_key=form_key(f"{key}-{number}"),
            at=at,
        )
        if entry.get("helpful") or entry.get("edited"):
            Post.objects.filter(pk=post.pk).update(
                helpful=bool(entry.get("helpful")), edited_at=at + timedelta(minutes=9) if entry.get("edited") else None
            )


def load_thread(entry: dict[str, Any], board: Board, people: People, terms: dict[str, Term]) -> None:
    """Make one thread with its posts."""
    key = form_key(entry["key"])
    if Post.objects.filter(form_key=key).exists():
        return
    at, opening = days_ago(entry["days_ago"]), entry["post"][0]
    thread = posting.start_thread(
        board,
        actor=people[entry["author"]],
        signed=entry.get("signed", "name"),
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
    key = form_key(entry["key"])
    if Case.objects.filter(form_key=key).exists():
        return
    at, author = days_ago(entry["days_ago"]), people[entry["author"]]
    names = ("kind", "setting", "age_band", "consent_basis", *Case.CHECKED)
    fields = {name: entry.get(name, "").strip() for name in names} | {
        "board": boards[entry["board"]],
        "restricted": bool(entry.get("invited")),
        "clinicians_only": entry.get("clinicians_only", True) or entry["setting"] in ("prison", "custody_transition"),
        "topics": [terms[slug] for slug in entry["topics"]],
        "invited": [people[k] for k in entry.get("invited", [])],
        **consent_of(entry),
        "special": entry.get("special", []),
        "signed": entry.get("signed", "name"),
        "cites_slug": entry.get("cites", ""),
        "cites_edition": entry.get("cites_edition"),
    }
    rows = entry.get("substance", [])
    words = [*(v for v in fields.values() if isinstance(v, str)), *(str(v) for row in rows for v in row.values())]
    kept = keep_all(words)
    case = case_actions.save_draft(actor=author, fields=fields, substances=rows, kept=kept, form_key=key)
    for picture in entry.get("picture", []):
        chart = dose_chart(picture["steps"], picture["across"], picture["up"])
        add_picture(case, actor=author, picture=chart, caption=picture["caption"])
        case.refresh_from_db()
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


def may_review(case: Case, first: User, people: People) -> Iterator[User]:
    """Yield who may review the case at this moment, the entry's own reviewer first."""
    case.refresh_from_db()
    waiting = (person for person in dict.fromkeys([first, *people.values()]))
    yield from (person for person in waiting if Case.objects.reviewable_by(person).filter(pk=case.pk).exists())


def approve_case(case: Case, first: User, people: People) -> Thread | None:
    """Let the entry's reviewer approve the case, and somebody else where details that add up ask for a second reading."""
    thread = None
    case.refresh_from_db()
    for _ in range(case.reviews_needed):
        for reviewer in islice(may_review(case, first, people), 1):
            declare_no_interest(case, actor=reviewer)
            thread = case_actions.approve(case, actor=reviewer)
    return thread


def walk_case(case: Case, entry: dict[str, Any], people: People, at: datetime) -> None:
    """Take a new draft as far as the entry says, and date it back."""
    state, author = entry["state"], people[entry["author"]]
    if state != "draft":
        # What the entry does not name as a circumstance, its author has said no to.
        case_actions.answer(case, actor=author, speaks={q.circumstance: False for q in case.questions()}, can_wait=True)
        case_actions.submit(case, actor=author)
    if state == "returned":
        reviewer = next(may_review(case, people[entry["reviewer"]], people))
        declare_no_interest(case, actor=reviewer)
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
