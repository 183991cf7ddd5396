"""Guidance and its editions, alerts, events, the public pages, and the home of each role."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Connects Wagtail's own signals (ours are never used for our own writes) and hands pages to search."""

    name = "cms"
    label = "cms"
    verbose_name = "Content"

    def ready(self) -> None:
        """Register search sources and signal receivers, and build every page's form on the checked one."""
        from wagtail.models import Page, get_page_models  # noqa: PLC0415  (models are not loaded earlier)

        from cms import citations, incident, personal_data, search_source, signals  # noqa: PLC0415  (as above)
        from cms.identifiers import Checked, CheckedPageForm  # noqa: PLC0415  (as above)

        # Pages of lower apps (the case library) cannot import the form: Wagtail takes it from here for every page.
        Page.base_form_class = CheckedPageForm
        for model in get_page_models():  # a page with a form of its own is checked as well
            if not issubclass(model.base_form_class, Checked):
                model.base_form_class = type(model.base_form_class.__name__, (Checked, model.base_form_class), {})
        Page.promote_panels = ["slug"]  # no page of ours shows a search title, a description or a menu entry
        search_source.register()
        signals.connect()
        citations.register()
        incident.register()
        personal_data.enter()
