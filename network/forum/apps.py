"""The forum: boards, threads, posts, and who is told of them."""

from django.apps import AppConfig


class ForumConfig(AppConfig):
    """Hands the forum's documents and audiences to search."""

    name = "network.forum"
    label = "forum"
    verbose_name = "Forum"

    def ready(self) -> None:
        """Register the search source and the audience provider."""
        from network.forum import search_source  # noqa: PLC0415  (models are not loaded earlier)

        search_source.register()
