"""The shell: what every page shares (frame, form rendering, ids, tasks, error pages). It knows no other app."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Registers the system checks."""

    name = "network.shell"
    label = "shell"

    def ready(self) -> None:
        """Load the checks module so that Django runs it."""
        from network.shell import checks  # noqa: F401  (importing registers the checks)
