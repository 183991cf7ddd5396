"""What surrounds a word tells a body, a place or a person from what only reads like one: success and refusal side by side."""

from __future__ import annotations

import pytest

from cases.deidentification import Level, check
from tests.deidentification.scoring import narratives


def marked(text: str) -> list[str]:
    return [text[f.start : f.end] for f in check(text) if f.level is not Level.ADVISE]


SMALL = " and he says he is tired of all of it by now"


@pytest.mark.parametrize(
    ("text", "found", "alike"),
    [
        ("she runs the lobster pot cafe" + SMALL, "the lobster pot cafe", "she runs the local cafe" + SMALL),
        ("he lives above the golden fry" + SMALL, "the golden fry", "he lives above the chip shop" + SMALL),
        ("they met at the beacon" + SMALL, "the beacon", "they met at the weekend" + SMALL),
        ("she works at kings mill" + SMALL, "kings mill", "she works at night" + SMALL),
        ("they married at st marks" + SMALL, "st marks", "they walked down the high st again" + SMALL),
        ("he stays with big jase" + SMALL, "big jase", "he stays with big bags" + SMALL),
        ("any ideas please as he says he is tired of it all\nthanks, tone", "tone", "any ideas please as he says he is tired of it all\nthanks, all"),
        ("A lad called Smiley rang.", "Smiley", "A lad called Social Services."),
        ("Seen at Addenbrooke’s today.", "Addenbrooke", "Scored on the Addenbrooke’s test today."),
        ("Next bloods at PRI please.", "PRI", "Next bloods at GP please."),
        ("Dictated but not read, typed QX", "QX", "Dictated but not read, typed BP"),
        ("Present: QX, CK and DL", "QX, CK and DL", "Present: GP, CPN and OT"),
        ("Between 3rd and 19th January he fell.", "3rd", "Between 3rd and 19th centile he fell."),
        ("Home visit 17/3 was cold.", "17/3", "Home visit 17/3000 was cold."),
        ("hospital number d four four one nine two" + SMALL, "d four four one nine two", "hospital number unknown at the time" + SMALL),
        ("He drinks in the Red Lion.", "Red Lion", "He drinks in the Red Room."),
        ("She met FME de Souza.", "de Souza", "She met FME de novo."),
        ("Old Jim rang.", "Old Jim", "Old tablets went."),
        ("RQ has been turned down.", "RQ", "GP has been turned down."),
        ("Log INC 2024/771 was closed.", "INC 2024/771", "Dose for 2024/25 was closed."),
        ("Transferred from the remand wing 3/10; stable.", "3/10", "Pain fell from the usual eight to 3/10; stable."),
        ("He is on ward A6 now.", "ward A6", "He is on ward rounds now."),
        ("He is on B wing now.", "B wing", "He is on a wing now."),
        ("Post to The Bothy, Glen Kiltie today.", "Kiltie", "Post to the family today."),
        ("- The Bothy, Glen Kiltie", "The Bothy, Glen Kiltie", "- The plan, in short"),
        ("He starts at zq roofing on Monday.", "zq roofing", "He starts at home on Monday."),
        ("His mum carol says he sleeps.", "carol", "His mum says he sleeps."),
        ("Was with Harbour Recovery before.", "Harbour Recovery", "Was with Drug Recovery before."),
        ("she teaches at castle community college" + SMALL, "castle community college", "she teaches at a college" + SMALL),
        ("he lives above the crown and anchor" + SMALL, "the crown and anchor", "he lives above the shop and yard" + SMALL),
        ("they took her to the western" + SMALL, "the western", "they took her to the hospital" + SMALL),
        ("had a fit outside heron foods" + SMALL, "heron foods", "had a fit outside the shop" + SMALL),
        ("We rang shona about the Script.", "shona", "We rang about the Script."),
    ],
)  # fmt: skip
def test_surroundings_tell_what_names_from_what_reads_alike(text: str, found: str, alike: str) -> None:
    assert any(found in span for span in marked(text)), marked(text)
    assert marked(alike) == []


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Hardman et al. 2021 tried it; Hardman saw no effect.", "Mrs Hardman tried it in 2021."),
        ("Slow tapers hold (Zilquist and Kyriane, 2016).", "Slow tapers hold for Zilquist and Kyriane."),
        ("Zilquist (2017) agrees.", "We moved Zilquist 2017 to a ward. His wife, Mrs Zilquist, agrees."),
        ("Tell me what Zilquist 2013 found.", "Tell me what happened to Harold Zilquist 2013 and after."),
    ],
)
def test_a_cited_researcher_is_no_patient_and_a_patient_no_researcher(text: str, person: str) -> None:
    assert marked(text) == []
    assert marked(person) != []


def test_no_place_becomes_a_researcher_by_its_year() -> None:
    assert any("Zilham" in span for span in marked("They moved to Zilham 2019 and stayed."))


@pytest.mark.parametrize(
    "text", ["Severity of Dependence Scale 11", "The Clinical Opiate Withdrawal Scale and the Barthel Index", "FP10MDA expires"]
)
def test_instruments_and_forms_name_nobody(text: str) -> None:
    assert marked(text) == []


@pytest.mark.parametrize("name", ["third_tuning", "third_unseen", "fresh"])
def test_spans_of_the_narratives_stand_where_they_say(name: str) -> None:
    for case in narratives(name):
        assert all(case["text"][span["start"] : span["end"]] == span["text"] for span in case["spans"])
