"""The round trip of the composer: marked in place, replaced, kept with a reason; and whatever happens, the text comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases import actions, composer
from cases.models import Case, CaseDecision, State
from network.membership.models import User
from tests.cases.making import ANSWERS, declared, draft, form, submitted
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
MARKER = "quillwortpaddle"


def page(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_mark_stands_in_its_text_and_its_ways_out_beside_it(cast: Cast, as_: As) -> None:
    answer = page(as_(cast.ada).post("/cases/new/", form(cast, story=f"{MARKER}. Ring 07700 900123 first.", do="check")))
    assert f'{MARKER}. Ring <a class="id id-x" href="#find-1">07700 900123' in answer
    for way_out in ('value="replace:1"', 'name="by-1"'):
        assert way_out in answer
    assert 'value="keep:1"' not in answer, "what must go cannot be kept"


def test_replace_changes_one_mention_and_replace_all_every_field(cast: Cast, as_: As) -> None:
    posted = form(cast, story="Dr Smith saw them. Dr Smith left.", risks="Dr Smith worries.")
    once = as_(cast.ada).post("/cases/new/", {**posted, "do": "replace:1", "by-1": "the consultant"}).context["form"]
    everywhere = as_(cast.ada).post("/cases/new/", {**posted, "do": "replace-all:1", "by-1": "the consultant"}).context["form"]
    assert once["story"].value().count("Smith") == 1
    assert "Smith" in once["risks"].value()
    assert "Smith" not in everywhere["story"].value() + everywhere["risks"].value()


def test_a_mark_in_the_table_of_substances_can_be_replaced_there(cast: Cast, as_: As) -> None:
    row = {"substance-0-name": "Tablets", "substance-0-amount": "ask 07700 900123"}
    answer = as_(cast.ada).post("/cases/new/", form(cast, **row, do="replace:1") | {"by-1": "eight a day"})
    assert answer.context["form"].substances.rows[0]["amount"] == "ask eight a day"


def test_a_mark_kept_with_a_reason_is_stored_as_kind_and_reason_alone(cast: Cast, as_: As) -> None:
    browser, posted = as_(cast.ada), form(cast, story="Dr Smith saw them.", do="keep:1") | {"why-1": "eponym"}
    kept = browser.post("/cases/new/", posted).context["kept"]
    assert kept
    refused = browser.post("/cases/new/", {**posted, "do": "send"})
    assert refused.status_code == 422, "nobody has decided"
    assert browser.post("/cases/new/", {**posted, "do": "send", "kept": kept}).status_code == 302
    decision = CaseDecision.objects.get()
    assert (decision.reason, decision.count) == ("eponym", 1)
    assert "Smith" not in repr(vars(decision))


def test_an_undecided_mark_cannot_be_sent_past_the_page(cast: Cast) -> None:
    case = draft(cast, story="Dr Smith saw them.")
    with pytest.raises(actions.NotReady):
        actions.submit(case, actor=cast.ada)
    assert Case.objects.get().state == State.DRAFT


def test_a_half_empty_draft_is_kept_and_only_sending_asks_for_the_rest(cast: Cast, as_: As) -> None:
    half = {"kind": "ask", "story": f"Begun {MARKER}.", "board": cast.open_board.public_id}
    browser = as_(cast.ada)
    assert browser.post("/cases/new/", {**half, "do": "save"}).status_code == 302
    case = Case.objects.get()
    url = f"/cases/{case.public_id}/edit/"
    refused = browser.post(url, {**half, "version": "1", "do": "send"})
    assert refused.status_code == 422
    assert "Give the case a title" in page(refused)
    assert MARKER in page(refused)
    with pytest.raises(actions.NotReady):
        actions.submit(case, actor=cast.ada)


def test_the_form_says_how_much_is_left_and_answers_nothing_for_its_writer(cast: Cast, as_: As) -> None:
    browser = as_(cast.ada)
    first = browser.get("/cases/new/")
    assert first.context["to_go"] == 7
    draft(cast, setting="prison")
    blank = browser.get("/cases/new/").context["form"]
    assert [blank[name].value() for name in ("urgent", "age_band", "setting", "consent_basis")] == [None] * 4


def test_a_case_is_not_sent_before_its_writer_has_said_that_it_can_wait(cast: Cast, as_: As) -> None:
    browser, posted = as_(cast.ada), form(cast, do="send", urgent="")
    answer = browser.post("/cases/new/", posted)
    assert answer.status_code == 422
    assert "Say whether somebody could come to harm" in page(answer)
    assert browser.post("/cases/new/", {**posted, "do": "save"}).status_code == 302, "a draft may leave it open"
    assert browser.post("/cases/new/", {**posted, "urgent": "no"}).status_code == 302


def test_nothing_is_sent_before_it_was_read_once_more(cast: Cast, as_: As) -> None:
    browser, case = as_(cast.ada), draft(cast)
    url = f"/cases/{case.public_id}/send/"
    reading = page(browser.get(url))
    assert "street tablets" in reading
    assert 'class="id' not in reading, "highlights are off"
    assert browser.post(url, {}).status_code == 422
    assert Case.objects.get().state == State.DRAFT
    assert browser.post(url, {"read": "on"}).status_code == 302
    assert Case.objects.get().state == State.SUBMITTED
    assert browser.post(url, {"read": "on"}).status_code == 302, "a second click finds it sent"


def test_what_is_sent_is_what_was_read(cast: Cast, as_: As) -> None:
    browser, case = as_(cast.ada), draft(cast)
    Case.objects.update(version=2, question="Written in another tab?")
    answer = browser.post(f"/cases/{case.public_id}/send/", {"read": "on", "version": "1"})
    assert answer.status_code == 422
    assert "Written in another tab" in page(answer)
    assert 'name="version" value="2"' in page(answer)
    assert Case.objects.get().state == State.DRAFT


def test_back_a_few_more_words_and_save_again_changes_the_same_draft(cast: Cast, as_: As) -> None:
    browser, posted = as_(cast.ada), form(cast, do="save")
    browser.post("/cases/new/", posted)
    assert browser.post("/cases/new/", {**posted, "story": f"More {MARKER}."}).status_code == 302
    assert Case.objects.get().story == f"More {MARKER}."


def test_a_double_click_on_an_edit_is_told_that_it_is_saved(cast: Cast, as_: As) -> None:
    case, browser = draft(cast), as_(cast.ada)
    posted = form(cast, version=1, story="Changed once.", do="save")
    answers = [browser.post(f"/cases/{case.public_id}/edit/", posted).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert Case.objects.get().version == 2


def test_two_versions_are_put_side_by_side_and_the_writer_chooses(cast: Cast, as_: As) -> None:
    case, browser = draft(cast), as_(cast.ada)
    url, mine = f"/cases/{case.public_id}/edit/", form(cast, version=1, story=f"Mine {MARKER}.")
    browser.post(url, {**mine, "story": "First tab.", "do": "save"})
    refused = page(browser.post(url, {**mine, "do": "save"}))
    assert MARKER in refused
    assert 'value="overwrite"' in refused
    assert Case.objects.get().story == "First tab."
    assert browser.post(url, {**mine, "do": "overwrite"}).status_code == 302
    assert Case.objects.get().story == f"Mine {MARKER}."


@pytest.mark.parametrize("what", ["sent", "withdrawn", "no longer a clinician", "board archived", "board lost"])
def test_a_form_that_comes_too_late_is_answered_with_its_text(cast: Cast, as_: As, what: str) -> None:
    case, browser = draft(cast), as_(cast.ada)
    if what == "sent":
        actions.submit(case, actor=cast.ada)
    elif what == "withdrawn":
        actions.withdraw(case, actor=cast.ada)
    elif what == "no longer a clinician":
        User.objects.filter(pk=cast.ada.pk).update(role="associate")
    elif what == "board archived":
        type(cast.open_board).objects.update(archived=True)
    else:
        cast.ada.groups.clear()
    before = Case.objects.get()
    answer = browser.post(f"/cases/{case.public_id}/edit/", form(cast, version=1, story=f"Late {MARKER}.", do="save"))
    assert answer.status_code == 422
    assert f"Late {MARKER}" in page(answer)
    assert "your text is below" in page(answer)
    assert (Case.objects.get().story, Case.objects.get().state) == (before.story, before.state)


@pytest.mark.parametrize("changes", [{"story": "x" * 8001}, {"substance-0-amount": "8 a day"}, {"substance-0-name": "x" * 81}])
def test_a_form_with_a_mistake_comes_back_whole(cast: Cast, as_: As, changes: dict[str, str]) -> None:
    answer = as_(cast.ada).post("/cases/new/", form(cast, risks=f"Known {MARKER}.", do="save", **changes))
    assert answer.status_code == 422
    for typed in (MARKER, *changes.values()):
        assert typed in page(answer)
    assert not Case.objects.exists()


def test_a_board_that_closes_between_reading_and_sending_keeps_the_draft(cast: Cast, as_: As) -> None:
    case, browser = draft(cast), as_(cast.ada)
    type(cast.open_board).objects.update(archived=True)
    answer = browser.post(f"/cases/{case.public_id}/send/", {"read": "on"})
    assert answer.status_code == 422
    assert "Your draft is kept" in page(answer)
    assert Case.objects.get().state == State.DRAFT


def test_a_board_that_closes_while_the_case_waits_sends_it_back_with_the_reason(cast: Cast, as_: As) -> None:
    case = declared(submitted(cast), cast.ben)
    cast.ada.groups.clear()
    answer = as_(cast.ben).post(f"/cases/review/{case.public_id}/", {**ANSWERS, "decision": "approve"}, follow=True)
    assert "went back to choose another board" in page(answer)
    assert Case.objects.get().state == State.RETURNED
    assert "Choose another board" in Case.objects.get().review_note


def test_a_case_withdrawn_while_it_is_read_cannot_be_approved(cast: Cast, as_: As) -> None:
    case, browser = declared(submitted(cast), cast.ben), as_(cast.ben)
    assert browser.get(f"/cases/review/{case.public_id}/").status_code == 200
    actions.withdraw(case, actor=cast.ada)
    answer = browser.post(f"/cases/review/{case.public_id}/", {**ANSWERS, "decision": "approve"}, follow=True)
    assert "its author took it back" in page(answer)
    assert Case.objects.get().state == State.WITHDRAWN


def stepped(do: str, story: str, timeline: str, **more: str) -> tuple[str, str]:
    data = {"story": story, "timeline": timeline, "do": do, **more}
    assert composer.step(data, {})
    return data["story"], data["timeline"]


def test_replace_all_calls_one_person_the_same_in_every_form_of_the_name_and_nobody_else() -> None:
    texts = "Zilquist left.", "Dr Zilquist and Dr Okonjo saw them."
    assert stepped("replace-all:2", *texts) == ("Colleague A left.", "Colleague A and Dr Okonjo saw them.")
    assert stepped("replace-all:2", *texts, **{"by-2": "the consultant"}) == (
        "the consultant left.",
        "the consultant and Dr Okonjo saw them.",
    )
    assert stepped("replace:2", *texts)[0] == "Zilquist left."


def test_days_counted_from_one_first_date_are_replaced_together_and_other_words_alone() -> None:
    texts = "Seen on 3 May 2023.", "Again on 5 May 2023."
    assert stepped("replace:2", *texts) == ("Seen on day 0.", "Again on day 2.")
    assert stepped("replace:2", *texts, **{"by-2": "a later date"}) == ("Seen on 3 May 2023.", "Again on a later date.")


def test_everything_replaced_at_once_keeps_who_is_who_across_the_fields() -> None:
    texts = "Her sister Agnes rang.", "Agnes met Dr Okonjo on 3 May 2023."
    assert stepped("replace-everything", *texts) == (
        "Her sister (the patient’s sister) rang.",
        "The patient’s sister met colleague A on one date.",
    )
