"""Make the site's fixed pages, groups and approval workflow. Run it after every migrate."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cms.tree import ensure_tree


class Command(BaseCommand):
    """Idempotent."""

    help = "Make what is missing of the site's fixed pages, groups and workflow."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        ensure_tree()
        self.stdout.write("The site's pages stand.")
