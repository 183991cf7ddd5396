"""The demonstration's people: invented, marked, and with second factors that the demonstration may show."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from network.membership.models import Application, ClinicalDomain, Evidence, EvidenceFile, NameChange, Profile, User
from network.membership.models.application import RECHECK_DAYS
from network.membership.roles import ASSOCIATES, CLINICIANS, EDITORS, STEWARDS, Role
from search.models import Term

DOMAIN = "demo.caseround.example"
ROUTES_BY_WORD = (
    ("nurse", "nurse"), ("midwife", "nurse"), ("pharmac", "pharmacist"), ("psycholog", "hcpc"), ("paramedic", "hcpc"), ("social worker", "social_worker"),
    ("key worker", "key_worker"), ("recovery worker", "key_worker"), ("peer", "peer_worker"), ("service-user", "service_user"),
    ("commission", "commissioner"), ("research", "researcher"),
)  # fmt: skip
NUMBER_SHAPES = {
    "doctor": "999{:04d}",
    "nurse": "99Z{:04d}Z",
    "pharmacist": "299{:04d}",
    "hcpc": "PY{:05d}",
    "social_worker": "SW{:05d}",
}
# One page, blank: what a steward downloads in the demonstration.
DOCUMENT = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
BASE_GROUPS = {"clinicians": CLINICIANS, "associates": ASSOCIATES}


def make_person(entry: dict[str, Any], password: str) -> User:
    """Make the person of one people.toml entry, or return the one made before."""
    email = f"{entry['key']}@{DOMAIN}"
    found = User.objects.filter(email=email).first()
    if found is not None:
        return found
    verified = entry["role"] != Role.REGISTRANT
    now = timezone.now()
    user = User.objects.create(
        email=email,
        password=_hashed(password),
        display_name=entry["name"],
        profession=entry["profession"],
        service_kind=entry["service_kind"],
        retired=entry.get("retired", False),
        role=entry["role"],
        is_demo=True,
        verified_at=now if verified else None,
        briefed_at=now if verified else None,
    )
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    names = [BASE_GROUPS[key] for key in entry.get("groups", []) if key in BASE_GROUPS]
    names += [{"editor": EDITORS, "steward": STEWARDS}[duty] for duty in entry.get("duties", [])]
    user.groups.add(*(Group.objects.get_or_create(name=name)[0] for name in names))
    _application(user, entry)
    if "interests" in entry:
        _profile(user, entry)
    return user


@cache
def _hashed(password: str) -> str:
    """Hash the one password of the demonstration once: a good hash is slow on purpose."""
    return make_password(password)


def _application(user: User, entry: dict[str, Any]) -> None:
    """Record how the person came in: what the entry says they wrote, or what fits a member who has been here for long."""
    if "application" not in entry:
        _membership(user, entry)
        return
    wrote = entry["application"]
    application = Application.objects.create(
        user=user,
        registered_name=entry["name"],
        profession=wrote["route"],
        register_number=wrote.get("register_number", ""),
        service=wrote["service"],
        reason=wrote["reason"].strip(),
        accepted_rules_at=timezone.now(),
    )
    at = timezone.now() - timedelta(days=wrote["days_ago"])
    dates: dict[str, Any] = {"submitted_at": at, "waiting_since": at, "accepted_rules_at": at}
    if wrote.get("declined"):
        steward = User.objects.filter(groups__name=STEWARDS).order_by("pk").first()
        decided = at + timedelta(days=1, hours=3)
        declined = Application.State.DECLINED
        dates |= {"state": declined, "decided_at": decided, "decided_by": steward, "decision_reason": wrote["declined"].strip()}
    Application.objects.filter(pk=application.pk).update(**dates)
    for kind in wrote.get("evidence", ()):
        _evidence(application, kind, at + timedelta(hours=2))
    if "found" in wrote:
        application.notes.create(kind="found", text=wrote["found"])


def _evidence(application: Application, kind: str, at: datetime) -> None:
    """Put one piece of evidence beside an application: a confirmed mailbox, a document, or a sponsor who said yes."""
    piece = Evidence(application=application, kind=kind, at=at, shown_at=at)
    if kind == Evidence.Kind.MAILBOX:
        piece.address = f"{application.user.email.partition('@')[0]}@northgate-trust.example"
        ClinicalDomain.objects.get_or_create(name="northgate-trust.example")
    if kind == Evidence.Kind.SPONSOR:
        piece.sponsor = User.objects.verified().filter(is_demo=True, role=Role.MEMBER).order_by("pk").first()
    piece.save()
    if kind == Evidence.Kind.DOCUMENT:
        EvidenceFile.objects.create(evidence=piece, content=DOCUMENT, ending="pdf", size=len(DOCUMENT))


def _membership(user: User, entry: dict[str, Any]) -> None:
    """Record an approval. The number has the right shape and is invented."""
    words = entry["profession"].lower()
    other = "other" if entry["role"] == Role.ASSOCIATE else "doctor"
    route = "retired" if entry.get("retired") else next((name for mark, name in ROUTES_BY_WORD if mark in words), other)
    checked = timezone.now() - timedelta(days=10 + user.pk * 17 % 300)
    made = Application.objects.create(
        user=user,
        registered_name=entry["name"],
        profession=route,
        register_number=NUMBER_SHAPES[route].format(user.pk % 10_000) if route in NUMBER_SHAPES else "",
        # A service of one's own: colleagues of one service do not review each other's cases.
        service=entry.get("service", f"{entry['service_kind']} {user.pk}"),
        reason="I have worked in drug treatment for some years.",
        accepted_rules_at=checked,
        state=Application.State.APPROVED,
        decided_at=checked,
        checked_at=checked,
        proof="mailbox,register" if entry["role"] == Role.MEMBER and route != "retired" else "register,sponsor",
    )
    user.verified_at = checked
    user.save(update_fields=["verified_at"])
    if "recheck" in entry:
        since, why = timezone.now() - timedelta(days=1), Application.Recheck
        made.recheck_since, made.recheck_why = since, why.CHANGE if "wants" in entry else why.YEARLY
        made.checked_at = user.verified_at = since - timedelta(days=RECHECK_DAYS)
        made.save()
        user.save()
    if "wants" in entry:
        change = {"display_name": entry["wants"], "registered_name": entry["wants"], "register_number": made.register_number}
        NameChange.objects.create(application=made, **change)


def _profile(user: User, entry: dict[str, Any]) -> None:
    """List the person in the directory, with what the entry says they say about themselves."""
    declared = entry.get("declares", "")
    profile = Profile.objects.create(
        user=user,
        listed=True,
        service=entry["service_kind"],
        region=entry["region"],
        work_shown_to=entry.get("work_shown_to", Profile.ShownTo.MEMBERS),
        declared=declared,
        declared_at=timezone.now() - timedelta(days=30 + user.pk) if declared else None,
    )
    profile.interests.set(Term.objects.filter(slug__in=entry["interests"]))


def give_second_factor(user: User) -> None:
    """Enrol a demonstration person with a stable secret, so that the current code can be shown."""
    if user.is_demo and user.needs_second_factor and not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, _secret(user))


def _secret(user: User) -> str:
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{user.email}".encode()).digest()
    return base64.b32encode(digest[:20]).decode()


def current_code(user: User) -> str:
    """Return the code that the person's authenticator shows now; "" for anybody real, or outside the demonstration."""
    if not (settings.DEMO_SHOW_CODES and user.is_demo and Authenticator.objects.filter(user=user).exists()):
        return ""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(_secret(user), counter)))
