"""What the words of a case make worth asking: nothing is sent before its author has answered, and no answer holds a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cases import actions
from cases import cues as module
from cases.circumstances import RULES, Circumstance
from cases.cues import cues
from cases.models import Case, State
from network.membership.models import AuditEntry, User
from search.models import Term
from tests.cases.making import draft, form
from tests.cast import Cast

As = Callable[[User | None], Client]
STORY = "A 16-year-old girl, pregnant at 20 weeks, was released from prison last week. Her cellmate died in custody while she was there."


def page(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (STORY, {"under_18", "pregnancy", "prison", "death", "incident"}),
        ("Seen at sixteen years old, now stable.", {"under_18"}),
        ("Aged 17 when first seen; a boy of 15 came along.", {"under_18"}),
        ("In the third trimester, antenatal clinic weekly", {"pregnancy"}),
        ("The Coroner’s report is awaited.", {"death", "incident"}),
        ("Remanded, then on licence.", {"prison"}),
        ("They LACK nothing; she lacks capacity for this decision", {"capacity"}),
        ("Slow release morphine 60 mg, 18 years old at first use, aged 40 now, suicidal at times.", set()),
        ("Custodian of the keys; a deadline; the prisons’ pharmacist.", {"prison"}),
        ("", set()),
    ],
)
def test_words_ask(text: str, codes: set[str]) -> None:
    assert set(cues([text])) == codes


def test_one_event_is_one_word_and_more_words_are_counted() -> None:
    assert cues(["He died in custody. Pregnant, then a pregnancy test."]) == {
        "death": ["died"],
        "incident": ["died in custody"],
        "prison": ["custody"],
        "pregnancy": ["pregnant", "pregnancy"],
    }


@pytest.mark.parametrize("piece", ["16 year ", "died in ", "children and young people's ", "16-", "a", "’"])
def test_the_work_grows_with_the_text_and_no_faster(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = [0]
    stands = module._stands

    def counted(*args: Any) -> bool:
        looked[0] += 1
        return stands(*args)

    monkeypatch.setattr(module, "_stands", counted)

    def looks(size: int) -> int:
        looked[0] = 0
        cues([piece * (size // len(piece))])
        return looked[0]

    assert looks(8_000) <= looks(1_000) * 9


@pytest.mark.django_db
def test_a_story_that_ticks_nothing_is_asked_about_before_it_is_sent(cast: Cast, as_: As) -> None:
    browser, posted = as_(cast.ada), form(cast, story=STORY, age_band="18-29", setting="custody_transition", clinicians_only="on")
    assert browser.post("/cases/new/", {**posted, "do": "save"}).status_code == 302, "a draft may leave it open"
    asked = browser.post("/cases/new/", {**posted, "do": "send"})
    assert asked.status_code == 422
    for words in (
        "Is the person under 18?",
        "Does it speak of a pregnancy",
        "a death?",
        "a serious incident",
        "Give the trimester",
    ):
        assert words in page(asked)
    names = {name for name in asked.context["form"].errors if name.startswith("speaks-")}
    assert names == {f"speaks-{code}" for code in ("under_18", "pregnancy", "death", "incident")}, (
        "leaving custody counts already"
    )
    counts = {name: f"no:{asked.context['form'].fields[name].question.count}" for name in names}
    case = Case.objects.get()
    assert browser.post("/cases/new/", {**posted, **counts, "do": "send"}).status_code == 302
    case.refresh_from_db()
    assert case.declined == {"under_18": 1, "pregnancy": 1, "death": 1, "incident": 1}
    assert [c.value for c in case.special_rules()] == ["prison"]
    assert case.questions() == []


@pytest.mark.django_db
def test_a_yes_brings_the_rules_and_the_narrower_audience(cast: Cast, as_: As) -> None:
    browser = as_(cast.ada)
    posted = form(cast, story="She is pregnant.", do="send") | {"speaks-pregnancy": "yes"}
    refused = browser.post("/cases/new/", posted)
    assert refused.status_code == 422
    assert "clinicians_only" in refused.context["form"].errors
    assert "Give the trimester" in page(refused)
    assert browser.post("/cases/new/", {**posted, "clinicians_only": "on"}).status_code == 302
    case = Case.objects.get()
    assert case.special == ["pregnancy"]
    assert "Give the trimester" in page(browser.get(f"/cases/{case.public_id}/send/")), "shown before it is sent"


@pytest.mark.django_db
def test_leaving_custody_counts_as_prison_unless_the_author_says_no(cast: Cast, as_: As) -> None:
    browser = as_(cast.ada)
    posted = form(cast, setting="custody_transition", do="send")
    refused = browser.post("/cases/new/", posted)
    assert set(refused.context["form"].errors) == {"clinicians_only"}
    assert "No establishment, wing" in page(refused)
    assert browser.post("/cases/new/", {**posted, "speaks-prison": "no:1"}).status_code == 302
    case = Case.objects.get()
    assert case.special_rules() == []
    assert 'value="no:1" id="id_speaks-prison_1" checked' in page(browser.get(f"/cases/{case.public_id}/edit/")).replace(
        "required ", ""
    ).replace(' aria-describedby="id_speaks-prison_hint"', "")


@pytest.mark.django_db
def test_a_no_holds_until_more_words_speak_of_it(cast: Cast, as_: As) -> None:
    browser, case = as_(cast.ada), draft(cast, story="Her sister is pregnant.")
    assert actions.answer(case, actor=cast.ada, speaks={"pregnancy": False})
    assert not actions.answer(case, actor=cast.ada, speaks={"pregnancy": False}), "said already"
    posted = form(cast, version=1, do="send") | {"speaks-pregnancy": "no:1"}
    url = f"/cases/{case.public_id}/edit/"
    assert (
        "speaks-pregnancy"
        in browser.post(url, {**posted, "story": "Both are pregnant: a second pregnancy."}).context["form"].errors
    )
    assert browser.post(url, {**posted, "story": "Her sister, pregnant, is worried."}).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"risks": "Pregnant."}, {"headline": "Pregnant: and now?"}, {"topics": True}, {"consent": 1}])
def test_every_text_and_topic_is_read(cast: Cast, fields: dict[str, Any]) -> None:
    if "topics" in fields:
        fields = {"topics": [Term.objects.create(slug="pregnancy", name="Pregnancy")]}
    if "consent" in fields:
        fields = {"rows": [{"name": "Methadone", "duration": "since the pregnancy"}]}
    with pytest.raises(actions.NotReady, match="speaks of"):
        actions.submit(draft(cast, **fields), actor=cast.ada)
    actions.submit(draft(cast), actor=cast.ada)


@pytest.mark.django_db
def test_whoever_opens_the_last_page_directly_is_asked_there_and_shown_the_rules(cast: Cast, as_: As) -> None:
    browser, case = as_(cast.ada), draft(cast, story="She is pregnant.", urgent="", clinicians_only=True)
    url = f"/cases/{case.public_id}/send/"
    first = page(browser.get(url))
    assert "Could somebody come to harm" in first
    assert "Does it speak of a pregnancy" in first
    bare = browser.post(url, {"read": "on"})
    assert set(bare.context["form"].errors) == {"urgent", "speaks-pregnancy"}
    stopped = browser.post(url, {"read": "on", "urgent": "yes", "speaks-pregnancy": "yes"})
    assert stopped.status_code == 422
    assert "call <strong>999</strong>" in page(stopped)
    assert (Case.objects.get().special, Case.objects.get().state) == ([], State.DRAFT)
    told = browser.post(url, {"read": "on", "urgent": "no", "speaks-pregnancy": "yes"})
    assert told.status_code == 422
    assert "read them below, then send it" in page(told)
    assert "Give the trimester, not the week" in page(told)
    assert (Case.objects.get().special, Case.objects.get().can_wait) == (["pregnancy"], True)
    assert browser.post(url, {"read": "on"}).status_code == 302, "asked once"
    assert Case.objects.get().state == State.SUBMITTED


@pytest.mark.django_db
def test_a_draft_that_was_never_asked_whether_it_can_wait_is_not_sent(cast: Cast, as_: As) -> None:
    case = draft(cast, urgent="")
    with pytest.raises(actions.NotReady, match="come to harm"):
        actions.submit(case, actor=cast.ada)
    assert as_(cast.ada).post(f"/cases/{case.public_id}/send/", {"read": "on", "urgent": "no"}).status_code == 302


@pytest.mark.django_db
def test_answers_are_the_authors_own_and_hold_no_word(cast: Cast) -> None:
    case = draft(cast, story="She is pregnant, says quillwortpaddle.")
    with pytest.raises(PermissionDenied):
        actions.answer(case, actor=cast.ben, speaks={"pregnancy": False})
    assert Case.objects.get().declined == {}
    actions.answer(case, actor=cast.ada, speaks={"pregnancy": False, "death": True})
    case = Case.objects.get()
    assert (case.declined, case.special) == ({"pregnancy": 1}, []), "nobody asked about a death"
    assert case.version == 1
    assert "quillwort" not in repr(list(AuditEntry.objects.values()))


def test_every_circumstance_has_cues_and_a_rule() -> None:
    samples = {"under_18": "16 years old", "pregnancy": "pregnant", "prison": "jail", "death": "died", "incident": "inquest"}
    assert set(samples) == set(RULES) == set(Circumstance)
    assert all(code in cues([words]) for code, words in samples.items())
