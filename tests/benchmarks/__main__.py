"""`python -m tests.benchmarks`: the pages, on the database and engine that DATABASE_URL and ELASTICSEARCH_URL name."""

from __future__ import annotations

import argparse
import os


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--rows", type=int, default=1000, help="threads to fill the board with (default 1000)")
    parser.add_argument("--times", type=int, default=50, help="how often each page is asked for (default 50)")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    if os.environ.get("DATABASE_URL"):
        os.environ.setdefault("TASKS", "database")  # as in production: a reply is indexed by the worker

    import django  # noqa: PLC0415  (the environment first)

    django.setup()
    from django.db import connection  # noqa: PLC0415

    from search.engine import get_engine  # noqa: PLC0415
    from tests.benchmarks import pages  # noqa: PLC0415
    from tests.benchmarks.common import print_report  # noqa: PLC0415

    with pages.database():
        rows = pages.run(options.rows, options.times)
        print_report("pages", rows, database=connection.vendor, search=get_engine().name, seeded=options.rows)


if __name__ == "__main__":
    main()
