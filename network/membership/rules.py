"""The life of the rules: publish an edition, accept it, and know who still has to.

A material edition closes posting to every member until they accept it; reading goes on. `User.rules_due_at` says so without a
query, and stands in the transaction that publishes or accepts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from network.membership import audit
from network.membership.models import RuleAcceptance, RuleEdition, User
from network.membership.permissions import Can, require
from network.shell.comparing import Change, changes

Document = RuleEdition.Document


class Overtaken(ValueError):
    """Another steward published an edition meanwhile, so this text was not written against the one in force."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A document that somebody has to accept: the edition in force, the one they accepted last, and what was said in between."""

    edition: RuleEdition
    since: RuleEdition | None
    notes: list[RuleEdition] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        """Return the paragraphs that differ from what they accepted; everything where they accepted nothing."""
        return changes(self.since.paragraphs if self.since else [], self.edition.paragraphs)


def in_force() -> dict[str, RuleEdition]:
    """Return the newest edition of each document."""
    newest: dict[str, RuleEdition] = {}
    for edition in RuleEdition.objects.order_by("number"):
        newest[edition.document] = edition
    return {document: newest[document] for document in Document.values if document in newest}


def owed_by(user: User) -> list[Owed]:
    """Return what `user` has to accept: documents with a material edition later than the last one they accepted. Two queries."""
    accepted = set(RuleAcceptance.objects.filter(user=user).values_list("edition", flat=True))
    by_document: dict[str, list[RuleEdition]] = {}
    for edition in RuleEdition.objects.order_by("number"):
        by_document.setdefault(edition.document, []).append(edition)
    owed = []
    for editions in (by_document[document] for document in Document.values if document in by_document):
        since = next((edition for edition in reversed(editions) if edition.pk in accepted), None)
        later = [edition for edition in editions if since is None or edition.number > since.number]
        if any(edition.material for edition in later):
            owed.append(Owed(editions[-1], since, [edition for edition in reversed(later) if edition.change_note]))
    return owed


def publish_edition(
    document: str, *, actor: User, text: str, change_note: str, material: bool, base: int, at: datetime | None = None
) -> RuleEdition | None:
    """Publish the next edition; `base` is the number it was written against. Return None where the text is the same.

    `at` back-dates (demonstration). Raises Overtaken where another edition came meanwhile, PermissionDenied. Texts have passed the identifier check (the form).
    """
    require(actor, Can.KEEP_RULES)
    text = text.replace("\r\n", "\n").strip()
    if not change_note.strip():
        raise ValueError("Say in plain words what changed: every member reads it.")
    now = at or timezone.now()
    try:
        with transaction.atomic():
            newest = RuleEdition.objects.filter(document=document).order_by("-number").first()
            if (newest.number if newest else 0) != base:
                raise Overtaken
            if newest and newest.text == text:
                return None
            edition = RuleEdition.objects.create(
                document=Document(document),
                number=base + 1,
                text=text,
                change_note=change_note.strip(),
                material=material,
                published_at=now,
                published_by=actor,
            )
            asked = User.objects.update(rules_due_at=now) if material else 0
            audit.record(actor, "published rules", edition, edition=edition.number, asked=asked)
    except IntegrityError as twice:  # both read the same number: the constraint keeps the first
        raise Overtaken from twice
    return edition


def accept(user: User, *, actor: User, editions: Iterable[RuleEdition], at: datetime | None = None) -> int:
    """Record that `user` accepts these editions, and open posting where nothing more is owed. Return how many were new. `at` back-dates."""
    require(actor, Can.ACCEPT_RULES, user)
    with transaction.atomic():
        # Whoever publishes meanwhile waits for this row or is seen by it: no acceptance opens posting past a newer edition.
        User.objects.select_for_update().get(pk=user.pk)
        new = 0
        for edition in editions:
            new += RuleAcceptance.objects.get_or_create(user=user, edition=edition, defaults={"at": at or timezone.now()})[1]
        if new:
            audit.record(actor, "accepted rules", user, editions=new)
        remind(user)
    return new


def remind(user: User) -> None:
    """Set or empty `rules_due_at` by what is owed now."""
    owed = owed_by(user)
    due = max((note.published_at for item in owed for note in [*item.notes, item.edition]), default=None)
    User.objects.filter(pk=user.pk).update(rules_due_at=due)
    user.rules_due_at = due


def still_to_accept() -> tuple[int, int]:
    """Return how many members have to accept something now, and how many there are (for stewards)."""
    members = User.objects.verified()
    return members.filter(rules_due_at__isnull=False).count(), members.count()
