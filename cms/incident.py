"""What a disclosure incident removes from the CMS (the forum's slot `erasers`): only copies, a case never stands in a page.

Wagtail keeps typed words in logs, comments and preview forms: those are cut or deleted. A page or one of its revisions
is guidance, which is never changed behind its editors' backs (design 5.9): those are counted, for an editor to correct.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote_plus

from django.db import models
from wagtail.admin.models import FormState
from wagtail.models import Comment, CommentReply, ModelLogEntry, PageLogEntry, Revision, TaskState

from cms.models import Citation, HouseDocument, HouseImage
from network.forum.erasing import cut_column
from network.forum.models import Incident
from network.forum.slots import Passages, erasers
from search.models import Term

# Columns that hold one line, or a remark: a copy in them is cut.
CUTTABLE: tuple[tuple[type[models.Model], str], ...] = (
    (PageLogEntry, "label"),
    (ModelLogEntry, "label"),
    (Revision, "object_str"),
    (Comment, "text"),
    (CommentReply, "text"),
    (TaskState, "comment"),
    (HouseImage, "title"),
    (HouseImage, "description"),
    (HouseDocument, "title"),
)
_REVISED = "an edition of guidance, never changed behind its editors' backs; the revisions that hold the same words are counted"
_FILE = "a file, its measures and sums; what it is called is cut"
LEAVES = {
    **dict.fromkeys(("cms.AlertPage", "cms.GuidancePage", "cms.EventPage", "cms.InfoPage", "cms.ResourcePage"), _REVISED),
    "cms.PublishedVersion": _REVISED,
    **dict.fromkeys(("cms.HouseImage", "cms.HouseRendition", "cms.HouseDocument"), _FILE),
}


class CmsEraser:
    """Cuts copies out of Wagtail's records, and counts the revisions that hold one."""

    name = "cms"
    label = "Guidance: citations, logs, comments, previews, files' names; pages with their revisions, and terms, that quote it"
    tables: tuple[str, ...] = tuple(model._meta.db_table for model, _ in CUTTABLE)
    owns_text = False
    columns: tuple[str, ...] = (
        *(f"{model._meta.label}.{column}" for model, column in CUTTABLE),
        *(f"search.Term.{column}" for column in ("slug", "name", "synonyms")),
    )
    leaves: Mapping[str, str] = LEAVES

    def texts(self, incident: Incident) -> Iterable[str]:
        """Return nothing: no page is what an incident is about."""
        return []

    def erase(self, incident: Incident, passages: Passages) -> tuple[int, int]:
        """Return how many records were cut, and how many revisions and terms an editor must look at."""
        removed = sum(cut_column(model, column, passages) for model, column in CUTTABLE)
        previews = [row.pk for row in FormState.objects.iterator() if _holds(unquote_plus(str(row.data)), passages)]
        removed += FormState.objects.filter(pk__in=previews).delete()[0]
        if incident.whole:
            # Which guidance a conversation relied on says what it was about.
            removed += Citation.objects.filter(thread=incident.thread_id).delete()[0]
        # A term that is a phrase of the text may be a phrase of everybody's: an editor looks.
        contents = [*Revision.objects.values_list("content", flat=True).iterator(), *Term.objects.values_list("name", "synonyms")]
        return removed, sum(any(_holds(text, passages) for text in _strings(content)) for content in contents)


def _holds(text: str, passages: Passages) -> bool:
    return any(passages.holds(line) for line in text.splitlines())


def _strings(value: Any) -> Iterator[str]:
    """Yield every string in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def register() -> None:
    """Fill the forum's slot."""
    erasers.append(CmsEraser())
