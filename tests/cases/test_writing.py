"""What the composer asks and says: emergencies, circumstances with fewer readers, wording, similar cases, sections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases import actions, language
from cases.circumstances import RULES, Circumstance
from cases.models import Case, State
from cms.tree import ensure_tree
from network.membership.models import User
from search.indexer import drain
from search.models import Term
from tests.cases.making import draft, form, published, submitted
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
MARKER = "quillwortpaddle"


def page(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("verb", ["send", "save"])
def test_an_urgent_risk_stops_and_says_where_to_go_and_keeps_the_text(cast: Cast, as_: As, verb: str) -> None:
    browser, posted = as_(cast.ada), form(cast, story=f"Now {MARKER}.", do=verb)
    stopped = browser.post("/cases/new/", {**posted, "urgent": "yes"})
    assert stopped.status_code == 422
    for words in ("call <strong>999</strong>", "safeguarding lead", f"Now {MARKER}"):
        assert words in page(stopped)
    assert not Case.objects.exists()
    assert browser.post("/cases/new/", {**posted, "urgent": "no"}).status_code == 302
    assert Case.objects.exists()


READERS: dict[str, dict[str, Any]] = {
    "everybody": {"clinicians_only": False},
    "clinicians": {"clinicians_only": True},
    "invited": {"restricted": True, "clinicians_only": True},
}


@pytest.mark.parametrize("readers", READERS)
@pytest.mark.parametrize("circumstance", list(Circumstance))
def test_a_circumstance_narrows_the_readers_and_may_ask_for_two_reviews(cast: Cast, circumstance: str, readers: str) -> None:
    fields = {**READERS[readers], "special": [circumstance], "invited": [cast.ben, cast.mia]}
    rule = RULES[Circumstance(circumstance)]
    allowed = readers == "invited" or (readers == "clinicians" and not rule.invited_only)
    if not allowed:
        with pytest.raises(actions.NotReady):
            submitted(cast, **fields)
        assert Case.objects.get().state == State.DRAFT
        return
    case = submitted(cast, **fields)
    assert case.reviews_needed == rule.reviews


@pytest.mark.parametrize(("field", "value"), [("age_band", "<18"), ("setting", "prison")])
def test_age_and_setting_say_a_circumstance_by_themselves(cast: Cast, as_: As, field: str, value: str) -> None:
    answer = as_(cast.ada).post("/cases/new/", form(cast, do="send", **{field: value}))
    assert answer.status_code == 422
    assert "such a case is" in page(answer)
    with pytest.raises(actions.NotReady):
        submitted(cast, **{field: value}, clinicians_only=False)


def test_advice_for_a_circumstance_stands_beside_it_as_soon_as_it_is_known(cast: Cast, as_: As) -> None:
    browser = as_(cast.ada)
    assert "a closed prison" not in page(browser.get("/cases/new/"))
    assert "a closed prison" in page(browser.post("/cases/new/", form(cast, do="check", special=["prison"])))


def test_words_that_carry_blame_get_a_suggestion_and_stop_nothing(cast: Cast, as_: As) -> None:
    browser, posted = as_(cast.ada), form(cast, story="A known addict with a dirty urine.")
    checked = page(browser.post("/cases/new/", {**posted, "do": "check"}))
    assert "person who uses drugs" in checked
    assert "2 suggestions" in checked
    assert browser.post("/cases/new/", {**posted, "do": "save"}).status_code == 302
    assert Case.objects.get().story == posted["story"]


def test_ordinary_words_get_no_suggestion() -> None:
    text = "They inhabit a clean flat, cleaned weekly; compliance was good; an addiction service saw them."
    assert language.suggestions({"story": text}) == []


def test_similar_cases_are_offered_from_what_the_author_may_read_alone(cast: Cast, as_: As) -> None:
    Term.objects.create(slug="diazepam", name="Diazepam", kind="drug", synonyms=["Valium"])
    open_to_all = published(cast, headline="Diazepam before a release: how fast?")
    hidden = published(cast, headline="Diazepam, for few eyes", restricted=True, invited=[cast.ben])
    drain()
    posted = form(cast, story="They take valium daily.", do="check")
    mia = page(as_(cast.mia).post("/cases/new/", posted))
    assert open_to_all.headline in mia
    assert hidden.headline not in mia
    assert open_to_all.headline not in page(as_(cast.mia).post("/cases/new/", {**posted, "story": "They take nothing."}))


def test_what_was_typed_is_never_searched_for(cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    Term.objects.create(slug="diazepam", name="Diazepam", kind="drug")
    monkeypatch.setattr("cases.similar.find", lambda text, user, **kw: asked.append(text) or type("R", (), {"hits": []}))
    as_(cast.ada).post("/cases/new/", form(cast, story=f"{MARKER} on diazepam rings 07700 900123", do="check"))
    assert asked == ["Diazepam is:open"]


def test_every_section_is_shown_to_readers_and_found(cast: Cast, as_: As) -> None:
    words = {
        name: f"{name.replace('_', '')}walrus" for name in ("timeline", "health", "social", "tests", "patient_view", "governance")
    }
    case = published(cast, **words)
    drain()
    browser = as_(cast.ben)
    for text in words.values():
        assert text in page(browser.get(case.get_absolute_url()))
        assert case.headline in page(browser.get("/search/", {"q": text}))


def test_a_folded_section_opens_where_something_stands_in_it(cast: Cast, as_: As) -> None:
    empty, filled = draft(cast), draft(cast, timeline="Day 0: first seizure.")
    browser = as_(cast.ada)
    pages = [page(browser.get(f"/cases/{case.public_id}/edit/")) for case in (empty, filled)]
    assert ["<details open>\n          <summary>More, where" in text for text in pages] == [False, True]


def test_who_shares_learning_is_not_asked_for_a_question(cast: Cast, as_: As) -> None:
    browser = as_(cast.ada)
    asks, shares = (page(browser.get(f"/cases/new/?kind={kind}")) for kind in ("ask", "learning"))
    for text, other, words in ((asks, shares, "What do you want to know?"), (shares, asks, "What can colleagues learn from it?")):
        assert words in text
        assert words not in other
    assert shares.count("4. What can be learned") == 2
    assert "What can colleagues learn" in page(browser.post("/cases/new/", form(cast, kind="learning", do="check")))


def test_learning_is_shared_from_the_library_and_from_ones_own_list(cast: Cast, as_: As) -> None:
    ensure_tree()
    for url in ("/cases/", "/cases/mine/"):
        assert 'href="/cases/new/?kind=learning"' in page(as_(cast.ada).get(url))


@pytest.mark.parametrize("alone", [True, False])
def test_colleagues_are_invited_by_ticking_them(cast: Cast, as_: As, alone: bool) -> None:
    browser, posted = (
        as_(cast.ada),
        form(cast, restricted="on", clinicians_only="on", do="send", age_band="<18" if alone else "30s"),
    )
    refused = page(browser.post("/cases/new/", posted))
    assert refused.count('href="#id_invited"') == 1
    assert "1 field to go" in refused
    if alone:  # both are asked for at once
        errors = browser.post("/cases/new/", {**posted, "restricted": ""}).context["form"].errors
        assert set(errors) == {"restricted", "invited"}
    assert '<fieldset class="field bad" id="id_invited"' in refused
    assert ("or let the whole board read it" in refused) is not alone, "what the rules would refuse is not offered"
    assert f'type="checkbox" name="invited" value="{cast.ben.pk}"' in refused
    assert browser.post("/cases/new/", {**posted, "invited": [cast.ben.pk, cast.mia.pk]}).status_code == 302
    case = Case.objects.get()
    assert set(case.invited.all()) == {cast.ben, cast.mia}
    assert page(browser.get(f"/cases/{case.public_id}/edit/")).split('name="invited"')[1].split(">")[0].endswith("checked")


def test_whom_a_case_about_a_child_is_for_is_asked_where_its_age_is_said(cast: Cast, as_: As) -> None:
    browser = as_(cast.ada)
    texts = [page(browser.post("/cases/new/", form(cast, age_band=band, do="check"))) for band in ("<18", "30s")]
    assert ['href="#id_restricted">Choose whom you invite' in text for text in texts] == [True, False]
    assert ["<details open>\n          <summary>Narrower" in text for text in texts] == [True, False]


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\x00"])
@pytest.mark.parametrize("field", ["headline", "risks"])
def test_what_reads_otherwise_than_it_was_checked_is_refused(cast: Cast, as_: As, field: str, hidden: str) -> None:
    browser, posted = as_(cast.ada), form(cast, do="save", **{field: f"Ring {hidden}321 009 00770"})
    assert "Remove the invisible character" in browser.post("/cases/new/", posted).context["form"].errors[field][0]
    assert not Case.objects.exists()
    row = {"substance-0-name": f"Tab{hidden}lets", field: "Fine שלום"}
    assert browser.post("/cases/new/", {**posted, **row}).status_code == 302
    assert Case.objects.get().substances.get().name == "Tablets"
