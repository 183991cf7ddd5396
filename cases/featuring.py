"""Every write of a public rendering. An editor words it, the author agrees and asks for consent anew, a second clinician reads.

The public reads more strictly checked words than members: nothing is kept "with a reason" here, and details that add up are
not reviewed but dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from cases import consent, unfeature
from cases.deidentification import Finding, Level, Meter, check_for_public, combination
from cases.deidentification.spans import merge
from cases.mail import tell_author_of_rendering, tell_editor_of_rendering, tell_of_flag, tell_readers_of_rendering
from cases.models import Case, FeaturedCase
from cases.models.featured import Credit, bands_of, cannot_be_public
from cases.permissions import Can, allows, require
from cases.querysets import PREPARED, REWORDED
from network.forum import needle
from network.forum.models import SignedAs, Thread
from network.membership import audit
from network.membership.models import AuditEntry, User
from network.shell.ids import ALPHABET, LENGTH
from network.shell.tasks import on_commit_enqueue
from search.outbox import enqueue

State = FeaturedCase.State
PUBLIC_ID = re.compile(rf"(?<![a-z0-9])[{ALPHABET}]{{{LENGTH}}}(?![a-z0-9])")
LEADS_TO_CASE = "It is the address of a case: the way from this text to the members’ one."
DETAILS = 3  # from here on details that add up are refused, not reviewed
COPIED = 40  # a sentence from this length on that members read word for word is found by whoever quotes it
SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")
LONGER = "It is not shorter than what members read: leave out what teaches nothing"
MOST_HIDDEN, WITHIN = 5, timedelta(hours=1)  # by strangers, of all that is public: of more than that people look at each
FLAGGED = "flagged public case"


class NotPublic(ValueError):
    """The rendering cannot be public, or not yet. Its message says why and quotes nothing."""


class Changed(ValueError):
    """Somebody changed the rendering, or decided about it, since this form was opened."""


def too_much(texts: Mapping[str, str]) -> dict[str, list[Finding]]:
    """Return by field what must not stand before the public: the stricter check, and the address of any case."""
    found = check_for_public(texts)
    spelt = {name: _addresses(text) for name, text in texts.items()}
    asked = {key for keys in spelt.values() for key, _, _ in keys}
    known: set[str] = set()
    for model in (Case, Thread) if asked else ():
        known |= set(model._default_manager.filter(public_id__in=asked).values_list("public_id", flat=True))
    for name, keys in spelt.items():
        places = [(start, end) for key, start, end in keys if key in known]
        ids = [Finding(start, end, "CASE_NO", Level.BLOCK, "another case", LEADS_TO_CASE) for start, end in places]
        if ids:
            found[name] = merge([*found.get(name, []), *ids])
    return found


def _addresses(text: str) -> list[tuple[str, int, int]]:
    """Return what may be the key of an address, with its place: in any case and width, with letters in it that nobody sees."""
    folded = [(plain, place) for place, letter in enumerate(text) for plain in needle.fold(letter)]
    matches = PUBLIC_ID.finditer("".join(plain for plain, _ in folded))
    return [(m.group(), folded[m.start()][1], folded[m.end() - 1][1] + 1) for m in matches]


def adds_up(texts: Mapping[str, str], age: str) -> Meter:
    """Count the details that name nobody alone and somebody together, the age band included."""
    return combination(texts.values(), {"age_band": age})


def refuse_details(case: Case, texts: Mapping[str, str]) -> None:
    """Raise NotPublic where a text holds anything the public must not read. The gate of this rendering."""
    if too_much(texts):
        raise NotPublic("A text still holds what may point to somebody: nothing can be kept here with a reason")
    if adds_up(texts, bands_of(case)["age"]).count >= DETAILS:
        raise NotPublic("Too many details add up: drop some")
    if copied(case, texts):
        raise NotPublic("A sentence is the members’ one word for word: say it in other words")
    if is_longer(case, texts):
        raise NotPublic(LONGER)


def copied(case: Case, texts: Mapping[str, str]) -> dict[str, str]:
    """Return by field the first sentence that stands word for word in what members read, however it is spelt."""
    members = needle.fold(" ".join(case.texts().values()))
    found: dict[str, str] = {}
    for name, text in texts.items():
        for sentence in SENTENCES.split(text):
            plain = needle.fold(sentence).strip()
            if len(plain) >= COPIED and plain in members:
                found.setdefault(name, sentence.strip())
    return found


def is_longer(case: Case, texts: Mapping[str, str]) -> bool:
    """Say whether the public would read as much as members do, or more: a rendering is shorter than its case."""
    return sum(map(len, texts.values())) >= sum(map(len, case.texts().values()))


@dataclass(frozen=True, slots=True)
class Offer:
    """What the page of a case tells an editor about a public version: the one there is, or why there can be none."""

    there: FeaturedCase | None = None
    never: str = ""


def offer(case: Case, user: User) -> Offer | None:
    """Return what `user`, an editor who did not write the case, is told on its page; None to everybody else."""
    if not user.is_editor or not allows(user, Can.FEATURE, case):
        return None
    there = FeaturedCase.objects.workable_by(user).filter(case=case).first()
    return Offer(there, "" if there else cannot_be_public(case))


def prepare(case: Case, *, actor: User, texts: Mapping[str, str]) -> FeaturedCase:
    """Word a public rendering of `case` and put it before its author. A second form of the same case finds the first one.

    Raises NotPublic (the case may never be public, or the words are too telling), PermissionDenied.
    """
    require(actor, Can.FEATURE, case)
    if reason := cannot_be_public(case):
        raise NotPublic(reason)
    refuse_details(case, texts)
    try:
        with transaction.atomic():
            featured = FeaturedCase.objects.create(case=case, editor=actor, **texts, **bands_of(case))
            audit.record(actor, PREPARED, featured)
            on_commit_enqueue(tell_author_of_rendering, featured.pk)
    except IntegrityError:
        raise Changed from None
    return featured


def rewrite(featured: FeaturedCase, *, actor: User, texts: Mapping[str, str], version: int) -> bool:
    """Word it anew; whoever had agreed is asked again, and what was public is public no more. False where nothing changed.

    Raises Changed, NotPublic, PermissionDenied.
    """
    require(actor, Can.REWRITE, featured)
    refuse_details(featured.case, texts)
    if dict(texts) == featured.texts() and version == featured.version and featured.state != State.RETURNED:
        return False
    with transaction.atomic():
        there = FeaturedCase.objects.filter(pk=featured.pk, version=version).exclude(state=State.WITHDRAWN)
        asked: dict[str, Any] = {
            "state": State.ASKED,
            "reader": None,
            "author_agreed_at": None,
            "published_at": None,
            "doubts": [],
            "flagged_at": None,
        }
        said = {"consent_basis": "", "consent_covers": "", "consent_saw": "", "consent_held": "", "consent_expires": None}
        if not there.update(version=version + 1, editor=actor, **texts, **asked, **said, **bands_of(featured.case)):
            raise Changed
        audit.record(actor, REWORDED, featured, version=version + 1)
        enqueue(unfeature.SOURCE, featured.pk)
        on_commit_enqueue(tell_author_of_rendering, featured.pk)
    return True


def consent_problem(case: Case, said: Mapping[str, Any]) -> tuple[str, str]:
    """Return (field, sentence) of what is wrong with the second consent, or two empty strings."""
    if said.get("consent_covers") != consent.Covers.PUBLIC:
        return "consent_covers", "It must cover the public. Where it does not, decline"
    if said.get("consent_basis") in consent.AGREED:
        if said.get("consent_saw") != consent.Saw.TEXT:
            return "consent_saw", "The person, or whoever agreed, must have seen this very text"
        if not said.get("consent_held"):
            return "consent_held", "Say who holds the signed form"
    elif case.consent_basis in consent.AGREED:
        return "consent_basis", "The members’ version rests on somebody’s agreement, so this one needs theirs as well"
    if not said.get("consent_basis"):
        return "consent_basis", "Choose the basis on which the public may read it"
    if (last := said.get("consent_expires")) and last < timezone.localdate():
        return "consent_expires", "That day is over"
    return "", ""


def agree(featured: FeaturedCase, *, actor: User, version: int, credit: str, said: Mapping[str, Any]) -> bool:
    """Record that the author agrees to these words and has asked for consent anew. False if recorded already.

    `said` holds the columns `consent_…`. Raises Changed, NotPublic, PermissionDenied.
    """
    require(actor, Can.AGREE, featured)
    if sentence := cannot_be_public(featured.case) or consent_problem(featured.case, said)[1]:
        raise NotPublic(sentence)
    # SECURITY: a public name would tell members who stands behind the pseudonym.
    credit = credit if featured.case.signed == SignedAs.NAME else Credit.KEPT
    with transaction.atomic():
        asked = FeaturedCase.objects.filter(pk=featured.pk, version=version, state=State.ASKED)
        if not asked.update(state=State.AGREED, author_agreed_at=timezone.now(), credit=credit, **said):
            if FeaturedCase.objects.filter(pk=featured.pk, version=version, state=State.AGREED).exists():
                return False
            raise Changed
        audit.record(None, "author agreed to public case", featured)  # the case keeps who its author is
        on_commit_enqueue(tell_readers_of_rendering, featured.pk)
    return True


def read(featured: FeaturedCase, *, actor: User, version: int, doubts: Iterable[str] = ()) -> bool:
    """Record the second reader's word: without a doubt it is public, with one it goes back to the editor. True: public.

    Raises Changed where somebody else was first, NotPublic, PermissionDenied.
    """
    require(actor, Can.READ_FEATURED, featured)
    doubts = list(doubts)
    with transaction.atomic():
        # An outcome that tells of a death takes the same row: it is known here, or finds the rendering public and takes it back.
        case = Case.objects.select_for_update(of=("self",)).get(pk=featured.case_id)
        if not doubts:
            refuse_details(case, featured.texts())
            if reason := cannot_be_public(case):
                raise NotPublic(reason)
        agreed = FeaturedCase.objects.filter(pk=featured.pk, version=version, state=State.AGREED)
        decided: dict[str, Any] = {"state": State.RETURNED, "doubts": doubts, "author_agreed_at": None}
        if not doubts:
            decided = {"state": State.PUBLISHED, "reader": actor, "published_at": timezone.now(), "doubts": []}
        if not doubts and agreed.filter(flagged_at__isnull=False).exists():
            decided |= {"cleared_version": version, "flagged_at": None}
        if not agreed.update(**decided):
            raise Changed
        audit.record(actor, "returned public case" if doubts else "published public case", featured, doubts=len(doubts))
        enqueue(unfeature.SOURCE, featured.pk)
        on_commit_enqueue(tell_editor_of_rendering, featured.pk)
    return not doubts


def flag(featured: FeaturedCase, *, by_member: bool = False) -> bool:
    """Hide a rendering because a reader of it, who may be anybody, thinks that somebody can be recognised.

    Who it was is asked of nobody and kept nowhere, and no note is taken: it would be the identifying detail. A second clinician
    reads it again before it returns. False where it is out of sight already, or stands as it was read again after a flag, or
    strangers have hidden many within the hour, so that one of them cannot hide all there is: its editor and author (and then
    its moderators) are told once, because they can still take it away. `by_member`: a verified person's click always hides.
    """
    with transaction.atomic():
        # One flag at a time, or the hour's number would be counted by each before the others are there.
        list(FeaturedCase.objects.public().select_for_update(of=("self",)).order_by("pk").values("pk"))
        there = FeaturedCase.objects.filter(pk=featured.pk)
        unread = there.filter(cleared_version__lt=models.F("version"))
        hidden = unfeature.back_to_reader(unread) if by_member or not _many_are_hidden() else 0
        if hidden or there.filter(state=State.PUBLISHED, flagged_at=None).update(flagged_at=timezone.now()):
            audit.record(None, FLAGGED if hidden else f"{FLAGGED} again", featured)
            on_commit_enqueue(tell_of_flag, featured.pk)
        if hidden:
            on_commit_enqueue(tell_readers_of_rendering, featured.pk)
    return bool(hidden)


def _many_are_hidden() -> bool:
    """Say whether flags have hidden as many renderings lately as strangers may."""
    return AuditEntry.objects.filter(verb=FLAGGED, at__gt=timezone.now() - WITHIN).count() >= MOST_HIDDEN


def withdraw(featured: FeaturedCase, *, actor: User) -> bool:
    """Take a rendering away from everybody and destroy its words: its author, an editor, or a moderator. False if done."""
    require(actor, Can.UNFEATURE, featured)
    with transaction.atomic():
        if not unfeature.take_away(FeaturedCase.objects.filter(pk=featured.pk)):
            return False
        audit.record(None if featured.case.author_id == actor.pk else actor, "withdrew public case", featured)
    return True
