"""How published cases become search documents. A case is exactly as findable as its thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cases.models import Case
from network.forum import markup
from network.forum.models import Thread
from network.forum.search_source import audience_of
from network.shell.templatetags.shell import STATUS
from search.documents import Document, Found, Kind, as_rows, register_source

# What is found beside question, story and outcome.
MORE = ("prescribed", "timeline", "tried", "risks", "health", "social", "tests", "patient_view", "governance")


class CaseSource:
    """One document per published case."""

    name = "cases.case"

    def documents(self, object_ids: Sequence[str]) -> dict[str, Document]:
        """Return what is true now; a case that is not published, or has no thread, has nothing to index."""
        cases = Case.objects.published().filter(pk__in=object_ids, thread__isnull=False)
        cases = cases.select_related("thread").prefetch_related("topics", "substances", "pictures")
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

    def rows(self, object_ids: Sequence[str], user: Any) -> Any:
        """Return the cases that `user` may open at this moment, a row for each of their substances."""
        names = ("public_id", "headline", "state", "status", "setting", "age_band", "question", "story", "outcome", *MORE)
        return as_rows(
            Case.objects.published().visible_to(user).filter(pk__in=object_ids),
            **{name: name for name in names},
            thread="thread__status",
            replies="thread__reply_count",
            substance="substances__pk",
            name="substances__name",
            amount="substances__amount",
            picture="pictures__pk",
            caption="pictures__caption",
        )

    def openable(self, object_ids: Sequence[str], user: Any) -> Any:
        """Return those that `user` may open at this moment, for counting."""
        return Case.objects.published().visible_to(user).filter(pk__in=object_ids)

    def found(self, object_id: str, parts: list[dict[str, Any]]) -> Found:
        """Return what a results page shows of one case."""
        own = dict(parts[0])
        thread = Thread(status=own.pop("thread"), reply_count=own.pop("replies")) if own["thread"] else None
        for name in ("thread", "replies", "substance", "name", "amount", "picture", "caption"):
            own.pop(name, None)
        case = Case(pk=int(object_id), thread=thread, **own)
        tone, ring, word = STATUS.get(case.shown_status, ("old", "open", ""))
        # A row for each substance of each picture: both are gathered once.
        taken = sorted({(part["substance"], f"{part['name']} {part['amount']}") for part in parts if part["substance"]})
        shown = sorted({(part["picture"], part["caption"]) for part in parts if part["picture"]})
        return Found(
            kind=Kind.CASE,
            title=case.headline,
            url=case.get_absolute_url(),
            text=_text(case, [text for _, text in [*taken, *shown]]),
            label=case.reference,
            status_label=word,
            status_tone=tone,
            status_ring=ring,
            meta=f"{case.get_setting_display()}. {case.get_age_band_display()}",
        )


def case_text(case: Case) -> str:
    """Return the plain text of a case; `substances` and `pictures` should be prefetched."""
    taken = [f"{s.name} {s.amount}" for s in case.substances.all()]
    return _text(case, [*taken, *(picture.caption for picture in case.pictures.all())])


def _text(case: Case, taken: list[str]) -> str:
    parts = [case.question, markup.plain(case.story), case.outcome, *(getattr(case, name) for name in MORE)]
    return "\n\n".join([*filter(None, parts), *taken])


def register() -> None:
    """Hand the source to search."""
    register_source(CaseSource())
