"""A copied line goes from every place in which somebody may have pasted it; what only an editor may change is counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cases import removing
from cases.models import CaseCollection, CaseLibraryPage, SafeWord
from cms.tree import ensure_tree
from network.forum import incidents, moderation, posting
from network.forum.models import Incident, Report, Thread
from network.forum.notify import tell_readers
from network.forum.passages import CUT
from network.forum.residue import scan
from network.membership.models import DataExport, Profile, User
from search.indexer import drain
from search.models import Term
from tests.cases.making import draft, published, submitted
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


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_waits_about_it_and_what_a_cache_holds_are_gone_and_others_stay(cast: Cast) -> None:
    thread = posting.start_thread(cast.open_board, actor=cast.ben, title="A taper", text="Opening words.")
    post = posting.reply(thread, actor=cast.ada, text=LINE)
    for told in (post.pk, post.pk + 999):
        DBTaskResult.objects.create(
            task_path=tell_readers.module_path,
            args_kwargs={"args": [told, []], "kwargs": {}},
            queue_name="default",
            backend_name="default",
            priority=0,
            run_after=timezone.now(),
            exception_class_path="",
            traceback="",
        )
    cache.set("page", LINE)
    incidents.open_incident(post, actor=cast.mia, severity="high", kind="name")
    assert [row.args_kwargs["args"][0] for row in DBTaskResult.objects.all()] == [post.pk + 999]
    assert cache.get("page") is None
    steps = Incident.objects.get().steps
    assert (steps.get(name="notifications").removed, steps.get(name="caches").removed) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_packed_copies_go_at_once_and_again_and_are_counted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    post = posting.start_thread(cast.open_board, actor=cast.ada, title="A taper", text=LINE).posts.get()
    DataExport.objects.create(user=cast.ada)
    real = incidents.steps()

    def meanwhile(incident: Incident) -> tuple[int, int]:
        assert not DataExport.objects.exists(), "before any step ran"
        DataExport.objects.create(user=cast.ben)  # packed while the text was still there
        return 0, 0

    monkeypatch.setattr(incidents, "steps", lambda: [incidents.Step("meanwhile", "", meanwhile), *real])
    incidents.open_incident(post, actor=cast.mia, severity="high", kind="name")
    assert not DataExport.objects.exists()
    assert Incident.objects.get().steps.get(name="exports").removed == 2


# Every place that the issue names, by the word with which the page speaks of it.
PLACES = (
    "the text, its page form", "quotations", "revisions", "edit history", "search index", "blocks", "segments", "suggests",
    "notifications not sent", "mail", "cached", "renditions", "exports", "cpd", "backups",
)  # fmt: skip


def test_the_page_of_an_incident_speaks_of_every_place_and_says_which_case_it_is_about(cast: Cast, as_: As) -> None:
    shown, waiting = published(cast), submitted(cast)
    assert shown.thread is not None
    incidents.open_incident(shown.thread, actor=cast.mia, severity="high", kind="name")
    removing.remove(waiting, actor=cast.mia, severity="high", kind="name")
    plain = posting.start_thread(cast.open_board, actor=cast.ada, title="A taper", text="Words.")
    incidents.open_incident(plain, actor=cast.mia, severity="high", kind="name")
    incidents.open_incident(
        posting.reply(posting.start_thread(cast.open_board, actor=cast.ada, title="B", text="x"), actor=cast.ada, text="y"),
        actor=cast.mia,
        severity="high",
        kind="name",
    )
    about = [f"About {shown.reference}, whole", f"About {waiting.reference}, whole", "About a thread, whole", "About one post"]
    for incident, said in zip(Incident.objects.order_by("pk"), about, strict=True):
        page = as_(cast.mia).get(incident.get_absolute_url()).content.decode()
        assert said in page
        assert [place for place in PLACES if place not in page.lower()] == []
