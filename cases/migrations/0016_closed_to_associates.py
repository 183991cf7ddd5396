"""Invited readers of a case that promised to be closed to associates: closed to them now, in the thread as well."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import Q


def close(apps: Any, schema_editor: Any) -> None:
    """Close what circumstances or an agreement close: only restricted cases could stand open."""
    cases = apps.get_model("cases", "Case").objects.filter(restricted=True, clinicians_only=False)
    special = ~Q(special=[]) | Q(age_band="<18") | Q(setting__in=("prison", "custody_transition"))
    open_ones = list(cases.filter(special | Q(consent_covers__in=("invited", "clinicians"))).values_list("pk", "thread_id"))
    apps.get_model("cases", "Case").objects.filter(pk__in=[pk for pk, _ in open_ones]).update(clinicians_only=True)
    threads = [thread for _, thread in open_ones if thread]
    apps.get_model("forum", "Thread").objects.filter(pk__in=threads).update(clinicians_only=True)


class Migration(migrations.Migration):
    """What `circumstances.problem` and `consent.problem` ask of every case from now on."""

    dependencies = [("cases", "0015_answers")]

    operations = [migrations.RunPython(close, migrations.RunPython.noop)]
