"""How public renderings become search documents: for everybody, and never with a word of the members' case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cases.models import FeaturedCase
from cases.models.featured import Age, Place
from cases.unfeature import SOURCE
from search.audience import PUBLIC
from search.documents import Document, Found, Kind, as_rows, register_source


class FeaturedSource:
    """One document per public rendering."""

    name = SOURCE

    def documents(self, object_ids: Sequence[str]) -> dict[str, Document]:
        """Return what is public now."""
        found = FeaturedCase.objects.public().filter(pk__in=object_ids).prefetch_related("case__topics__broader")
        return {str(featured.pk): self._document(featured) for featured in found}

    def _document(self, featured: FeaturedCase) -> Document:
        published = featured.published_at or featured.created_at
        return Document(
            source=self.name,
            object_id=str(featured.pk),
            kind=Kind.CASE,
            title=featured.title,
            body="\n\n".join(filter(None, (featured.story, featured.learning, featured.outcome))),
            audience=frozenset({PUBLIC}),
            topics=tuple(term.slug for term in featured.topics),
            created=published,
            updated=published,
        )

    def ids(self) -> Iterator[str]:
        """Yield every id that should be in the index."""
        yield from map(str, FeaturedCase.objects.public().order_by("pk").values_list("pk", flat=True))

    def rows(self, object_ids: Sequence[str], user: Any) -> Any:
        """Return those that are public at this moment."""
        names = ("public_id", *FeaturedCase.TEXTS, "age", "place")
        return as_rows(FeaturedCase.objects.public().filter(pk__in=object_ids), **{name: name for name in names})

    def openable(self, object_ids: Sequence[str], user: Any) -> Any:
        """Return those that are public at this moment, for counting."""
        return FeaturedCase.objects.public().filter(pk__in=object_ids)

    def found(self, object_id: str, parts: list[dict[str, Any]]) -> Found:
        """Return what a results page shows of one."""
        own = parts[0]
        bands = [str(kind(own[name]).label) for name, kind in (("age", Age), ("place", Place)) if own[name]]
        return Found(
            kind=Kind.CASE,
            title=own["title"],
            url=FeaturedCase(public_id=own["public_id"]).get_absolute_url(),
            text="\n\n".join(filter(None, (own["story"], own["learning"], own["outcome"]))),
            label="Featured case, public",
            meta=". ".join(bands),
        )


def register() -> None:
    """Hand the source to search."""
    register_source(FeaturedSource())
