"""A withdrawn case whose words are gone keeps neither age, setting, circumstances nor topics: only its number."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def empty(apps: Any, schema_editor: Any) -> None:
    """Empty what an earlier withdrawal left; where an incident still needs the words, it empties both at its end."""
    case = apps.get_model("cases", "Case")
    gone = case.objects.filter(state="withdrawn", headline="", story="", question="")
    case.topics.through.objects.filter(case__in=gone).delete()
    gone.update(age_band="", setting="", special=[], declined={}, cites_slug="", cites_edition=None)


class Migration(migrations.Migration):
    """What `actions.take_away` does from now on."""

    dependencies = [("cases", "0016_closed_to_associates")]

    operations = [migrations.RunPython(empty, migrations.RunPython.noop)]
