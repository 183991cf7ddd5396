"""What the public may not read although members may write it, and what a lesson needs and keeps."""

from __future__ import annotations

import pytest

from cases.deidentification import Level, check_for_public

REFUSED = {
    "AGE": (
        "A woman of 83 came.", "A patient (an 83-year-old) came.", "A woman of eighty-three, living alone, came.", "Eighty-three years old.",
        "Aged eighty three.", "An 83 year old.", "83yo woman.", "Seen: 83F.", "She was 83.", "She turned eighty-three then.", "At 83 she fell.",
        "It was her 83rd birthday.", "Somebody in her eighties.", "Somebody in their early 30s.", "An octogenarian.", "In her eighty-fourth year.",
        "A patient (83).", "An 83\u2011year\u2011old.", "An \uff18\uff13-year-old.", "Age: 83.", "With a seven-year-old at home.", "A man, 61, who fell.",
        "Born in 1941.", "He was fifty-two when it began.", "A woman, 83 years, came.",
    ),
    "DOSE": (
        "Nitrazepam 10 mg every night.", "10mg nocte.", "Ten milligrams.", "Two tablets.", "Half a tablet.", "5 to 10 ml.", "40 units a week.",
        "It was taken twice daily.", "Three times a day.", "Every other day.", "It was given bd.", "2-hourly.", "0.5 mg.", "300 micrograms/day.",
    ),
    "INTERVAL": (
        "Four days later she fell.", "4 days later.", "After three weeks.", "The next day.", "The following morning.", "On day 4.", "Week 6.",
        "On the third day.", "A week later.", "A fortnight later.", "Within 48 hours.", "It was 3/7 later.", "On Monday.", "2\u20133 weeks.",
        "A ten-day course.", "Twenty-one days in all.", "6 wks.",
    ),
    "CASE_NO": ("As in case 0021.", "Case 21.", "Case no. 21.", "Cases 21 and 22.", "Case #7.", "See 0021.", "Number 21.", "/cases/abc/"),
    "OCCUPATION": ("He worked as a teacher.", "A retired plumber.", "A trawlerman.", "She trained as a nurse.", "A tailor by trade."),
    "DATE": ("It was in March 2021.", "Since 2019.", "Last May."),
    "OCCUPATION_RARE": ("A lighthouse keeper.",),
    "QUOTATION": ("“I never wanted to stop the tablets at all”, they said.",),
    "NEWS_EVENT": ("It was in the papers.",),
    "DISTINCTIVE": ("The only survivor.",),
}  # fmt: skip

KEPT = (
    "Somebody who bought tablets in the street came in withdrawal.", "One plan, one worker to ring, and both teams in the room.",
    "They were one of the few, and two teams cared.", "For months both were right. Some months later it was over.",
    "A way back to treatment on the same day.", "In case two people ask, say so.", "A nurse rang a pharmacist, and the doctor saw them.",
    "An older adult in later life, in skilled work.", "A low dose, taken regularly; a few days after, soon after.", "Daily supervised consumption.",
    "She may have been in pain.", "Somebody to ring every day, and a helpline open 24 hours a day, 24/7.", "The 2017 guidelines say so.",
    "On the whole, in the second place, at once.", "One in three people, or 20% of people.", "Case notes were shared. In this case the plan changed.",
    "Step 3 of the plan, stage 2.", "One of many who waited.", "On the ward they were on their own.",
)  # fmt: skip


@pytest.mark.parametrize(("label", "text"), [(label, text) for label, texts in REFUSED.items() for text in texts])
def test_what_narrows_or_orders_is_refused_with_what_to_say_instead(label: str, text: str) -> None:
    found = check_for_public({"story": text})["story"]
    assert label in {finding.label for finding in found}
    assert {finding.level for finding in found} == {Level.BLOCK}
    for finding in found:
        assert finding.suggestion
        assert finding.explanation
        assert finding.title != "Possible identifier"
        assert not check_for_public({"story": finding.suggestion}), "what is proposed would itself be refused"


@pytest.mark.parametrize("text", KEPT)
def test_what_a_lesson_needs_may_stand(text: str) -> None:
    assert check_for_public({"story": text}) == {}


def test_places_are_those_of_the_text_that_was_typed() -> None:
    text = "An \uff18\uff13\u2011year\u2011old\u00a0came, on 10\u202fmg."
    found = check_for_public({"story": text, "title": "Slow down"})
    assert [text[f.start : f.end] for f in found["story"]] == ["\uff18\uff13\u2011year\u2011old", "10\u202fmg"]
    assert list(found) == ["story"]
