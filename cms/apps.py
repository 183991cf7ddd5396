"""Guidance and its editions, alerts, events, the public pages, and the home of each role."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Connects Wagtail's own signals (ours are never used for our own writes) and hands pages to search."""

    name = "cms"
    label = "cms"
    verbose_name = "Content"

    def ready(self) -> None:
        """Register search sources and signal receivers."""
        from cms import search_source, signals  # noqa: PLC0415  (models are not loaded earlier)

        search_source.register()
        signals.connect()
