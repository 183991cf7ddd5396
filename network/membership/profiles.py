"""The one write about a profile: keep what a member says about themselves."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from network.membership import audit
from network.membership.models import Profile, User
from network.membership.permissions import Can, require
from search.models import Term

FIELDS = ("listed", "service", "region", "work_shown_to", "declared")


def keep_profile(
    user: User,
    *,
    actor: User,
    listed: bool,
    service: str,
    region: str,
    work_shown_to: str,
    interests: Iterable[Term],
    declared: str,
) -> bool:
    """Keep what `user` says about themselves. Return whether anything changed. The audit log says how much, never what."""
    require(actor, Can.KEEP_PROFILE, user)
    wanted = {"listed": listed, "service": service, "region": region, "work_shown_to": work_shown_to, "declared": declared}
    chosen = {term.pk for term in interests}
    with transaction.atomic():
        profile, _ = Profile.objects.select_for_update().get_or_create(user=user)
        changed = [name for name in FIELDS if getattr(profile, name) != wanted[name]]
        before = set(profile.interests.values_list("pk", flat=True))
        if not changed and before == chosen:
            return False
        for name in changed:
            setattr(profile, name, wanted[name])
        if "declared" in changed:
            profile.declared_at = timezone.now() if declared else None
        profile.save(update_fields=[*changed, "declared_at"])
        profile.interests.set(chosen)
        verb = {(False, True): "joined the directory", (True, False): "left the directory"}
        joined = verb[(not listed, listed)] if "listed" in changed else "changed profile"
        audit.record(actor, joined, user, fields=len(changed) + (before != chosen))
    return True
