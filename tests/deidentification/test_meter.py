"""Three details together ask for an independent reader; each names what could go."""

from __future__ import annotations

import pytest

from cases.deidentification import combination


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Someone in their late forties", "AGE_BAND"), ("The woman slept badly", "SEX"), ("of Kurdish background", "ETHNICITY"),
     ("worked as a trawlerman", "OCCUPATION"), ("in a coastal area", "REGION"), ("has twins", "FAMILY"),
     ("has Huntington’s disease", "DIAGNOSIS"), ("it was in the papers", "EVENT"),
     ("late thirties, settled", "AGE_BAND"), ("seen at 43yo", "AGE_BAND"), ("works as a bell-founder", "OCCUPATION"), ("a retired beekeeper", "OCCUPATION"),
     ("a call centre worker", "OCCUPATION"), ("mother of two", "FAMILY"), ("two young children", "FAMILY"), ("lives on Islay", "REGION"),
     ("came with a Polish friend, Muslim too", "ETHNICITY"), ("known CJD in the family", "DIAGNOSIS"), ("acromegaly since", "DIAGNOSIS"),
     ("won the lottery", "EVENT"), ("a tattoo across the throat", "EVENT")],
)  # fmt: skip
def test_each_kind_is_counted_once_however_often_it_is_said(text: str, kind: str) -> None:
    assert [detail.kind for detail in combination([text, text]).details] == [kind]


def test_facts_of_the_form_count_and_empty_or_unknown_ones_do_not() -> None:
    meter = combination(["No change."], {"age_band": "30s", "region": "", "setting": "prison"})
    assert [detail.kind for detail in meter.details] == ["AGE_BAND"]
    assert not meter.needs_review
    assert meter.to_drop == ()


def test_three_kinds_need_a_review_and_the_least_needed_is_proposed_first() -> None:
    meter = combination(["A man in his fifties who worked as a pilot."])
    assert meter.count == 3
    assert meter.needs_review
    assert [detail.kind for detail in meter.to_drop] == ["OCCUPATION"]
    assert meter.to_drop[0].words == ("worked as a pilot",)


def test_a_text_without_such_details_counts_nothing() -> None:
    assert combination(["They reduced diazepam by 2 mg a fortnight.", "", "😀\x00"]).count == 0
