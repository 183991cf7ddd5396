"""Editors tell the identifier check of words that name nobody; every text then passes with them, and no number ever does."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client

from cases import composer, safe_words
from cases.deidentification import blocking, check
from cases.models import SafeWord
from cms.tree import ensure_tree
from network.forum.forms import ReplyForm
from network.membership.models import AuditEntry, User
from search.models import Term
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TEXT = "We gave Zolvaxin again."


@pytest.fixture
def editor(cast: Cast) -> User:
    ensure_tree()
    cast.ben.groups.add(Group.objects.get(name="Editors"))
    return User.objects.get(pk=cast.ben.pk)


def spans_on_the_command_line(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(TEXT))
    call_command("check_text", stdout=out)
    return json.loads(out.getvalue())  # type: ignore[no-any-return]


def test_a_word_that_an_editor_adds_is_marked_nowhere_and_again_once_it_is_gone(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [f.label for f in check(TEXT)] == ["NAME_OTHER"]
    assert spans_on_the_command_line(monkeypatch) != []
    word = safe_words.keep(SafeWord(term="Zolvaxin"), actor=editor)
    assert check(TEXT) == []
    assert composer.examine({"story": TEXT}, {}).marks == []
    assert spans_on_the_command_line(monkeypatch) == []
    assert "Zolvaxin" not in str(ReplyForm({"text": TEXT}).errors)
    safe_words.drop(word, actor=editor)
    assert check(TEXT) != []
    assert composer.examine({"story": TEXT}, {}).marks != []


def test_each_change_is_audited_without_the_word(editor: User) -> None:
    word = safe_words.keep(SafeWord(term="Pugh", kind="eponym"), actor=editor)
    word.kind = "drug"
    safe_words.keep(word, actor=editor)
    safe_words.drop(word, actor=editor)
    entries = list(AuditEntry.objects.filter(verb__contains="safe word").order_by("pk"))
    assert [(e.verb, e.actor, e.counts) for e in entries] == [
        ("added safe word", editor, {"also_a_name": 1}), ("changed safe word", editor, {"also_a_name": 1}),
        ("removed safe word", editor, {}),
    ]  # fmt: skip
    assert "Pugh" not in "".join(f"{e.reason}{e.counts}{e.subject_id}" for e in entries)


def test_only_editors_keep_the_list(cast: Cast, editor: User) -> None:
    with pytest.raises(PermissionDenied):
        safe_words.keep(SafeWord(term="Zolvaxin"), actor=cast.ada)
    word = safe_words.keep(SafeWord(term="Zolvaxin"), actor=editor)
    with pytest.raises(PermissionDenied):
        safe_words.drop(word, actor=cast.ada)
    assert check(TEXT) == []


@pytest.mark.parametrize(
    "term",
    [
        "Mr Prentiss",
        "mother Keeley",
        "12 Acacia Road",
        "Northgate Surgery",
        "HMP Northgate",
        "Keeley Prentiss",
        "Northgate House",
    ],
)
def test_a_person_a_place_and_a_body_are_never_made_safe_for_every_text(editor: User, term: str) -> None:
    with pytest.raises(ValidationError, match="by its form"):
        safe_words.keep(SafeWord(term=term), actor=editor)
    assert not SafeWord.objects.exists()


@pytest.mark.parametrize("term", ["07700 900123", "999 453 3312", "LS21 9XH", "a.b@example.org", "-", " "])
def test_what_blocks_by_its_shape_is_never_made_safe(editor: User, term: str) -> None:
    with pytest.raises(ValidationError):
        safe_words.keep(SafeWord(term=term), actor=editor)
    assert not SafeWord.objects.exists()
    if any(character.isalnum() for character in term):
        assert blocking(check(f"Given as {term} today", extra_safe=[term, *term.split()]))


def test_a_name_made_safe_is_still_found_behind_a_title_or_a_relative(editor: User) -> None:
    safe_words.keep(SafeWord(term="Pugh"), actor=editor)
    assert check("Mrs Pugh rang.") != []
    assert check("His son Pugh rang.") != []


def test_other_processes_read_the_list_again_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    SafeWord.objects.bulk_create([SafeWord(term="Zolvaxin")])  # as another process would: no signal here
    assert check(TEXT) != []
    later = time.monotonic() + safe_words.SECONDS + 1
    monkeypatch.setattr(safe_words.time, "monotonic", lambda: later)  # type: ignore[attr-defined]
    assert check(TEXT) == []


def test_a_drug_of_the_vocabulary_is_safe_by_its_names_and_a_persons_name_among_them_is_not() -> None:
    topic = Term.objects.create(slug="zolvaxin", name="Zolvaxin", kind=Term.Kind.TOPIC)
    assert check(TEXT) != []
    topic.kind = Term.Kind.DRUG
    topic.synonyms = ["Trevizole", "Prentiss", "Dr Keeley"]
    topic.save()
    assert check(TEXT) == check("We gave Trevizole again.") == []
    assert check("Then Prentiss came.") != []
    assert check("Then Dr Keeley came.") != []
    topic.delete()
    assert check(TEXT) != []


def test_many_checks_read_the_two_tables_once(django_assert_num_queries: Callable[[int], object]) -> None:
    safe_words.forget()
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        for _ in range(5):
            check(TEXT)


def test_the_cms_saves_by_the_verb_and_warns_of_a_name(editor: User, as_: Callable[[User], Client]) -> None:
    browser = as_(editor)
    address = "/admin/snippets/cases/safeword/"
    page = browser.post(f"{address}add/", {"term": "Pugh", "kind": "drug"}, follow=True)
    assert "is also a first or family name" in page.content.decode()
    page = browser.post(f"{address}add/", {"term": "pugh", "kind": "drug"})
    assert "in the list already" in page.content.decode()
    page = browser.post(f"{address}add/", {"term": "07700 900123", "kind": "drug"})
    assert "never safe" in page.content.decode()
    word = SafeWord.objects.get()
    assert "Pugh" in browser.get(address).content.decode()
    browser.post(f"{address}delete/{word.pk}/")
    assert not SafeWord.objects.exists()
    verbs = AuditEntry.objects.filter(verb__contains="safe word").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["added safe word", "removed safe word"]


def test_words_ticked_in_the_list_are_dropped_by_the_verb_too(editor: User, as_: Callable[[User], Client]) -> None:
    kept = [safe_words.keep(SafeWord(term=term), actor=editor) for term in ("Zolvaxin", "Kiribane")]
    ticked = "&".join(f"id={word.pk}" for word in kept)
    as_(editor).post(f"/admin/bulk/cases/safeword/delete/?{ticked}")
    assert not SafeWord.objects.exists()
    assert AuditEntry.objects.filter(verb="removed safe word", actor=editor).count() == 2


def test_a_member_finds_no_list_in_the_cms(cast: Cast, as_: Callable[[User], Client]) -> None:
    assert as_(cast.ada).get("/admin/snippets/cases/safeword/").status_code != 200
