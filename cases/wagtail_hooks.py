"""What editors keep of the case library in the CMS: collections, by the numbers of cases, never their text, and safe words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cases import safe_words
from cases.forms.choosing import CollectionForm
from cases.models import CaseCollection, SafeWord
from network.membership.models import User


class CaseCollectionViewSet(SnippetViewSet):
    """Collections of cases."""

    model = CaseCollection
    menu_label = "Case collections"
    icon = "folder-open-inverse"
    add_to_admin_menu = True
    list_display = ("title", "about")
    search_fields = ("title",)
    edit_handler = ObjectList(
        ["title", "about", FieldPanel("cases", widget=forms.CheckboxSelectMultiple)], base_form_class=CollectionForm
    )


register_snippet(CaseCollectionViewSet)

ALSO_A_NAME = (
    "“{}” is also a first or family name: a person of that name is then found only behind a title, a relative or a label."
)


class SafeWordForm(WagtailAdminModelForm):
    """Saves through the audited verb."""

    def save(self, commit: bool = True) -> SafeWord:
        """Keep the word for the editor who typed it."""
        word: SafeWord = super().save(commit=False)
        return safe_words.keep(word, actor=self.for_user)


class SafeWordViewSet(SnippetViewSet):
    """Words that the identifier check need not mark."""

    model = SafeWord
    menu_label = "Safe words"
    icon = "check"
    add_to_admin_menu = True
    list_display = ("term", "kind", BooleanColumn("also_a_name", label="also a name"))
    list_filter = ("kind",)
    search_fields = ("term",)
    edit_handler = ObjectList(["term", "kind"], base_form_class=SafeWordForm)


register_snippet(SafeWordViewSet)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def warn_of_a_name(request: HttpRequest, instance: Any) -> None:
    """Say beside the saved word that people bear it."""
    if isinstance(instance, SafeWord) and instance.also_a_name:
        messages.warning(request, ALSO_A_NAME.format(instance.term))


@hooks.register("before_delete_snippet")
def drop_by_the_verb(request: HttpRequest, instances: Sequence[Any]) -> HttpResponse | None:
    """Take safe words away by the audited verb."""
    if request.method != "POST" or not instances or not isinstance(instances[0], SafeWord):
        return None
    for word in instances:
        safe_words.drop(word, actor=cast("User", request.user))
    messages.success(request, "Taken off the list.")
    return redirect("wagtailsnippets_cases_safeword:list")


@hooks.register("before_bulk_action")
def drop_several_by_the_verb(request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any) -> HttpResponse | None:
    """The ticked boxes of the list delete by another road; it leads to the same verb."""
    if action_type != "delete":
        return None
    answer: HttpResponse | None = drop_by_the_verb(request, objects)
    return answer
