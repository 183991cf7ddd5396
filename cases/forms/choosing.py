"""How editors choose cases in the CMS: with the topics of those they may open, by number alone for the others."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm

from cases.models import Case
from network.membership.models import User


def name_cases(field: forms.Field, user: User | None) -> None:
    """List the published cases in `field`, newest first, each by the name that `user` may read.

    SECURITY: topics tell what a case is about, so they stand only beside those that the editor could open in any case.
    """
    assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101  (both forms below have such a field)
    readable = {}
    if user is not None:
        readable = {c.pk: c.name for c in Case.objects.published().visible_to(user).prefetch_related("topics")}
    field.queryset = Case.objects.filter(state="published").order_by("-pk")
    field.label_from_instance = lambda case: readable.get(case.pk, case.reference)  # type: ignore[method-assign,assignment]


class LibraryForm(WagtailAdminPageForm):  # type: ignore[misc]
    """The library's page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the cases for whoever edits."""
        super().__init__(*args, **kwargs)
        if "pinned" in self.fields:
            name_cases(self.fields["pinned"], self.for_user)


class CollectionForm(WagtailAdminModelForm):  # type: ignore[misc]
    """A collection of cases."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the cases for whoever edits."""
        super().__init__(*args, **kwargs)
        if "cases" in self.fields:
            name_cases(self.fields["cases"], self.for_user)
