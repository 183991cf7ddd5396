"""A copied line goes from every place in which somebody may have pasted it; what only an editor may change is counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from cases.models import CaseCollection, CaseLibraryPage, SafeWord
from cms.tree import ensure_tree
from network.forum import incidents, moderation, posting
from network.forum.models import Incident, Report, Thread
from network.forum.passages import CUT
from network.forum.residue import scan
from network.membership.models import Profile, User
from search.indexer import drain
from search.models import Term
from tests.cases.making import draft
from tests.cast import Cast

As = Callable[[User | None], Client]
MARKER = "qwyxvortle"
LINE = f"They call it {MARKER} on the street there."
PHRASE = f"They call it {MARKER} on"


def left() -> list[str]:
    return sorted(r.place for r in scan(MARKER) if "/" not in r.place)


@pytest.mark.django_db(transaction=True)
def test_copies_in_titles_notes_profiles_collections_and_safe_words_go(cast: Cast, as_: As) -> None:
    thread = posting.start_thread(cast.open_board, actor=cast.ben, title="A taper", text="Opening words.")
    post = posting.reply(thread, actor=cast.ada, text=LINE)
    posting.start_thread(cast.open_board, actor=cast.dee, title=PHRASE, text="Who knows?")
    draft(cast, rows=[{"name": "diazepam", "amount": PHRASE, "duration": "weeks"}])
    moderation.report_post(thread.posts.order_by("pk")[0], actor=cast.dee, kind="unsafe", note=f"Somebody wrote:\n{LINE}")
    Profile.objects.update_or_create(user=cast.dee, defaults={"declared": LINE})
    CaseCollection.objects.create(title=PHRASE, about=LINE)
    CaseCollection.objects.create(title="Tapers that failed, and why", about="Slowly.")
    SafeWord.objects.bulk_create([SafeWord(term=PHRASE), SafeWord(term="Rivermead Scale")])
    drain()
    before = left()
    planted = {
        "forum_thread.title", "cases_casesubstance.amount", "forum_report.note", "membership_profile.declared",
        "cases_casecollection.title", "cases_casecollection.slug", "cases_casecollection.about", "cases_safeword.term",
    }  # fmt: skip
    assert planted <= set(before)
    incidents.open_incident(post, actor=cast.mia, severity="high", kind="name")
    assert left() == []
    assert Report.objects.get().note == f"Somebody wrote:\n{CUT}"
    assert [c.title for c in CaseCollection.objects.order_by("pk")][1:] == ["Tapers that failed, and why"]
    assert [word.term for word in SafeWord.objects.all()] == ["Rivermead Scale"]
    assert Thread.objects.filter(title="A taper").exists()


def test_a_page_and_a_term_that_repeat_it_are_counted_for_an_editor(cast: Cast, as_: As) -> None:
    ensure_tree()
    CaseLibraryPage.objects.update(introduction=f"<p>Welcome.</p><p>{LINE}</p>")
    Term.objects.create(slug="term", name="Term", synonyms=["other", PHRASE])
    thread = posting.start_thread(cast.open_board, actor=cast.ben, title="A taper", text=LINE)
    incident = incidents.open_incident(thread, actor=cast.mia, severity="high", kind="name")[0]
    with pytest.raises(incidents.NotFinished):  # a test's transaction is open: the last step, after all that looks for copies
        incidents.run(incident)
    assert dict(Incident.objects.get().steps.exclude(left=0).values_list("name", "left")) == {"case": 1, "cms": 1}
    assert left() == ["cases_caselibrarypage.introduction", "search_term.synonyms"]
    assert "1 left" in as_(cast.mia).get(Incident.objects.get().get_absolute_url()).content.decode()
