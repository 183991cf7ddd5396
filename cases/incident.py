"""What a disclosure incident removes from cases (the forum's slot `erasers`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from cases import unfeature
from cases.actions import SOURCE
from cases.mail import tell_readers_of_rendering
from cases.models import Case, CaseCollection, CaseLibraryPage, CasePicture, CaseSubstance, FeaturedCase, SafeWord, State
from network.forum import markup, slots
from network.forum.erasing import cut_column
from network.forum.models import Incident, Thread
from network.forum.slots import Passages, erasers, thread_changed
from network.shell.tasks import on_commit_enqueue
from search.outbox import enqueue

_TAG = re.compile(r"<[^>]*>")


class CaseEraser:
    """Empties the case that an incident is about, and takes copies of its words out of other cases."""

    name = "case"
    label = (
        "The case: every section, substances, pictures, review note, decisions, outcome, public version; collections, safe words"
    )
    tables: tuple[str, ...] = (
        "cases_case", "cases_casesubstance", "cases_casedecision", "cases_casepicture", "cases_featuredcase",
        "cases_casecollection", "cases_safeword",
    )  # fmt: skip
    owns_text = True
    columns: tuple[str, ...] = (
        *(f"cases.Case.{name}" for name in (*Case.TEXTS, "special", "declined", "cites_slug")),
        *(f"cases.CaseSubstance.{name}" for name in CaseSubstance.TYPED), "cases.CaseDecision.label", "cases.CaseDecision.places",
        *(f"cases.FeaturedCase.{name}" for name in (*FeaturedCase.TEXTS, "doubts")),
        "cases.CasePicture.caption", "cases.CasePicture.content", "cases.SafeWord.term",
        *(f"cases.CaseCollection.{name}" for name in ("title", "slug", "about")),
        *(f"cases.CaseLibraryPage.{name}" for name in ("introduction", "house_rules")),
    )  # fmt: skip
    leaves: Mapping[str, str] = {"cases.CaseLibraryPage.pin_order": "numbers of cases; a pattern refuses everything else"}

    def texts(self, incident: Incident) -> Iterable[str]:
        """Return every text of the case, or its headline alone where only the thread's title goes."""
        case = Case.objects.filter(thread=incident.thread_id).prefetch_related("substances", "pictures").first()
        if case is None:
            return []
        if incident.whole:
            public = [text for featured in case.renderings.all() for text in featured.texts().values()]
            return [*case.texts().values(), case.outcome_waiting, case.review_note, *public]
        return [case.headline] if incident.title_too else []

    def erase(self, incident: Incident, passages: Passages) -> tuple[int, int]:
        """Empty the case, then cut copies out of the others; nothing of a case is ever left standing."""
        own = Case.objects.filter(thread=incident.thread_id)
        removed = self._copies(Case.objects.exclude(pk__in=own.values("pk")), passages)
        removed += _public_copies(FeaturedCase.objects.exclude(case__in=own.values("pk")), passages)
        removed += _editors_words(passages)
        for case in own:
            if incident.whole:
                removed += _empty(case)
            elif incident.title_too:
                removed += Case.objects.filter(pk=case.pk).exclude(headline="").update(headline=case.reference)
            enqueue(SOURCE, case.pk)
        return removed, _library_pages(passages)

    def _copies(self, others: QuerySet[Case], passages: Passages) -> int:
        changed = 0
        for case in others.exclude(state=State.WITHDRAWN).order_by("pk").iterator(chunk_size=100):
            before = {name: getattr(case, name) for name in Case.WORDS}
            after = {name: cut for name, text in before.items() if (cut := passages.cut(text)) != text}
            if after:
                html = {"story_html": markup.render(after["story"])} if "story" in after else {}
                Case.objects.filter(pk=case.pk).update(**after, **html, version=case.version + 1)
                enqueue(SOURCE, case.pk)
                changed += 1
        for picture in CasePicture.objects.filter(case__in=others).iterator(chunk_size=100):
            if (cut := passages.cut(picture.caption)) != picture.caption:
                changed += CasePicture.objects.filter(pk=picture.pk).update(caption=cut)
                enqueue(SOURCE, picture.case_id)
        return changed + sum(cut_column(CaseSubstance, name, passages) for name in CaseSubstance.TYPED)


def _empty(case: Case) -> int:
    """Empty one case for good and return how many texts went."""
    texts = sum(1 for name in Case.TEXTS if getattr(case, name))
    Case.objects.filter(pk=case.pk).update(state=State.WITHDRAWN, **dict.fromkeys(Case.TEXTS, ""), **Case.DETAILS)
    rows = case.substances.all().delete()[0] + case.decisions.all().delete()[0] + case.pictures.all().delete()[0]
    case.topics.clear()
    return texts + rows + unfeature.take_away(case.renderings.all())


def _public_copies(others: QuerySet[FeaturedCase], passages: Passages) -> int:
    """Withdraw whole any public rendering that repeats a passage: with a hole in it, it would tell where to look."""
    live = others.exclude(state=FeaturedCase.State.WITHDRAWN).order_by("pk")
    bad = [f.pk for f in live.iterator(chunk_size=100) if any(passages.cut(text) != text for text in f.texts().values())]
    return unfeature.take_away(FeaturedCase.objects.filter(pk__in=bad))


def _editors_words(passages: Passages) -> int:
    """Take copies out of collections and safe words. A safe word goes whole: without it the check marks more, never less."""
    changed = cut_column(CaseCollection, "about", passages)
    for pk, title in CaseCollection.objects.values_list("pk", "title"):
        if passages.holds(title):
            changed += CaseCollection.objects.filter(pk=pk).update(title=f"Collection {pk}", slug=f"collection-{pk}")
    copied = [word.pk for word in SafeWord.objects.all() if passages.holds(word.term)]
    return changed + SafeWord.objects.filter(pk__in=copied).delete()[0]


def _library_pages(passages: Passages) -> int:
    """Count the library's pages that repeat a passage: a page is changed by its editors."""
    texts = (f"{page.introduction}{page.house_rules}" for page in CaseLibraryPage.objects.all())
    return sum(any(passages.holds(line) for line in _TAG.sub("\n", text).splitlines()) for text in texts)


def follow(thread: Thread) -> None:
    """Tell search of the case when its thread was hidden or shown again; what was public of it is read again before it returns."""
    ids = list(Case.objects.filter(thread=thread).values_list("pk", flat=True))
    if Case.objects.filter(pk__in=ids, thread__hidden=True).exists():
        unfeature.back_to_reader(FeaturedCase.objects.filter(case__in=ids))
    else:
        again = FeaturedCase.objects.filter(case__in=ids, state=FeaturedCase.State.AGREED, flagged_at__isnull=False)
        for pk in again.values_list("pk", flat=True):
            on_commit_enqueue(tell_readers_of_rendering, pk)
    for pk in ids:
        enqueue(SOURCE, pk)
    unfeature.follow(ids)


def called(thread: Thread) -> str:
    """Return "Case 0021" for a thread that discusses one, published or not: the number is all that is left of it."""
    case = Case.objects.filter(thread=thread).first()
    return case.reference if case else ""


def register() -> None:
    """Fill the forum's slots."""
    slots.called.append(called)
    erasers.append(CaseEraser())
    thread_changed.append(follow)
