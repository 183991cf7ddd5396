"""The whole life of a case by the verbs that people use, with a marker wherever somebody can put it."""

from __future__ import annotations

from cases import actions, featuring, outcomes
from cases.models import Case, FeaturedCase
from network.forum import posting
from network.forum.models import Thread
from tests.cases.making import approve, draft, send_back
from tests.cases.test_featured import SAID
from tests.cases.test_pictures import add
from tests.cast import Cast

MARKER = "qwyxvortle"
LINE = f"The tablets were called {MARKER} on the street there."
PUBLIC = {
    "title": f"On {MARKER}",
    "story": f"They spoke of {MARKER}.",
    "learning": f"Ask about {MARKER}.",
    "outcome": f"Less {MARKER}.",
}


def lived(cast: Cast) -> Case:
    """Let a case be written, sent back, sent again, approved, shown to the public, answered and ended, with the marker everywhere."""
    fields = {name: f"{name}: {LINE}" for name in Case.CHECKED if name not in ("headline", "prescribed")}
    rows = [{"name": MARKER, "amount": f"2 {MARKER}", "duration": f"{MARKER} weeks"}]
    case = draft(cast, rows=rows, headline=f"On {MARKER} tablets", prescribed=f"Some {MARKER}", **fields)
    add(case, cast.ada, caption=f"A box of {MARKER}")
    send_back(_send(case), cast.mia, f"Say more of {MARKER}.")
    case = _send(case)
    for reviewer in (cast.ben, cast.dee)[: case.reviews_needed]:
        approve(case, reviewer)
    case.refresh_from_db()
    featured = featuring.prepare(case, actor=cast.dee, texts=PUBLIC)
    featuring.agree(featured, actor=cast.ada, version=1, credit="kept", said=SAID)
    featuring.read(FeaturedCase.objects.get(), actor=cast.ben, version=1)
    thread = Thread.objects.get(pk=case.thread_id)
    reply = posting.reply(thread, actor=cast.ben, text=f"> {LINE}\n\nIn my words, {MARKER}.")
    posting.edit_post(reply, actor=cast.ben, text=f"> {LINE}\n\nEdited, {MARKER}.", basis="opinion", version=1)
    outcomes.record(case, actor=cast.ada, outcome=f"No more {MARKER}.")
    case.refresh_from_db()
    return case


def _send(case: Case) -> Case:
    case.refresh_from_db()
    assert actions.submit(case, actor=case.author)
    case.refresh_from_db()
    return case
