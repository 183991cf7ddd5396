"""One search over everything. It knows no domain model: each app hands it a Source and an audience provider."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Configuration of the search app."""

    name = "search"
    label = "search"
    verbose_name = "Search"
