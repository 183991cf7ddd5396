"""Names, places and organisations: each recogniser finds what names somebody and leaves what reads alike."""

from __future__ import annotations

import pytest

from cases.deidentification import Level, check


def marked(text: str) -> list[str]:
    return [text[f.start : f.end] for f in check(text) if f.level is not Level.ADVISE]


@pytest.mark.parametrize(
    ("text", "found", "alike"),
    [
        ("He saw Mrs Ashton today.", "Ashton", "He used the Ashton manual today."),
        ("Her daughter Prince rang.", "Prince", "Her daughter rang."),
        ("Their keyworker Dawn rang.", "Dawn", "Their keyworker rang at dawn."),
        ("Patient: Summer Reed", "Summer Reed", "Patient: Female"),
        ("He fell again.\nKind regards,\nHeather", "Heather", "He fell again.\nKind regards"),
        ("Discussed pt JT at length.", "JT", "Discussed pt BP at length."),
        ("We saw Kiribane again.", "Kiribane", "We saw Wernicke again."),
        ("Mercy Hopewell spoke for her.", "Mercy Hopewell", "They had no mercy."),
        ("came in today with her nan beryl and sat for a long while", "beryl", "came in today with her nan and sat for a long while"),
        ("The team calls him “the Colonel”, as he likes it.", "the Colonel", "They sold “the tablets”, as he said."),
        ("She is living in Deal now.", "Deal", "She made a deal now."),
        ("He lives at 14 Tannery Lane now.", "14 Tannery Lane", "He takes 14 tablets a day now."),
        ("He was at Guys Marsh then.", "Guys Marsh", "He was at court then."),
        ("He came from HMP Exeter then.", "HMP Exeter", "He came from prison then."),
        ("She uses Wharfe Bridge Surgery.", "Wharfe Bridge Surgery", "She awaits bowel surgery."),
        ("She is on Kingfisher Ward now.", "Kingfisher Ward", "She is on the Acute Medical Ward now."),
        ("He goes to Ysgol Maes-y-Gors now.", "Ysgol Maes-y-Gors", "He goes to Primary School now."),
        ("He works at Needles Pleasure Cruises.", "Needles Pleasure Cruises", "He works at sea."),
        ("She had a fit in the Mermaid again.", "the Mermaid", "She had a fit in the Emergency Department again."),
        ("He prays at All Saints weekly.", "All Saints", "He prays for all saints weekly."),
        ("He collects at Boots in the Arndale.", "Boots in the Arndale", "He collects at Boots in person."),
    ],
)  # fmt: skip
def test_what_names_somebody_is_marked_and_what_reads_alike_is_not(text: str, found: str, alike: str) -> None:
    assert any(found in span for span in marked(text)), marked(text)
    assert marked(alike) == []


@pytest.mark.parametrize(
    ("first", "again"),
    [("Mrs Pugh-Davies came. pugh-davies left.", "pugh-davies"), ("Dr Rowntree rang. We asked Rowntree.", "Rowntree"),
     ("His son Mark Pugh came. We told Mark.", "Mark")],
)  # fmt: skip
def test_a_name_that_was_found_is_found_again_in_any_case(first: str, again: str) -> None:
    assert marked(first)[-1] == again


def test_an_installation_adds_words_that_name_nobody() -> None:
    text = "We gave Zolvaxin and used the Kiribane pump."
    assert marked(text) == ["Zolvaxin", "Kiribane"]
    assert check(text, extra_safe=["zolvaxin", "Kiribane pump"]) == []


@pytest.mark.parametrize(
    "text",
    ["Will this taper work? May I ask about Grace period rules. Mark the chart.", "PHQ-9 8, CIWA-Ar 12, MoCA 25, GGT 62, Na 121, QTc 478.",
     "Bell’s palsy, Crohn’s, Parkinson’s disease and the Glasgow Coma Scale.", "Started Zimovane, Pabrinex and street “Xanax” in March.",
     "The Bristol stool chart, the Edinburgh scale and the Maudsley guidelines.", "The Care Quality Commission and the Home Office wrote."],
)  # fmt: skip
def test_clinical_prose_is_left_alone(text: str) -> None:
    assert marked(text) == []
