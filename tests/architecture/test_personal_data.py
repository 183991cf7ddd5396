"""The registry of personal data: no model without an entry, nobody without a rule, no free text that is silently left out."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from network.membership.models import User
from network.membership.personal_data import Fate, Holding, registry

ENTRIES = {holding.model: holding for holding in registry()}
WORDS = (
    models.CharField | models.TextField | models.JSONField | models.BinaryField | models.FileField | models.GenericIPAddressField
)
LABELS = [model._meta.label for model in apps.get_models(include_auto_created=True)]


def own_fields(model: type[models.Model]) -> list[models.Field]:  # type: ignore[type-arg]
    """Return the columns that the model itself adds, many-to-many fields aside: those are models of their own."""
    return list(model._meta.local_fields)


def missing(labels: list[str], entries: dict[str, Holding]) -> list[str]:
    return sorted(set(labels) - set(entries))


def test_every_model_has_one_entry_and_every_entry_a_model() -> None:
    assert missing(LABELS, ENTRIES) == []
    assert missing(list(ENTRIES), dict.fromkeys(LABELS, ENTRIES["membership.User"])) == []
    assert len(registry()) == len(ENTRIES)


def test_a_model_without_an_entry_is_named() -> None:
    assert missing([*LABELS, "forum.Diary"], ENTRIES) == ["forum.Diary"]


@pytest.mark.parametrize("label", LABELS)
def test_each_tie_to_a_person_is_an_owner_or_an_actor(label: str) -> None:
    entry = ENTRIES[label]
    tied = {f.name for f in own_fields(apps.get_model(label)) if f.related_model is User and not f.auto_created}
    assert tied <= {path.split("__")[0] for path in (*entry.owner, *entry.actors)}


def test_each_entry_names_columns_that_exist_and_can_be_asked(db: None) -> None:
    person, wrong = User(pk=1), []
    for label, entry in ENTRIES.items():
        columns = {f.name for f in entry.table._meta.get_fields()}
        wrong += [f"{label}.{name}" for name in (*entry.blank, *entry.withheld) if name and name not in columns]
        for path in entry.actors:
            list(entry.table._base_manager.filter(**{path: 1})[:1])
        entry.exported(person)
        list(entry.rows(person)[:1])
    assert wrong == []


@pytest.mark.parametrize("label", LABELS)
def test_each_entry_says_what_it_has_to_say(label: str) -> None:
    entry = ENTRIES[label]
    if entry.fate == Fate.NOBODY:
        assert (entry.owner, entry.actors, entry.name) == ((), (), "")
        assert entry.why
        return
    if entry.fate in (Fate.KEPT, Fate.EMPTIED):
        assert entry.why, "what stays needs a reason"
    if entry.fate == Fate.EMPTIED:
        assert entry.erase or entry.blank
    if entry.owner:
        assert bool(entry.name and entry.shows) != ("" in entry.withheld), "in the copy, or a reason why not"


@pytest.mark.parametrize("label", [entry.model for entry in registry() if entry.owner and entry.name])
def test_every_word_about_a_person_is_in_their_copy_or_left_out_for_a_reason(label: str) -> None:
    entry = ENTRIES[label]
    words = {f.name for f in own_fields(entry.table) if isinstance(f, WORDS)}
    assert words <= {*entry.shows, *entry.withheld}


@pytest.mark.parametrize("label", [entry.model for entry in registry() if entry.fate == Fate.EMPTIED])
def test_what_is_emptied_leaves_no_free_text_of_the_person_without_a_rule(label: str) -> None:
    entry = ENTRIES[label]
    typed = {f.name for f in own_fields(entry.table) if isinstance(f, WORDS) and f.editable and not f.choices}
    assert entry.erase or typed - {"public_id", "proof"} <= set(entry.blank)
