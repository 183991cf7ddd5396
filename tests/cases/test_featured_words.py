"""The words of a public rendering: what is refused, beside its field, with its place and a way out; what the demonstration says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from cases import featuring
from cases.models import Case, FeaturedCase
from network.demo.files import read
from network.membership.models import User
from tests.cases.making import published
from tests.cases.test_featured import TEXTS, agreed
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
STORY = "A woman of 83 (an 83-year-old) took nitrazepam 10 mg every night, as in case 0021. Four days later she fell."


def test_exact_details_are_refused_beside_their_field_with_their_places_and_the_text_is_kept(cast: Cast, as_: As) -> None:
    case, editor = published(cast), as_(cast.dee)
    answer = editor.post(
        f"/cases/{case.public_id}/feature/", {**TEXTS, "story": STORY, "outcome": "She was “a different person altogether now”."}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not FeaturedCase.objects.exists()
    assert f"{STORY}</textarea>" in page
    for marked in ("83", "83-year-old", "10 mg every night", "case 0021", "Four days later", "a different person altogether now"):
        assert f">{marked}<b>" in page, marked
    for instead in ("in later life", "a low dose", "some time later", "another case", "a paraphrase"):
        assert f"perhaps “{instead}”" in page
    assert "Say the 5 marked places more widely, or leave them out" in page
    assert "Say the marked place more widely, or leave it out" in page
    assert editor.post(f"/cases/{case.public_id}/feature/", TEXTS).status_code == 302


@pytest.mark.parametrize("name", FeaturedCase.TEXTS)
def test_the_actions_refuse_what_the_form_does(cast: Cast, name: str) -> None:
    case = published(cast)
    with pytest.raises(featuring.NotPublic):
        featuring.prepare(case, actor=cast.dee, texts={**TEXTS, name: "She was 83."})
    featured = featuring.prepare(case, actor=cast.dee, texts=TEXTS)
    with pytest.raises(featuring.NotPublic):
        featuring.rewrite(featured, actor=cast.dee, texts={**TEXTS, name: "Ten milligrams."}, version=1)


def test_a_text_worded_under_older_rules_is_not_let_through_by_its_second_reader(cast: Cast) -> None:
    featured = agreed(cast)
    FeaturedCase.objects.filter(pk=featured.pk).update(story=STORY)
    featured.refresh_from_db()
    with pytest.raises(featuring.NotPublic):
        featuring.read(featured, actor=cast.ben, version=1)
    assert not featuring.read(featured, actor=cast.ben, version=1, doubts=["searchable"])


def test_no_case_is_named_by_number_or_address_whoever_may_read_it(cast: Cast) -> None:
    case, other = published(cast), published(cast)
    for words in (other.reference, case.reference, f"case {other.pk}", other.public_id, case.public_id.upper()):
        found = featuring.too_much({**TEXTS, "learning": f"More stands in {words}."})
        assert found["learning"], words
    assert other.thread is not None
    key, thread = other.public_id, other.thread.public_id
    hidden = f"{key[:6]}\u200b{key[6:]}"
    for words in (f"_{key}_", f"({key})", hidden, f"**{key}**", f"İİİ {key} and", thread, thread.upper(), f"x/{thread}/"):
        text = f"More stands in {words}."
        found = featuring.too_much({**TEXTS, "learning": text})
        (place,) = found["learning"]
        assert text[place.start : place.end].replace("\u200b", "").lower() in (key, thread), words
    longer = featuring.too_much({**TEXTS, "learning": f"More stands in x{key}x."}).get("learning", [])
    assert "CASE_NO" not in [finding.label for finding in longer], "part of a longer word"
    Case.objects.filter(pk=other.pk).update(public_id="zzzzzzzzzzzz")
    assert featuring.too_much({**TEXTS, "learning": f"More stands in {other.public_id}."}) == {}, "an address of nothing"


@pytest.mark.parametrize("entry", read("featured.toml")["featured"], ids=lambda entry: entry["case"])
def test_what_the_demonstration_shows_the_public_passes(entry: dict[str, str]) -> None:
    assert featuring.too_much({name: entry[name] for name in FeaturedCase.TEXTS}) == {}


def test_a_public_version_is_shorter_than_what_members_read_and_copies_no_sentence(cast: Cast, as_: As) -> None:
    case, editor = published(cast), as_(cast.dee)
    url = f"/cases/{case.public_id}/feature/"
    longer = {**TEXTS, "learning": "Slow down first. " * 30}
    with pytest.raises(featuring.NotPublic, match="not shorter"):
        featuring.prepare(case, actor=cast.dee, texts=longer)
    answer = editor.post(url, longer)
    assert answer.status_code == 422
    assert "It is not shorter than what members read" in answer.content.decode()
    same = {**TEXTS, "story": f"So it was.  {case.story.upper()}"}
    with pytest.raises(featuring.NotPublic, match="word for word"):
        featuring.prepare(case, actor=cast.dee, texts=same)
    answer = editor.post(url, same)
    assert answer.status_code == 422
    assert "is what members read, word for word" in answer.content.decode()
    assert not FeaturedCase.objects.exists()
    assert featuring.prepare(case, actor=cast.dee, texts={**TEXTS, "learning": "Slow down."}), "a short sentence is anybody’s"


def test_what_became_a_copy_is_not_let_through_by_its_second_reader(cast: Cast) -> None:
    featured = agreed(cast)
    FeaturedCase.objects.filter(pk=featured.pk).update(story=featured.case.story)
    featured.refresh_from_db()
    with pytest.raises(featuring.NotPublic, match="word for word"):
        featuring.read(featured, actor=cast.ben, version=1)
