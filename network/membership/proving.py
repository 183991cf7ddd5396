"""Every write about evidence: a code by mail, a document, a sponsor; and the stewards' list of clinical domains."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from network.membership import audit
from network.membership.emails import send_evidence_code, tell_sponsor
from network.membership.mailboxes import parents
from network.membership.models import Application, ClinicalDomain, Evidence, EvidenceFile, User
from network.membership.permissions import Can, require
from network.membership.roles import Role
from network.shell.tasks import on_commit_enqueue

CODE_MINUTES = 30
MOST_TRIES = 5
MOST_CODES = 5  # in a day: nobody's mailbox is filled from here
Kind = Evidence.Kind


def code_of(evidence: Evidence) -> str:
    """Return the six digits that were mailed. They are made from the key and a nonce: neither table nor queue holds them."""
    text = f"evidence:{evidence.pk}:{evidence.address}:{evidence.nonce}"
    digest = hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def send_code(application: Application, *, actor: User, address: str) -> bool:
    """Write a code to a work mailbox. Return False where five were sent today already."""
    require(actor, Can.SHOW_EVIDENCE, application)
    now = timezone.now()
    with transaction.atomic():
        found, _ = Evidence.objects.select_for_update().get_or_create(application=application, kind=Kind.MAILBOX)
        today = found.sent if found.sent_at and found.sent_at > now - timedelta(days=1) else 0
        if today >= MOST_CODES:
            return False
        found.address, found.nonce, found.shown_at = address.lower(), secrets.token_hex(16), None
        found.sent, found.sent_at, found.tries, found.at = today + 1, now, 0, now
        found.save()
        audit.record(actor, "asked for a code", application)
        on_commit_enqueue(send_evidence_code, found.pk)
    return True


def enter_code(application: Application, *, actor: User, code: str) -> bool:
    """Take the code from the mailbox. Return False where it is wrong, older than 30 minutes, used, or the sixth try."""
    require(actor, Can.SHOW_EVIDENCE, application)
    fresh = timezone.now() - timedelta(minutes=CODE_MINUTES)
    waiting = Evidence.objects.filter(application=application, kind=Kind.MAILBOX, shown_at__isnull=True, sent_at__gt=fresh)
    # The try is counted before it is looked at, so that tries at the same moment cannot outrun the limit.
    if not waiting.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        return False
    found = waiting.get()
    if not hmac.compare_digest(code_of(found), code):
        return False
    with transaction.atomic():
        changed = waiting.filter(nonce=found.nonce).update(shown_at=timezone.now(), nonce="")
        if changed:
            audit.record(actor, "showed a work mailbox", application)
    return bool(changed)


def add_document(application: Application, *, actor: User, content: bytes, ending: str) -> Evidence:
    """Keep the checked content of a document (`uploads.checked`), in the place of one that was there."""
    require(actor, Can.SHOW_EVIDENCE, application)
    with transaction.atomic():
        Evidence.objects.filter(application=application, kind=Kind.DOCUMENT).delete()
        found = Evidence.objects.create(application=application, kind=Kind.DOCUMENT, shown_at=timezone.now())
        EvidenceFile.objects.create(evidence=found, content=content, ending=ending, size=len(content))
        audit.record(actor, "uploaded a document", application, bytes=len(content))
    return found


def name_sponsor(application: Application, *, actor: User, address: str) -> Evidence:
    """Ask the member with this address to vouch. Whether there is one shows nowhere; only a member is written to."""
    require(actor, Can.SHOW_EVIDENCE, application)
    member = User.objects.verified().filter(email=address.strip().lower(), role=Role.MEMBER).exclude(pk=application.user_id)
    with transaction.atomic():
        Evidence.objects.filter(application=application, kind=Kind.SPONSOR).delete()
        found = Evidence.objects.create(application=application, kind=Kind.SPONSOR, sponsor=member.first())
        audit.record(actor, "named a sponsor", application)
        if found.sponsor_id:
            on_commit_enqueue(tell_sponsor, found.pk)
    return found


def take_back(application: Application, *, actor: User, kind: str) -> bool:
    """Delete a piece of evidence that one gave oneself. Return whether it was there. The count of codes sent stays."""
    require(actor, Can.SHOW_EVIDENCE, application)
    mine = Evidence.objects.filter(application=application, kind=kind)
    with transaction.atomic():
        if kind == Kind.MAILBOX:
            changed = mine.exclude(address="").update(address="", nonce="", shown_at=None)
        else:
            changed = mine.delete()[0]
        if changed:
            audit.record(actor, "took evidence back", application)
    return bool(changed)


def vouch(evidence: Evidence, *, actor: User, yes: bool) -> bool:
    """Confirm, as the sponsor who was named, that one worked with the applicant, or say that one did not. Once."""
    require(actor, Can.VOUCH, evidence)
    open_still = Evidence.objects.filter(pk=evidence.pk, sponsor=actor, shown_at__isnull=True)
    with transaction.atomic():
        changed = open_still.update(shown_at=timezone.now()) if yes else open_still.delete()[0]
        if changed:
            audit.record(actor, "vouched" if yes else "did not vouch", evidence.application)
    return bool(changed)


def read_document(application: Application, *, actor: User) -> EvidenceFile | None:
    """Return the document for the steward who is working on the application, and record that it was read."""
    require(actor, Can.READ_EVIDENCE, application)
    found = EvidenceFile.objects.filter(evidence__application=application).select_related("evidence").first()
    if found:
        audit.record(actor, "read evidence", application)
    return found


def add_domain(name: str, *, actor: User) -> bool:
    """Put a clinical employer's domain on the list. Return False where it, or one above it, is there already."""
    require(actor, Can.KEEP_DOMAINS)
    if ClinicalDomain.objects.filter(name__in=parents(name)).exists():
        return False
    with transaction.atomic():
        audit.record(actor, "added a clinical domain", ClinicalDomain.objects.create(name=name.lower(), added_by=actor))
    return True


def drop_domain(domain: ClinicalDomain, *, actor: User) -> None:
    """Take a domain off the list. Members who came in by it stay; open applications lose it as evidence."""
    require(actor, Can.KEEP_DOMAINS)
    above = Q(address__iendswith=f"@{domain.name}") | Q(address__iendswith=f".{domain.name}")
    with transaction.atomic():
        audit.record(actor, "dropped a clinical domain", domain)
        Evidence.objects.filter(above, kind=Kind.MAILBOX).update(shown_at=None, address="", nonce="")
        domain.delete()
