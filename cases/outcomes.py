"""What happened afterwards: recorded by the author, and looked at by a moderator first where it ended badly.

An outcome that says somebody died, or tells of a serious incident, waits in a column of its own: no list, page, mail or index
of readers reads that column, so nothing has to remember to leave it out.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from cases import circumstances, unfeature
from cases.actions import SOURCE, refuse_identifiers
from cases.circumstances import Circumstance
from cases.mail import tell_author_of_outcome, tell_moderators_of_outcome, tell_watchers, thank_for_outcome
from cases.models import Case, CaseStatus, State
from cases.permissions import Can, require
from network.forum import posting, signing
from network.forum.inviting import invite
from network.forum.models import Post, SignedAs, Thread, ThreadStatus
from network.forum.slots import marked_helpful
from network.membership import audit
from network.membership.models import User
from network.shell.tasks import on_commit_enqueue
from search.outbox import enqueue

GRAVE = (Circumstance.DEATH, Circumstance.INCIDENT)


class SomethingHelped(ValueError):
    """The author marked replies as helpful, and says that none was."""


def must_wait(case: Case, outcome: str, ended: str) -> bool:
    """Say whether a moderator looks first: by the author's own word, by what the case says already, or by the words typed.

    New words for an outcome that waits, or that a moderator gave back, wait as well, whatever they are: it was about a death.
    """
    return bool(ended or case.outcome_waiting) or circumstances.speaks_of_death(outcome) or bool(set(GRAVE) & set(case.special))


def record(case: Case, *, actor: User, outcome: str, ended: str = "", nothing_helped: bool = False) -> bool:
    """Say what happened. Where it ended badly a moderator looks first, and fewer may read the case from now on.

    `ended` is a code of GRAVE or ""; `nothing_helped` that no reply did, which a reply marked as helpful contradicts
    (SomethingHelped). Returns False where it says so already. Raises StillIdentifies, PermissionDenied.
    """
    require(actor, Can.RECORD_OUTCOME, case)
    refuse_identifiers({"outcome": outcome})
    with transaction.atomic():
        if case.thread_id:
            posting.hold(case.thread_id)
        case.refresh_from_db(fields=["outcome_waiting", "special", "restricted"])
        if nothing_helped and helpful_posts(case):
            raise SomethingHelped
        published = Case.objects.filter(pk=case.pk, state=State.PUBLISHED)
        changed = published.exclude(nothing_helped=nothing_helped).update(nothing_helped=nothing_helped)
        if must_wait(case, outcome, ended):
            changed += _hold(case, actor, outcome, ended)
        else:
            changed += _show(case, actor, outcome, "recorded outcome")
    return bool(changed)


def helpful_posts(case: Case) -> list[Post]:
    """Return the replies that the author marked as having helped and that readers see."""
    return list(Post.objects.shown().filter(thread=case.thread_id, helpful=True).select_related("author", "thread"))


def _hold(case: Case, actor: User, outcome: str, ended: str) -> int:
    """Put the outcome before a moderator, and close the case to those whom its circumstance leaves out."""
    special = [*case.special, *([ended] if ended and ended not in case.special else [])]
    waiting = Case.objects.filter(pk=case.pk, state=State.PUBLISHED)
    nothing_new = waiting.filter(special=special).filter(Q(outcome=outcome) | Q(outcome_waiting=outcome, review_note=""))
    if nothing_new.exists():
        return 0
    waiting.update(outcome_waiting=outcome, review_note="", special=special, clinicians_only=True, version=F("version") + 1)
    case.special = special
    if case.thread_id:
        _narrow(case, case.thread_id, actor)
    # What is public was agreed to before: a second clinician reads it again.
    unfeature.back_to_reader(case.renderings.all())
    audit.record(signing.in_log(actor, case), "outcome waits for a moderator", case)
    enqueue(SOURCE, case.pk)
    on_commit_enqueue(tell_moderators_of_outcome, case.pk)
    on_commit_enqueue(thank_for_outcome, case.pk)
    return 1


def _narrow(case: Case, thread_id: int, actor: User) -> None:
    """Leave the discussion to clinicians; where the circumstance wants invited readers, to those who took part in it."""
    invited_only = any(circumstances.RULES[code].invited_only for code in circumstances.of(case))
    Thread.objects.filter(pk=thread_id).update(clinicians_only=True)
    if invited_only and not case.restricted:
        Thread.objects.filter(pk=thread_id).update(restricted=True)
        Case.objects.filter(pk=case.pk).update(restricted=True)
        thread = Thread.objects.select_related("board").get(pk=thread_id)
        posts = thread.posts.filter(withdrawn=False).order_by()
        took_part = User.objects.filter(pk__in=posts.values("author"))
        masked = took_part.filter(pk__in=posts.exclude(signed=SignedAs.NAME).values("author"))
        named = took_part.exclude(pk__in=masked.values("pk"))
        # Back-dated to now, so that nobody is told of an invitation: they read it before.
        invite(thread, named, actor=actor, at=timezone.now())
        invite(thread, masked, actor=actor, at=timezone.now(), by_name=False)
        case.invited.set(named.exclude(pk=case.author_id))
    enqueue(posting.SOURCE, thread_id)


def _show(case: Case, actor: User, outcome: str, verb: str) -> int:
    """Let readers see the outcome, and bring the discussion back to those who follow it unless a moderator locked it."""
    now = timezone.now()
    published = Case.objects.filter(pk=case.pk, state=State.PUBLISHED).exclude(outcome=outcome, outcome_waiting="")
    values = {"outcome": outcome, "outcome_waiting": "", "review_note": "", "status": CaseStatus.OUTCOME, "updated_at": now}
    if not published.update(**values):
        return 0
    audit.record(signing.in_log(actor, case), verb, case)
    enqueue(SOURCE, case.pk)
    if case.thread_id:
        bring_back(case, outcome_known=True)
        # New words, which no moderator has looked at yet: a report hides the case again.
        Thread.objects.filter(pk=case.thread_id).update(cleared=False)
        on_commit_enqueue(tell_watchers, case.pk)
    return 1


def bring_back(case: Case, *, outcome_known: bool = False) -> bool:
    """Put the discussion on top again, open for replies. False where a moderator locked it: that stands."""
    if case.thread_id is None:
        return False
    unlocked = Thread.objects.filter(pk=case.thread_id).exclude(status=ThreadStatus.LOCKED)
    moved = unlocked.update(last_post_at=timezone.now())
    if outcome_known:
        unlocked.update(status=ThreadStatus.OUTCOME)
    else:
        unlocked.filter(status=ThreadStatus.ANSWERED).update(status=ThreadStatus.OPEN)
    enqueue(posting.SOURCE, case.thread_id)
    enqueue(SOURCE, case.pk)
    return bool(moved)


def let_show(case: Case, *, actor: User, version: int) -> bool:
    """Let readers see an outcome that waited. False where somebody else decided, or it is not what `actor` read."""
    require(actor, Can.LOOK_AT_OUTCOME, case)
    with transaction.atomic():
        if case.thread_id:
            posting.hold(case.thread_id)
        waiting = Case.objects.outcome_waits().filter(pk=case.pk, version=version).first()
        if waiting is None:
            return False
        _show(case, actor, waiting.outcome_waiting, "let an outcome show")
        on_commit_enqueue(tell_author_of_outcome, case.pk)
    return True


def give_back(case: Case, *, actor: User, version: int, note: str) -> bool:
    """Return an outcome that waited to its author, with a note that passes the same gate. False as in `let_show`."""
    require(actor, Can.LOOK_AT_OUTCOME, case)
    refuse_identifiers({"note": note})
    with transaction.atomic():
        if case.thread_id:
            posting.hold(case.thread_id)
        if not Case.objects.outcome_waits().filter(pk=case.pk, version=version).update(review_note=note):
            return False
        audit.record(actor, "gave an outcome back", case)
        on_commit_enqueue(tell_author_of_outcome, case.pk)
    return True


def helped_after_all(thread: Thread) -> None:
    """Forget that nothing helped when a reply is marked as having helped (the forum's slot)."""
    Case.objects.filter(thread=thread, nothing_helped=True).update(nothing_helped=False)


def register() -> None:
    """Fill the forum's slot, once."""
    if helped_after_all not in marked_helpful:
        marked_helpful.append(helped_after_all)
