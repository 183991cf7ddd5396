"""The CMS as editors find it: the house's name and mark, what to do next, the vocabulary, and nothing that serves nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import LockedPagesPanel, RecentEditsPanel
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms import querysets
from cms.identifiers import MESSAGE, CheckedSnippetForm, found_in
from search.models import Term

SHOWN = 20
# People and groups change by audited actions only; the rest has no reader among editors.
HIDDEN_MENUS = {"help", "reports"}
HIDDEN_SETTINGS = {"users", "groups", "redirects", "sites", "collections", "locales"}


class TermViewSet(SnippetViewSet):
    """The one vocabulary."""

    model = Term
    menu_label = "Vocabulary"
    icon = "tag"
    add_to_admin_menu = True
    list_display = ("name", "kind", "broader")
    list_filter = ("kind",)
    search_fields = ("name", "slug")
    edit_handler = ObjectList(["name", "slug", "kind", "synonyms", "broader", "ambiguous"], base_form_class=CheckedSnippetForm)


register_snippet(TermViewSet)


class DeskPanel(Component):
    """What waits for this editor, in plain words."""

    name = "desk"
    template_name = "cms/admin/desk.html"
    order = 100

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the lists, each cut at twenty."""
        user = (parent_context or {})["request"].user
        return {
            "waiting": list(querysets.waiting_for_approval_by(user)[:SHOWN]),
            "sent": list(querysets.sent_by(user)[:SHOWN]),
            "unfinished": list(querysets.unfinished_by(user)[:SHOWN]),
            "overdue_guidance": list(querysets.overdue_guidance()[:SHOWN]),
            "overdue_resources": list(querysets.overdue_resources()[:SHOWN]),
        }


@hooks.register("construct_homepage_panels")
def what_to_do_next(request: HttpRequest, panels: list[Any]) -> None:
    """Put the editor's desk first, and keep of Wagtail's own panels the recent edits and the locked pages."""
    panels[:] = [DeskPanel(), *(panel for panel in panels if isinstance(panel, RecentEditsPanel | LockedPagesPanel))]


@hooks.register("construct_homepage_summary_items")
def no_counts(request: HttpRequest, items: list[Any]) -> None:
    """Leave out how many pages and pictures there are: nothing follows from it."""
    items.clear()


@hooks.register("construct_main_menu")
def only_what_editors_need(request: HttpRequest, menu_items: list[Any]) -> None:
    """Leave out the menus that lead nowhere for an editor."""
    menu_items[:] = [item for item in menu_items if item.name not in HIDDEN_MENUS]


@hooks.register("construct_settings_menu")
def no_people_here(request: HttpRequest, menu_items: list[Any]) -> None:
    """People and groups change by audited actions, never in the CMS."""
    menu_items[:] = [item for item in menu_items if item.name not in HIDDEN_SETTINGS]


@hooks.register("insert_global_admin_css")
def house_colours() -> str:
    """Add the house's green."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))


@hooks.register("before_copy_page")
def no_identifier_in_a_copy(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse a copy whose title or address identifies someone: Wagtail's form for copies takes no class of ours."""
    typed = request.POST.get("new_title", ""), request.POST.get("new_slug", "").replace("-", " ")
    kinds = ", ".join(filter(None, map(found_in, typed)))
    if not kinds:
        return None
    messages.error(request, MESSAGE.format(kinds))
    return redirect("wagtailadmin_pages:copy", page.pk)
