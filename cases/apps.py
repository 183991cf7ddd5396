"""The case library: the case gate, review by a second clinician, and the thread that an approved case opens."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Fills the forum's slots with the case card and the eraser, and hands cases to search."""

    name = "cases"
    label = "cases"
    verbose_name = "Cases"

    def ready(self) -> None:
        """Register the slot filler and the search source."""
        from cases import (  # noqa: PLC0415  (models are not loaded earlier)
            incident,
            moving,
            outcomes,
            personal_data,
            safe_words,
            search_featured,
            search_source,
            thread_card,
        )
        from cases.forms.choosing import LibraryForm  # noqa: PLC0415  (as above)
        from cases.models import CaseLibraryPage  # noqa: PLC0415  (as above)

        # Here, because the form reads cases, and the page's module stands below it; the CMS, which starts later, adds its check.
        CaseLibraryPage.base_form_class = LibraryForm
        search_source.register()
        search_featured.register()
        thread_card.register()
        incident.register()
        moving.register()
        outcomes.register()
        personal_data.enter()
        safe_words.register()
