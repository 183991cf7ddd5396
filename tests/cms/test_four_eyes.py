"""No editor gets guidance in front of readers alone, by whatever screen of the CMS."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from cms.models import GuidancePage
from cms.tree import Tree, ensure_tree
from network.membership.models import User
from tests.cast import Cast

As = Callable[[User | None], Client]
SECTION = {"heading": "Tapering", "intro": "", "recommendations": []}


@pytest.fixture
def tree(cast: Cast) -> Tree:
    return ensure_tree()


@pytest.fixture
def page(tree: Tree) -> GuidancePage:
    page = GuidancePage(title="Sedatives", slug="sedatives", summary="For prescribers.", sections=[("section", SECTION)])
    tree.guidance.add_child(instance=page)
    page.save_revision().publish()
    return page


def posted(slug: str, **more: str) -> dict[str, str]:
    return {
        "title": "Alone", "slug": slug, "summary": "For prescribers.", "jurisdiction": "England", "status": "current", "edit_kind": "new",
        "sections-count": "0", "references-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", **more,
    }  # fmt: skip


def test_a_new_page_cannot_be_published_by_its_author(cast: Cast, tree: Tree, as_: As) -> None:
    as_(cast.dee).post(f"/admin/pages/add/cms/guidancepage/{tree.guidance.pk}/", posted("alone", **{"action-publish": "1"}))
    assert not GuidancePage.objects.filter(slug="alone", live=True).exists()
    assert Client().get("/guidance/alone/").status_code == 404


def test_an_existing_page_cannot_be_published_by_its_author(cast: Cast, page: GuidancePage, as_: As) -> None:
    data = posted("sedatives", title="Changed alone", **{"action-publish": "1"})
    as_(cast.dee).post(f"/admin/pages/{page.pk}/edit/", data)
    assert GuidancePage.objects.get(pk=page.pk).title == "Sedatives"


def test_a_copy_does_not_go_live(cast: Cast, tree: Tree, page: GuidancePage, as_: As) -> None:
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": str(tree.guidance.pk), "publish_copies": "on"}
    as_(cast.dee).post(f"/admin/pages/{page.pk}/copy/", data)
    assert not GuidancePage.objects.filter(slug="copy", live=True).exists()


def test_guidance_is_not_unpublished_by_one_editor(cast: Cast, page: GuidancePage, as_: As) -> None:
    as_(cast.dee).post(f"/admin/pages/{page.pk}/unpublish/")
    assert Client().get("/guidance/sedatives/").status_code == 200


def test_guidance_is_not_made_private(cast: Cast, tree: Tree, page: GuidancePage, as_: As) -> None:
    for pk in (tree.guidance.pk, page.pk):
        as_(cast.dee).post(f"/admin/pages/{pk}/privacy/", {"restriction_type": "login"})
    assert Client().get("/guidance/sedatives/").status_code == 200
