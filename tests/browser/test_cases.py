"""What becomes of a case beyond the walking line: its pictures, and the day when a reader knows who it is about."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from cases.models import Case, CasePicture
from network.forum.models import Incident
from tests.browser.person import Person
from tests.cases.making import draft, published
from tests.cast import Cast
from tests.cms.test_uploads import photo

Visit = Callable[..., Person]


def test_an_author_paints_out_and_a_reviewer_and_a_reader_see_the_picture(
    cast: Cast, at: Visit, script: bool, tmp_path: Path
) -> None:
    case = draft(cast)
    picture = tmp_path / "Marzipan Walrus.jpg"
    picture.write_bytes(photo(size=(400, 300)))
    ada = at(cast.ada, script=script)
    ada.open(f"/cases/{case.public_id}/edit/").send("Add a picture").heading("Pictures of")
    ada.field("Picture").set_input_files(picture)
    ada.fill(What_it_shows="A wound after a week").send("Add the picture")
    expect(ada.page.get_by_role("alert").first).to_contain_text("Look at the whole picture")
    expect(ada.field("What it shows")).to_have_value("A wound after a week")
    ada.field("Picture").set_input_files(picture)
    ada.tick("I have looked at every corner").send("Add the picture").heading("Paint out")
    ada.send("Paint the squares").sees("Tick the squares first")
    ada.page.get_by_label("Row 1, column 1", exact=True).check()
    ada.page.get_by_label("Row 1, column 2", exact=True).focus()
    ada.page.keyboard.press("Space")
    ada.send("Paint the squares").sees("Painted out")
    assert CasePicture.objects.get().version == 2
    ada.press("Done").press("Back to the case").tick("No, this can wait").send("Read it and send")
    ada.sees("Look into every corner").page.locator("#id_read").check()
    ada.send("Send to review").sees("is sent")

    ben = at(cast.ben, script=script)
    ben.open(f"/cases/review/{case.public_id}/").send("I have no interest")
    expect(ben.page.get_by_role("img", name="A wound after a week")).to_have_js_property("naturalWidth", 400)
    for question in ("Could fewer than five", "Could somebody find", "Would a relative", "Is anyone else"):
        ben.page.get_by_role("group", name=re.compile(question)).get_by_label("No").first.check()
    ben.send("Approve").sees("Open each picture")
    ben.tick("I have opened each picture").send("Approve").sees("is published")

    reader = at(cast.dee, script=script)
    reader.open(case.get_absolute_url())
    expect(reader.page.get_by_role("img", name="A wound after a week")).to_be_visible()
    at(cast.eve, script=script).open(f"/cases/{case.public_id}/pictures/{CasePicture.objects.get().public_id}/picture.jpg", 404)


def test_a_reader_who_knows_the_patient_hides_the_case_and_a_moderator_removes_it_everywhere(
    cast: Cast, at: Visit, script: bool
) -> None:
    case = published(cast, story="They take marzipan coloured tablets daily.")
    ben, dee, mia, ada = (at(person, script=script) for person in (cast.ben, cast.dee, cast.mia, cast.ada))
    ben.open(case.get_absolute_url()).send("I may know this patient").heading("It is hidden from everybody")
    ben.sees("The author does not learn who reported it")
    dee.open(case.get_absolute_url(), 404)
    ada.open(case.get_absolute_url()).sees("Hidden while a moderator looks").sees_no("Ben Testing")

    mia.open("/discussions/reports/").press("A thread or case by").sees("by whom stays confidential").sees_no("Ben Testing")
    mia.press("Open a disclosure incident").heading("Open a disclosure incident")
    mia.page.get_by_role("group", name=re.compile("How bad")).get_by_role("radio").first.check()
    mia.page.get_by_role("group", name=re.compile("What identifies")).get_by_role("radio").first.check()
    mia.send("Open the incident and remove").heading("Incident").sees("What was removed where", "What we could not remove")
    incident = Incident.objects.get()
    assert incident.finished_at, "every step was done"
    mia.fill(What_will_be="We ask for two readers of such cases.")
    mia.page.get_by_role("group", name=re.compile("regulator")).get_by_role("radio").first.check()
    mia.send("Close and seal").sees("What was learnt", "The record is sealed")

    for person in (ben, dee):
        person.open(case.get_absolute_url(), 404)
    assert Case.objects.get().story == ""
    ada.open("/cases/mine/").sees_no("marzipan")
