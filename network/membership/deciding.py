"""The stewards' verbs: claim, note, ask, decide, suspend. Each is one row of the life cycle, with its mail."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from network.membership import audit
from network.membership.duties import leave_groups
from network.membership.emails import tell_clash, tell_outcome
from network.membership.grouping import join_by_rule
from network.membership.groups import ensure_groups
from network.membership.lifecycle import IN, OPEN, SHUT, TRANSITIONS, State, Verb, move
from network.membership.models import Application, ApplicationNote, User
from network.membership.models.application import CLAIM_HOURS
from network.membership.permissions import Can, require
from network.membership.proof import May, standing
from network.membership.querysets import same_number
from network.membership.roles import BASE_GROUP, Role
from network.membership.routes import ROUTES, Profession
from network.shell.tasks import on_commit_enqueue

Kind = ApplicationNote.Kind


class NotProven(ValueError):
    """The table of evidence does not allow this decision yet."""


def approve_application(application: Application, *, actor: User, reason: str = "") -> bool:
    """Verify the applicant in the role of their route. Return False if somebody else decided meanwhile, or the number is held."""
    return _open_up(application, Verb.APPROVE, ROUTES[application.profession].role, actor, reason)


def limit_application(application: Application, *, actor: User, reason: str) -> bool:
    """Let the person read and discuss as an associate, whatever the route, and say why."""
    return _open_up(application, Verb.LIMIT, Role.ASSOCIATE, actor, reason)


def reinstate(application: Application, *, actor: User, reason: str) -> bool:
    """Open a suspended or lapsed membership again, as it was. Duties (moderator, editor, steward) do not come back by themselves."""
    if application.was_limited:
        return _open_up(application, Verb.REINSTATE_LIMITED, Role.ASSOCIATE, actor, reason)
    return _open_up(application, Verb.REINSTATE, ROUTES[application.profession].role, actor, reason)


def decline_application(application: Application, *, actor: User, reason: str) -> bool:
    """Decline, with the reason that the applicant will read. Return False if somebody else has decided meanwhile."""
    return _decide(application, Verb.DECLINE, actor, reason)


def ask_applicant(application: Application, *, actor: User, reason: str) -> bool:
    """Ask the applicant for more. Return False if somebody else has decided meanwhile."""
    with transaction.atomic():
        if not _decide(application, Verb.ASK, actor, reason):
            return False
        ApplicationNote.objects.create(application=application, author=actor, kind=Kind.QUESTION, text=reason)
    return True


def suspend(application: Application, *, actor: User, reason: str) -> bool:
    """Close a membership for now. It narrows at the next request of every open session; what the person wrote stays theirs."""
    return _shut(application, Verb.SUSPEND, actor, reason)


def mark_lapsed(application: Application, *, actor: User, reason: str) -> bool:
    """Close a membership whose registration has lapsed, as `suspend` does."""
    return _shut(application, Verb.LAPSE, actor, reason)


def lacks_proof(application: Application, verb: Verb) -> bool:
    """Say whether the evidence does not carry `verb`. Narrowing and reopening need none; whoever comes in or wider does."""
    if verb not in (Verb.APPROVE, Verb.LIMIT) or application.state in (State.APPROVED, *SHUT):
        return False
    return standing(application).may < (May.APPROVED if verb == Verb.APPROVE else May.LIMITED)


def _decide(application: Application, verb: Verb, actor: User, reason: str) -> bool:
    require(actor, Can.DECIDE_APPLICATION, application)
    if TRANSITIONS[verb].fits(application) and lacks_proof(application, verb):
        raise NotProven("The evidence does not allow this yet.")
    return _step(application, verb, actor, reason)


def _step(application: Application, verb: Verb, actor: User | None, reason: str) -> bool:
    with transaction.atomic():
        if not move(application, verb, actor=actor, reason=reason):
            return False
        on_commit_enqueue(tell_outcome, application.pk, verb.value)
    return True


def _open_up(application: Application, verb: Verb, role: Role, actor: User, reason: str) -> bool:
    with transaction.atomic():
        if not _decide(application, verb, actor, reason):
            return False
        user = application.user
        user.role, user.verified_at, user.retired = role, timezone.now(), application.profession == Profession.RETIRED
        user.profession = user.profession or application.get_profession_display()
        user.save(update_fields=["role", "verified_at", "retired", "profession"])
        base = ensure_groups()
        if verb == Verb.LIMIT:
            leave_groups(user, actor=actor)  # duties and further boards were given to somebody without this limit
        user.groups.remove(*(base[name] for name in BASE_GROUP.values()))
        user.groups.add(base[BASE_GROUP[role]])
        join_by_rule(user)
    return True


def close_by_register(application: Application, verb: Verb, *, reason: str) -> bool:
    """Suspend or pause a membership because the register's own file says so; the system's act, on an operator's command.

    Return False where the membership is not open any more.
    """
    if verb not in (Verb.SUSPEND, Verb.LAPSE):
        raise ValueError("A register's file can only narrow.")
    left = Application.objects.filter(pk=application.pk, state=Application.State.LEFT, left_from__in=IN)
    with transaction.atomic():
        # Whoever left the day before is not let off: they come back into what the register says.
        if left.update(left_from=TRANSITIONS[verb].target, decided_at=timezone.now(), decision_reason=reason):
            audit.record(None, verb, application, reason=reason)
            return True
    return _close(application, verb, None, reason)


def _shut(application: Application, verb: Verb, actor: User, reason: str) -> bool:
    require(actor, Can.DECIDE_APPLICATION, application)
    return _close(application, verb, actor, reason)


def _close(application: Application, verb: Verb, actor: User | None, reason: str) -> bool:
    with transaction.atomic():
        if not _step(application, verb, actor, reason):
            return False
        user = application.user
        user.role, user.verified_at = Role.REGISTRANT, None
        user.save(update_fields=["role", "verified_at"])
        leave_groups(user, actor=actor)
    return True


def claim_application(application: Application, *, actor: User, take_over: bool = False) -> bool:
    """Say that `actor` is working on it. Return False where another steward holds it, unless it is taken over knowingly."""
    require(actor, Can.WORK_ON_APPLICATION, application)
    stale = timezone.now() - timedelta(hours=CLAIM_HOURS)
    free = Q(claimed_by__isnull=True) | Q(claimed_by=actor) | Q(claimed_at__lt=stale)
    claimable = Application.objects.filter(pk=application.pk)
    claimable = claimable.filter(Q(state__in=[*OPEN, State.LIMITED]) | Q(recheck_since__isnull=False))
    with transaction.atomic():
        changed = claimable.filter(Q() if take_over else free).update(claimed_by=actor, claimed_at=timezone.now())
        if changed:
            audit.record(actor, "took over" if take_over else "claimed", application)
    application.refresh_from_db()
    return bool(changed)


def release_application(application: Application, *, actor: User) -> bool:
    """Give it back to the queue. Return False if `actor` does not hold it."""
    require(actor, Can.WORK_ON_APPLICATION, application)
    changed = Application.objects.filter(pk=application.pk, claimed_by=actor).update(claimed_by=None, claimed_at=None)
    if changed:
        audit.record(actor, "released", application)
    application.refresh_from_db()
    return bool(changed)


def stand_aside(application: Application, *, actor: User) -> bool:
    """Leave it to another steward because `actor` knows the applicant. It cannot be taken back. Return False the second time."""
    require(actor, Can.WORK_ON_APPLICATION, application)
    with transaction.atomic():
        _, made = ApplicationNote.objects.get_or_create(
            application=application, author=actor, kind=Kind.ASIDE, defaults={"text": "Knows the applicant."}
        )
        if made:
            Application.objects.filter(pk=application.pk, claimed_by=actor).update(claimed_by=None, claimed_at=None)
            audit.record(actor, "stood aside", application)
    return made


def note_reading(application: Application, *, actor: User) -> None:
    """Record that a steward opened somebody's application."""
    require(actor, Can.SEE_APPLICATION, application)
    audit.record(actor, "read application", application)


def note(application: Application, *, actor: User, text: str, kind: str = Kind.NOTE) -> ApplicationNote:
    """Write a line that stewards alone read: a note, or what the register or the service says."""
    require(actor, Can.WORK_ON_APPLICATION, application)
    with transaction.atomic():
        line = ApplicationNote.objects.create(application=application, author=actor, kind=Kind(kind), text=text)
        audit.record(actor, "noted", application)
    return line


def freeze_if_held(application: Application) -> bool:
    """Freeze this application and whoever gave the same number, and alert the stewards. Nobody else learns of it.

    A member whose number somebody else types stays a member: the number is public, and typing it must not shut anybody out. But
    neither of the two can be approved, limited or reinstated before a steward has spoken to both and cleared it.
    """
    others = list(same_number(application).values_list("pk", flat=True))
    if not others:
        return False
    with transaction.atomic():
        frozen = Application.objects.filter(pk__in=[application.pk, *others], frozen_at__isnull=True)
        if frozen.update(frozen_at=timezone.now()):
            audit.record(None, "froze: number held twice", application, people=len(others) + 1)
            on_commit_enqueue(tell_clash, application.pk)
    application.refresh_from_db()
    return True


def clear_number(application: Application, *, actor: User, reason: str) -> bool:
    """Lift the freeze of one application after speaking to both people. Return False where it is not frozen."""
    require(actor, Can.DECIDE_APPLICATION, application)
    if not reason.strip():
        raise ValueError("Say what you found out.")
    with transaction.atomic():
        changed = Application.objects.filter(pk=application.pk, frozen_at__isnull=False).update(frozen_at=None)
        if changed:
            audit.record(actor, "cleared number", application, reason=reason)
    application.refresh_from_db()
    return bool(changed)
