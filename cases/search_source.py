"""How published cases become search documents. A case is exactly as findable as its thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cases.models import Case
from network.forum import markup
from network.forum.search_source import audience_of
from network.shell.templatetags.shell import STATUS
from search.documents import Document, Found, Kind, register_source

# What is found beside question, story and outcome.
MORE = ("prescribed", "timeline", "tried", "risks", "health", "social", "tests", "patient_view", "governance")


class CaseSource:
    """One document per published case."""

    name = "cases.case"

    def documents(self, object_ids: Sequence[str]) -> dict[str, Document]:
        """Return what is true now; a case that is not published, or has no thread, has nothing to index."""
        cases = Case.objects.published().filter(pk__in=object_ids, thread__isnull=False)
        cases = cases.select_related("thread").prefetch_related("topics", "substances")
        return {str(case.pk): self._document(case) for case in cases}

    def _document(self, case: Case) -> Document:
        assert case.thread is not None  # noqa: S101  (the query asks for cases with a thread)
        return Document(
            source=self.name,
            object_id=str(case.pk),
            kind=Kind.CASE,
            title=case.headline,
            body=case_text(case),
            audience=audience_of(case.thread),
            topics=tuple(term.slug for term in case.topics.all()),
            status=case.status,
            created=case.created_at,
            updated=case.updated_at,
        )

    def ids(self) -> Iterator[str]:
        """Yield every id that should be in the index."""
        for pk in Case.objects.published().filter(thread__isnull=False).order_by("pk").values_list("pk", flat=True).iterator():
            yield str(pk)

    def load(self, object_ids: Sequence[str], user: Any) -> dict[str, Found]:
        """Return those that `user` may open at this moment."""
        cases = Case.objects.published().visible_to(user).filter(pk__in=object_ids)
        cases = cases.select_related("thread").prefetch_related("substances")
        return {str(case.pk): self._found(case) for case in cases}

    def openable(self, object_ids: Sequence[str], user: Any) -> Any:
        """Return those that `user` may open at this moment, for counting."""
        return Case.objects.published().visible_to(user).filter(pk__in=object_ids)

    def _found(self, case: Case) -> Found:
        tone, ring, word = STATUS.get(case.shown_status, ("old", "open", ""))
        return Found(
            kind=Kind.CASE,
            title=case.headline,
            url=case.get_absolute_url(),
            text=case_text(case),
            label=case.reference,
            status_label=word,
            status_tone=tone,
            status_ring=ring,
            meta=f"{case.get_setting_display()}. {case.get_age_band_display()}",
        )


def case_text(case: Case) -> str:
    """Return the plain text of a case; `substances` should be prefetched."""
    parts = [case.question, markup.plain(case.story), case.outcome]
    parts += [text for name, text in case.texts().items() if name in MORE]
    return "\n\n".join([*filter(None, parts), *(f"{s.name} {s.amount}" for s in case.substances.all())])


def register() -> None:
    """Hand the source to search."""
    register_source(CaseSource())
