"""What editors see beside Wagtail's own: the vocabulary, and no control that would hide public guidance."""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from search.models import Term


class TermViewSet(SnippetViewSet):
    """The one vocabulary."""

    model = Term
    menu_label = "Vocabulary"
    icon = "tag"
    add_to_admin_menu = True
    list_display = ("name", "kind", "broader")
    list_filter = ("kind",)
    search_fields = ("name", "slug")
    panels = ("name", "slug", "kind", "synonyms", "broader", "ambiguous")


register_snippet(TermViewSet)


@hooks.register("construct_main_menu")
def only_what_editors_need(request: Any, menu_items: list[Any]) -> None:
    """Leave out the menus of rights that are given by audited actions only."""
    menu_items[:] = [item for item in menu_items if item.name not in ("help",)]


@hooks.register("construct_settings_menu")
def no_users_here(request: Any, menu_items: list[Any]) -> None:
    """People and groups change by audited actions, never in the CMS."""
    menu_items[:] = [item for item in menu_items if item.name not in ("users", "groups")]
