"""The forum: boards, threads, posts, and who is told of them."""

from django.apps import AppConfig


class ForumConfig(AppConfig):
    """Hands the forum's documents and audiences to search, and what groups open to membership."""

    name = "network.forum"
    label = "forum"
    verbose_name = "Forum"

    def ready(self) -> None:
        """Register the search source and the audience provider, and tell membership what groups open here."""
        from network.forum import moderators, personal_data, search_source  # noqa: PLC0415  (models are not loaded earlier)
        from network.membership import slots  # noqa: PLC0415

        search_source.register()
        slots.uses.append(moderators.BoardsOfGroups())
        personal_data.enter()
