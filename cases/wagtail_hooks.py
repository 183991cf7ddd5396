"""What editors keep of the case library in the CMS: collections, by the numbers of cases, never their text."""

from __future__ import annotations

from django import forms
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cases.models import CaseCollection


class CaseCollectionViewSet(SnippetViewSet):
    """Collections of cases."""

    model = CaseCollection
    menu_label = "Case collections"
    icon = "folder-open-inverse"
    add_to_admin_menu = True
    list_display = ("title", "about")
    search_fields = ("title",)
    panels = ("title", "about", FieldPanel("cases", widget=forms.CheckboxSelectMultiple))


register_snippet(CaseCollectionViewSet)
