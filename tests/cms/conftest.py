"""The site's fixed pages, and guidance with editions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cms.actions import record_edition
from cms.models import GuidancePage, PublishedVersion
from cms.tree import Tree, ensure_tree
from network.membership.models import User
from network.membership.roles import CLINICIANS, EDITORS, Role
from tests.cast import Cast, person

Publish = Callable[..., PublishedVersion]


@pytest.fixture
def tree(cast: Cast) -> Tree:
    """The fixed pages."""
    return ensure_tree()


@pytest.fixture
def second(cast: Cast) -> User:
    """A second editor."""
    return person("Kit", Role.MEMBER, CLINICIANS, EDITORS)


@pytest.fixture
def publish(tree: Tree, cast: Cast, second: User) -> Publish:
    """`publish("sedatives", summary="…")` gives readers one more edition of that page and returns it."""

    def make(slug: str, kind: str = "substantive", note: str = "Something changed.", **fields: object) -> PublishedVersion:
        page = GuidancePage.objects.filter(slug=slug).first()
        if page is None:
            page = GuidancePage(title=slug.capitalize(), slug=slug, summary="For prescribers.", live=False)
            tree.guidance.add_child(instance=page)
        for name, value in {"edit_kind": kind, "change_note": note, **fields}.items():
            setattr(page, name, value)
        revision = page.save_revision(user=cast.dee)
        revision.publish()
        version = record_edition(GuidancePage.objects.get(pk=page.pk), revision, approved_by=second)
        assert version is not None
        return version

    return make
