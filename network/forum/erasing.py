"""What each step of a disclosure incident removes from the forum's own tables. Called by `incidents.run`, in its transaction."""

from __future__ import annotations

from functools import partial

from django.db.models import F, Model, Q, QuerySet
from django_tasks_db.models import DBTaskResult

from network.forum import markup, mentions, signing, slots
from network.forum.audience import readers_of
from network.forum.models import Incident, Post, Report, Thread
from network.forum.passages import CUT, LEAST, LEAST_QUOTED, Passages
from network.forum.posting import SOURCE, remove_text
from network.membership.models import Application, ApplicationNote, DataExport, Profile
from search.outbox import enqueue

TITLE = "Title removed by a moderator"

# Remarks about people and posts, in which a copied line is cut.
CUTTABLE: tuple[tuple[type[Model], str], ...] = (
    (Report, "note"),
    (Incident, "note"),
    (Incident, "lessons"),
    (Application, "reason"),
    (Application, "decision_reason"),
    (ApplicationNote, "text"),
    (Profile, "service"),
    (Profile, "declared"),
)
COLUMNS = (
    "forum.Thread.title", "forum.Post.source", "forum.Post.html", "membership.DataExport.content",
    *(f"{model._meta.label}.{column}" for model, column in CUTTABLE),
)  # fmt: skip
_COLLEAGUE = "who a colleague is, for the stewards: no place where a text about a patient is written"
_STEWARDS = "stewards write it for everybody to read; it is checked, and nothing is pasted there"
_MADE = "made by us of a fixed list, or at random"
LEAVES = {
    "forum.Board": _STEWARDS, "forum.Thread.alias": _MADE, "forum.Post.alias": _MADE, "forum.Incident.reach": "counts",
    "forum.IncidentStep": "counts", "membership.User": _COLLEAGUE, "membership.NameChange": _COLLEAGUE,
    "membership.EmailMove": _COLLEAGUE, "membership.Invitation": _COLLEAGUE, "membership.Application": _COLLEAGUE,
    "membership.Evidence": _COLLEAGUE, "membership.EvidenceFile": "an uploaded document, which goes with the decision",
    "membership.AuditEntry": "reasons are checked and never quote; the log is never changed", "membership.Circle": _STEWARDS,
    "membership.ClinicalDomain": _STEWARDS, "membership.RuleEdition": f"{_STEWARDS}; what was accepted must stay readable",
    "membership.Departure": "numbers", "membership.DepartureStep": "counts", "search.Outbox": "keys", "search.Lock": _MADE,
}  # fmt: skip


def posts_of(incident: Incident) -> QuerySet[Post]:
    """Return the posts whose text goes: one, or every post of the thread."""
    whole = Q(thread=incident.thread_id) if incident.whole else Q(pk=incident.post_id)
    return Post.objects.filter(whole)


def reports_of(incident: Incident) -> QuerySet[Report]:
    """Return every report of what the incident is about."""
    posts = Q(post__in=posts_of(incident).order_by())
    return Report.objects.filter(posts | Q(thread=incident.thread_id) if incident.whole else posts)


def passages(incident: Incident) -> Passages:
    """Return the texts that go, as far as they are still there."""
    texts = list(posts_of(incident).values_list("source", flat=True))
    if incident.whole or incident.title_too:
        texts.append(Thread.objects.values_list("title", flat=True).get(pk=incident.thread_id))
    for eraser in slots.erasers:
        texts += eraser.texts(incident)
    return Passages(texts)


def quotations(incident: Incident) -> tuple[int, int]:
    """Take quotations and pasted lines out of every other post of the forum, and render those again."""
    gone = passages(incident)
    changed = 0
    others = Post.objects.filter(withdrawn=False).exclude(pk__in=posts_of(incident).order_by().values("pk"))
    for post in others.select_related("thread__board").order_by("pk").iterator(chunk_size=200):
        source = gone.cut(post.source, quoted=LEAST_QUOTED if post.thread_id == incident.thread_id else LEAST)
        if source == post.source:
            continue
        names = mentions.find(
            source, readers_of(post.thread), partial(signing.aliases, post.thread), signing.unnamed(post.thread)
        ).names
        # The version too: an edit form that was opened before must not bring the words back.
        Post.objects.filter(pk=post.pk).update(source=source, html=markup.render(source, names), version=F("version") + 1)
        enqueue(SOURCE, post.thread_id)
        changed += 1
    return changed, 0


def records(incident: Incident) -> tuple[int, int]:
    """Cut copied lines out of other threads' titles, of notes, records and profiles."""
    gone, changed = passages(incident), 0
    for pk, text in Thread.objects.exclude(pk=incident.thread_id).values_list("pk", "title").iterator():
        if gone.holds(text):
            changed += Thread.objects.filter(pk=pk).update(title=TITLE)
            enqueue(SOURCE, pk)
    return changed + sum(cut_column(model, column, gone) for model, column in CUTTABLE), 0


def cut_column(model: type[Model], column: str, gone: slots.Passages) -> int:
    """Cut copied lines out of one column of every row; return how many rows held one."""
    changed = 0
    for pk, text in model._default_manager.exclude(**{column: ""}).values_list("pk", column).iterator():
        if any(gone.holds(line) for line in text.splitlines()):
            after = gone.cut(text)
            model._default_manager.filter(pk=pk).update(**{column: after if after != text else CUT})
            changed += 1
    return changed


def queue(incident: Incident) -> tuple[int, int]:
    """Delete task rows that hold words of it. There should be none: tasks are given ids (`network.shell.tasks`)."""
    gone = passages(incident)
    rows = DBTaskResult.objects.values_list("pk", "args_kwargs", "return_value", "traceback")
    bad = [pk for pk, *values in rows.iterator() if any(gone.holds(line) for line in _strings(values))]
    return DBTaskResult.objects.filter(pk__in=bad).delete()[0], 0


def _strings(value: object) -> list[str]:
    """Return every line of every string in a JSON value."""
    if isinstance(value, str):
        return value.splitlines()
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [line for part in parts for line in _strings(part)]


def notifications(incident: Incident) -> tuple[int, int]:
    """Take back mails that wait about the posts that go. Sent late they would find nothing to tell of anyway."""
    ids = set(posts_of(incident).values_list("pk", flat=True))
    waiting = DBTaskResult.objects.filter(status="READY", task_path__endswith=".tell_readers")
    about = [row.pk for row in waiting if row.args_kwargs.get("args", [None])[0] in ids]
    return DBTaskResult.objects.filter(pk__in=about).delete()[0], 0


def title(incident: Incident) -> tuple[int, int]:
    """Replace the thread's title, where it goes."""
    if not (incident.whole or incident.title_too):
        return 0, 0
    enqueue(SOURCE, incident.thread_id)
    return Thread.objects.filter(pk=incident.thread_id).exclude(title=TITLE).update(title=TITLE), 0


def posts(incident: Incident) -> tuple[int, int]:
    """Destroy the text of the posts. Earlier texts of an edited post are never kept, so there is no history to clean."""
    return sum(remove_text(post) for post in posts_of(incident).filter(withdrawn=False)), 0


def exports(incident: Incident) -> tuple[int, int]:
    """Delete the packed copies of people's own data that were made since the first ones went, when it was hidden; count both."""
    return incident.reach.get("exports", 0) + DataExport.objects.all().delete()[0], 0


def notes(incident: Incident) -> tuple[int, int]:
    """Empty what readers wrote in their reports: a note may describe the person."""
    return reports_of(incident).exclude(note="").update(note=""), 0
