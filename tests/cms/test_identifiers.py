"""The identifier check reaches every text that an editor can type, drafts included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import models
from django.test import Client
from wagtail import blocks
from wagtail.blocks.list_block import ListBlock
from wagtail.documents import get_document_model
from wagtail.documents.forms import get_document_form
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.models import get_page_models

from cms.identifiers import NOT_NEEDED, Checked
from cms.models import AlertPage, EventPage, GuidancePage, ResourcePage, SecondEditorApproval
from cms.tree import Tree
from network.membership.models import User
from search.models import Term
from tests.cast import Cast
from tests.cms.test_four_eyes import posted

As = Callable[[User | None], Client]
PHONE = "ring 07700 900123"
SAID = "identifies someone (phone number)"
TEXT = models.CharField | models.TextField | models.JSONField
# Every text that has a form in the CMS. A new one belongs here (checked) or in cms.identifiers.NOT_NEEDED, with its reason.
CHECKED = {
    "alertpage.body", "alertpage.originator", "alertpage.slug", "alertpage.summary", "alertpage.tested", "alertpage.title",
    "alertindexpage.slug", "alertindexpage.title", "caselibrarypage.house_rules", "caselibrarypage.introduction",
    "caselibrarypage.slug", "caselibrarypage.title", "eventindexpage.slug", "eventindexpage.title", "eventpage.body",
    "eventpage.place", "eventpage.slug", "eventpage.summary", "eventpage.title", "guidanceindexpage.slug",
    "guidanceindexpage.title", "guidancepage.authors_note", "guidancepage.change_note", "guidancepage.jurisdiction",
    "guidancepage.not_covered", "guidancepage.references.reference.text", "guidancepage.sections.section.heading",
    "guidancepage.sections.section.intro", "guidancepage.sections.section.recommendations.rationale",
    "guidancepage.sections.section.recommendations.ref", "guidancepage.sections.section.recommendations.reviewed",
    "guidancepage.sections.section.recommendations.text", "guidancepage.slug", "guidancepage.summary", "guidancepage.title",
    "guidancepage.withdrawn_reason", "homepage.slug", "homepage.title", "houseimage.description", "houseimage.title",
    "housedocument.title", "infopage.body", "infopage.slug", "infopage.title", "resourceindexpage.slug",
    "resourceindexpage.title", "resourcepage.audience", "resourcepage.body", "resourcepage.slug", "resourcepage.summary",
    "resourcepage.title", "term.name", "term.slug", "term.synonyms",
}  # fmt: skip


def forms() -> Iterator[tuple[type[models.Model], type]]:
    """Yield every model that editors have a form for, with that form."""
    for model in get_page_models():
        if model._meta.app_label != "wagtailcore":
            yield model, model.get_edit_handler().get_form_class()
    yield get_image_model(), get_image_form(get_image_model())
    yield get_document_model(), get_document_form(get_document_model())
    yield Term, Term.snippet_viewset.get_form_class()


def in_blocks(path: str, block: blocks.Block) -> Iterator[str]:
    """Yield the path of every block that holds text."""
    if isinstance(block, blocks.StreamBlock | blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from in_blocks(f"{path}.{name}", child)
    elif isinstance(block, ListBlock):
        yield from in_blocks(path, block.child_block)
    elif not isinstance(block, blocks.ChoiceBlock | blocks.IntegerBlock):
        yield path


def texts() -> Iterator[str]:
    """Yield "model.field" of every text that a form of the CMS takes."""
    for model, form in forms():
        for name in form.base_fields:  # type: ignore[attr-defined]
            field = next((f for f in model._meta.get_fields() if f.name == name), None)
            path = f"{model._meta.model_name}.{name}"
            if isinstance(field, StreamField):
                yield from in_blocks(path, field.stream_block)
            elif isinstance(field, TEXT) and not getattr(field, "choices", None):
                yield path


def test_every_text_of_every_form_has_a_decision() -> None:
    found = set(texts())
    assert found - set(NOT_NEEDED) == CHECKED
    assert set(NOT_NEEDED) <= found, "a decision about a field that is gone"
    assert all(len(reason) > 10 for reason in NOT_NEEDED.values())


def test_every_form_is_a_checked_one(db: None) -> None:
    assert [model.__name__ for model, form in forms() if not issubclass(form, Checked)] == []
    assert issubclass(SecondEditorApproval().get_form_for_action("approve"), Checked)


def own(model: Any, **data: object) -> Any:
    form_class = dict(forms())[model]
    form = form_class(data=data, instance=model())
    form.defer_required_fields()  # as for a draft
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (GuidancePage, "change_note"),
        (AlertPage, "originator"),
        (EventPage, "place"),
        (ResourcePage, "audience"),
        (AlertPage, "title"),
    ],
)
def test_a_draft_with_an_identifier_is_refused_beside_the_field(db: None, model: Any, field: str) -> None:
    data = {"sections-count": "0", "references-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    assert SAID in str(own(model, **data, **{field: PHONE}).errors.get(field))
    assert field not in own(model, **data, **{field: "ring the team"}).errors


def test_the_message_never_repeats_what_was_found(db: None) -> None:
    assert "07700" not in str(own(AlertPage, summary=PHONE).errors)


def test_a_public_address_is_taken_where_the_table_says_so(db: None) -> None:
    assert "booking_link" not in own(EventPage, booking_link="https://booking.caseround.example/round").errors


def test_the_address_of_a_page_is_checked(db: None) -> None:
    assert SAID in str(own(AlertPage, slug="call-07700-900123").errors["slug"])


STREAM = {
    "sections-count": "1", "sections-0-deleted": "", "sections-0-order": "0", "sections-0-type": "section", "sections-0-id": "",
    "sections-0-value-heading": "Tapering", "sections-0-value-intro": "", "sections-0-value-recommendations-count": "1",
    "sections-0-value-recommendations-0-deleted": "", "sections-0-value-recommendations-0-order": "0",
    "sections-0-value-recommendations-0-id": "", "sections-0-value-recommendations-0-value-ref": "1.1",
    "sections-0-value-recommendations-0-value-text": "Taper.", "sections-0-value-recommendations-0-value-rationale": "",
    "sections-0-value-recommendations-0-value-strength": "strong", "sections-0-value-recommendations-0-value-certainty": "low",
    "sections-0-value-recommendations-0-value-reviewed": "2026", "sections-0-value-recommendations-0-value-change": "",
    "sections-0-value-recommendations-0-value-sources-count": "0", "references-count": "0",
}  # fmt: skip


@pytest.mark.parametrize("where", ["value-heading", "value-intro", "value-recommendations-0-value-rationale"])
def test_a_block_is_refused_in_the_editor_and_nothing_is_stored(cast: Cast, tree: Tree, as_: As, where: str) -> None:
    url = f"/admin/pages/add/cms/guidancepage/{tree.guidance.pk}/"
    answer = as_(cast.dee).post(url, posted("draft", **{**STREAM, f"sections-0-{where}": PHONE}))
    assert answer.status_code == 200
    assert SAID in answer.content.decode()
    assert PHONE in answer.content.decode(), "what was typed is given back"
    assert not GuidancePage.objects.exists()
    as_(cast.dee).post(url, posted("draft", **STREAM))
    assert GuidancePage.objects.get().sections[0].value["recommendations"][0]["text"] == "Taper."


def test_a_copy_cannot_carry_an_identifier_in_its_title(cast: Cast, tree: Tree, as_: As) -> None:
    page = GuidancePage(title="Sedatives", slug="sedatives", summary="For prescribers.")
    tree.guidance.add_child(instance=page)
    data = {"new_title": PHONE, "new_slug": "copy", "new_parent_page": str(tree.guidance.pk)}
    answer = as_(cast.dee).post(f"/admin/pages/{page.pk}/copy/", data, follow=True)
    assert SAID in answer.content.decode()
    assert GuidancePage.objects.count() == 1


def test_a_word_of_the_vocabulary_is_checked_in_its_synonyms_too(cast: Cast, tree: Tree, as_: As) -> None:
    data = {"name": "Zopiclone", "slug": "zopiclone", "kind": "drug", "synonyms": f'["{PHONE}"]'}
    answer = as_(cast.dee).post("/admin/snippets/search/term/add/", data)
    assert SAID in answer.content.decode()
    assert not Term.objects.exists()
    as_(cast.dee).post("/admin/snippets/search/term/add/", {**data, "synonyms": '["zimmers"]'})
    assert Term.objects.get().synonyms == ["zimmers"]
