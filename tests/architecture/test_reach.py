"""Every column that may hold words is within a disclosure incident's reach, or somebody wrote down why it is not."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from network.forum import erasing, incidents, slots

OURS = ("cases", "cms", "forum", "membership", "search")
WORDS = (
    models.CharField | models.TextField | models.JSONField | models.BinaryField | models.FileField | models.GenericIPAddressField
)
REACHED = {*erasing.COLUMNS, *(column for eraser in slots.erasers for column in eraser.columns)}
LEFT = {**erasing.LEAVES, **{name: why for eraser in slots.erasers for name, why in eraser.leaves.items()}}


def columns(app: str) -> list[str]:
    """Return the columns of an app in which somebody's words may stand: no choice of a list, no random id."""
    found = apps.get_app_config(app).get_models(include_auto_created=True)
    words = [(m, f) for m in found for f in m._meta.local_fields if isinstance(f, WORDS) and not f.choices]
    return [f"{model._meta.label}.{field.name}" for model, field in words if field.name != "public_id"]


def unknown(names: list[str], reached: set[str], left: dict[str, str]) -> list[str]:
    return [name for name in names if name not in reached and name not in left and name.rpartition(".")[0] not in left]


@pytest.mark.parametrize("app", OURS)
def test_an_incident_reaches_every_column_or_a_reason_is_written(app: str) -> None:
    assert unknown(columns(app), REACHED, LEFT) == []


def test_a_model_that_nobody_thought_of_is_named() -> None:
    names = [*columns("cases"), "cases.Diary.text"]
    assert unknown(names, REACHED, LEFT) == ["cases.Diary.text"]
    assert unknown(names, REACHED - {"cases.SafeWord.term"}, LEFT) == ["cases.SafeWord.term", "cases.Diary.text"]


def test_what_is_named_exists_and_its_table_is_rewritten() -> None:
    for name in REACHED:
        label, _, column = name.rpartition(".")
        assert apps.get_model(label)._meta.get_field(column)
        # Pages and terms are counted, for an editor to correct.
        counted = label in ("cases.CaseLibraryPage", "search.Term")
        assert counted or apps.get_model(label)._meta.db_table in incidents.tables(), name
    for name, why in LEFT.items():
        assert why
        assert (name.count(".") == 1 and apps.get_model(name)) or apps.get_model(name.rpartition(".")[0])
