#!/usr/bin/env python
"""Run an administrative command: `python manage.py help`."""

import os
import sys


def main() -> None:
    """Hand the command line to Django with this product's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")
    if sys.argv[1:2] and sys.argv[1] in ("check_text", "render_markup"):
        # Filters from standard input to standard output: they touch no data, so they need no environment.
        os.environ.setdefault("CASEROUND_MODE", "demo")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
