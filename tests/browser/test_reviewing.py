"""The second clinician's other ways: send back, come second, remove at once; and the author who comes back to say what happened."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core import mail
from playwright.sync_api import expect

from cases.models import Case, State
from network.forum import posting
from network.forum.models import Incident
from tests.browser.person import Person
from tests.cases.making import draft, published, sent
from tests.cast import Cast

Visit = Callable[..., Person]
QUESTIONS = ("Could fewer than five", "Could somebody find", "Would a relative", "Is anyone else")
NOTE = "Make the work more general, please."


def begin(person: Person) -> Person:
    """Open the case that waits longest, and say that there is no interest."""
    person.open("/cases/review/").press("Read Case").heading("Before you read")
    return person.send("I have no interest").sees("Your four answers")


def answer(person: Person, doubt: str = "") -> Person:
    """Answer the four questions with no, the one about `doubt` with yes."""
    for question in QUESTIONS:
        word = "Yes" if question == doubt else "No"
        person.page.get_by_role("group", name=re.compile(question)).get_by_label(word).first.check()
    return person


def test_a_case_comes_back_with_a_note_and_goes_again(cast: Cast, at: Visit, script: bool) -> None:
    case = sent(draft(cast, story="They work with marzipan and take street tablets daily."))
    ben = begin(at(cast.ben, script=script))
    answer(ben, "Would a relative").send("Approve").sees("With a yes here the case goes back")
    ben.fill(Note_to_the_author=NOTE).send("^Send back$").sees("is back with its author")
    ben.open(f"/cases/review/{case.public_id}/").heading("You have reviewed").sees("You sent it back").sees_no("marzipan")

    ada = at(cast.ada, script=script)
    ada.open("/cases/mine/").press("Street benzos").sees("The reviewer asks", NOTE)
    ada.press("Go on writing").fill(The_story="They work in a shop and take street tablets daily.")
    ada.tick("No, this can wait").send("Read it and send").page.locator("#id_read").check()
    ada.send("Send to review").sees("is sent")
    assert Case.objects.get().state == State.SUBMITTED

    ben.open(f"/cases/review/{case.public_id}/").sees("in a shop").sees_no("marzipan")
    answer(ben).send("Approve").sees("is published and its thread is open")


def test_of_two_reviewers_the_second_keeps_what_they_typed(cast: Cast, at: Visit, script: bool) -> None:
    sent(draft(cast))
    ben, mia = (begin(at(person, script=script)) for person in (cast.ben, cast.mia))
    answer(ben).send("Approve").sees("is published")
    answer(mia, "Could somebody find").fill(Note_to_the_author=NOTE).send("^Send back$")
    mia.heading("does not wait for you").sees("Nothing of yours was recorded")
    expect(mia.field("Your note")).to_have_value(NOTE)
    mia.send("Cases awaiting review").sees("Nothing is waiting for you")
    assert Case.objects.get().state == State.PUBLISHED


def test_an_author_says_what_happened_and_what_helped(cast: Cast, at: Visit, script: bool) -> None:
    case = published(cast)
    assert case.thread
    posting.reply(case.thread, actor=cast.ben, text="Hold the dose for a week first.")
    ada, ben = at(cast.ada, script=script), at(cast.ben, script=script)
    mail.outbox.clear()
    ada.open(case.get_absolute_url()).send("Record an outcome").fill(What_happened="Steady after six weeks.")
    ada.send("Record it").sees("Say whether somebody died")
    expect(ada.field("What happened")).to_have_value("Steady after six weeks.")
    ada.page.get_by_role("group", name=re.compile("Did it end")).get_by_label("No").first.check()
    ada.send("Record it").sees("Those who follow the case are told", "Steady after six weeks")
    assert [m.to for m in mail.outbox if "has an outcome" in m.subject] == [[cast.ben.email]]
    assert not any("Steady" in m.body for m in mail.outbox)

    ada.open(case.get_absolute_url()).send("Mark helpful").sees("Marked helpful by the author")
    ben.open(case.get_absolute_url()).sees("Steady after six weeks", "Marked helpful by the author", "Outcome recorded")
    ada.open(case.get_absolute_url()).send("Take .helpful. back")
    ben.open(case.get_absolute_url()).sees_no("Marked helpful by the author")


def test_a_reviewer_has_a_case_that_names_somebody_removed_before_anybody_reads_it(cast: Cast, at: Visit, script: bool) -> None:
    case = sent(draft(cast, story="They take marzipan coloured tablets daily."))
    ben = begin(at(cast.ben, script=script))
    ben.send("It identifies somebody").heading("Remove").sees_no("marzipan")
    ben.send("Open the incident").sees("Choose how bad it is")
    for group in ("How bad", "What identifies"):
        ben.page.get_by_role("group", name=re.compile(group)).get_by_role("radio").first.check()
    ben.fill(Note_for_the_record="Ask Siobhan Kelly about it.").send("Open the incident").sees("May point to somebody")
    ben.fill(Note_for_the_record="").send("Open the incident").sees("is out of everybody's sight")
    ben.sees("Nothing is waiting for you")

    incident = Incident.objects.get()
    assert (incident.note, bool(incident.finished_at)) == ("", True)
    at(cast.mia, script=script).open(incident.get_absolute_url()).sees("it was not published").sees_no("marzipan")
    ada = at(cast.ada, script=script)
    ada.open(case.get_absolute_url(), 404)
    ada.open("/cases/mine/").sees(case.reference).sees_no("marzipan")
    assert Case.objects.get().story == ""
