"""Six people and their memberships in a real Chromium: each shows who they are, and a steward decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from django.core import mail
from django.utils import timezone

from network.membership import deciding, rechecking
from network.membership.models import Application, ClinicalDomain, Evidence, User
from network.membership.roles import STEWARDS, Role
from tests.browser.person import Person
from tests.cast import PASSWORD, Cast, person
from tests.membership.test_desk import apply
from tests.membership.test_evidence import bare
from tests.membership.upload_files import PDF, picture

Visit = Callable[..., Person]


def note(steward: Person, text: str, button: str) -> None:
    """Write into the steward's note and press a button below it."""
    steward.page.get_by_role("textbox", name="Note").fill(text)
    steward.press(button)


def desk(found: Application) -> str:
    """Return the steward's address of an application."""
    return f"/desk/applications/{found.public_id}/"


def test_a_retired_psychiatrist_applies_without_a_number_and_is_vouched_for(cast: Cast, at: Visit) -> None:
    visitor = at(None)
    visitor.open("/accounts/signup/").fill(Name_as_registered="Edith Sallow", Name_colleagues="Dr E Sallow")
    visitor.fill(Service_you="Northgate clinic", Why="Forty years of clinic, and I would like to be of use.")
    visitor.fill(Email="edith@post.example", Password=PASSWORD)
    visitor.tick("Retired", "I accept the (terms|house rules)", "I accept the case rules").send("Apply|Send|Sign Up")
    link = re.search(r"/accounts/confirm-email/\S+", mail.outbox[-1].body)
    assert link
    visitor.open(link[0]).send("onfirm|Yes")
    visitor.open("/application/").fill(Email="edith@post.example", Password=PASSWORD).send("Sign [Ii]n$")
    visitor.sees("Still wanted: .*a sponsor").press("Show more")
    visitor.fill(Your_sponsor=cast.ada.email).send("Ask them").sees("no answer yet")
    found = Application.objects.get(registered_name="Edith Sallow")

    steward = at(cast.stew)
    steward.open(desk(found)).fill(Words="Welcome").send("Approve$").sees("does not carry this decision yet")
    asked = re.search(r"/sponsor/\w+/", next(letter.body for letter in mail.outbox if letter.to == [cast.ada.email]))
    assert asked
    at(cast.ada).open(asked[0]).heading("Did you work with them").sees("Edith Sallow").send("Yes, I worked").sees("Membership")
    note(steward.open(desk(found)), "Erased at own request, never for cause.", "Keep it as what the register says")
    steward.sees("This is all that is wanted").fill(Words="Welcome").send("Approve$").sees("Approved")
    visitor.open("/application/").sees("You are verified")
    user = User.objects.get(email="edith@post.example")
    assert (user.is_clinician, user.retired) == (True, True)
    assert not Evidence.objects.exists()


def test_a_nurse_prescriber_shows_a_work_mailbox_by_a_code(cast: Cast, at: Visit) -> None:
    ClinicalDomain.objects.get_or_create(name="nhs.uk")
    found = bare(profession="nurse", register_number="99Z0001Z")
    nurse = at(found.user)
    nurse.open("/application/").press("Show more").fill(Your_work="reception@northgate.nhs.uk").send("Send me a code")
    nurse.sees("several people read").fill(Your_work="lewis@northgate.nhs.uk").send("Send me a code")
    code = re.search(r"^\d{6}$", mail.outbox[-1].body, re.M)
    assert code
    nurse.fill(Code_from="12345").send("Confirm the mailbox").sees("Enter the 6 digits")
    nurse.fill(Code_from=code[0]).send("Confirm the mailbox").sees("lewis@northgate.nhs.uk is confirmed")
    steward = at(cast.stew)
    steward.open(desk(found)).sees("confirmed by code", "Annotated, if they call themselves one")
    note(steward, "Part 1, effective, V300 annotated.", "Keep it as what the register says")
    steward.fill(Words="All there").send("Approve$").sees("Approved")
    nurse.open("/application/").sees("You are verified")


def test_a_key_worker_uploads_a_badge_that_the_steward_who_is_on_it_downloads(cast: Cast, at: Visit) -> None:
    found = bare(profession="key_worker", register_number="")
    worker = at(found.user)
    worker.open("/application/evidence/")
    for content, name, words in ((b"", "a.pdf", "is empty"), (b"plain", "a.pdf", "Use a PDF"), (picture(), "b.jpg", "Uploaded")):
        worker.field("A letter").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": content})
        worker.send("Upload it").sees(words)
    steward = at(cast.stew)
    steward.open(desk(found)).sees("Say .I am on it. to open it").send("I am on it")
    with steward.page.expect_download() as download:
        steward.control("Download it").click()
    assert download.value.suggested_filename == f"evidence-{found.public_id}.jpg"
    note(steward, "Rang the service at its published number: works there.", "Keep it as what the register says")
    steward.fill(Words="Rang them").send("Approve$").sees("Approved")
    worker.open("/application/").sees("You are verified")
    assert User.objects.get(pk=found.user_id).role == "associate"


def test_a_declined_applicant_reads_why_appeals_once_and_another_steward_limits(cast: Cast, at: Visit) -> None:
    found = apply()
    other = person("Otto", Role.MEMBER, STEWARDS)
    applicant, first, second = at(found.user), at(cast.stew), at(other)
    first.open(desk(found)).fill(Words="The register shows another name.").send("Decline$").sees("Declined")
    applicant.open("/application/").sees("The register shows another name", "Appeal once")
    applicant.fill(Your_answer="It is my married name; here is the certificate.").send("Send my appeal").sees("Your appeal is in")
    applicant.press("Show more")
    applicant.field("A letter").set_input_files({"name": "c.pdf", "mimeType": "application/pdf", "buffer": PDF})
    applicant.send("Upload it").sees("Your document is in")
    first.open(desk(found)).sees("appeal against your decision")
    second.open(desk(found)).fill(Words="Until the register shows the new name.").send("Approve to read").sees("read and discuss")
    applicant.open("/application/").sees("You are verified")
    assert User.objects.get(pk=found.user_id).role == "associate"


def test_a_gp_marries_and_the_old_name_stands_until_a_steward_has_looked(cast: Cast, at: Visit) -> None:
    found = apply()
    deciding.approve_application(found, actor=cast.stew)
    gp = at(User.objects.get(pk=found.user_id))
    gp.open("/account/").press("Another name").fill(Name_as="Amara Married", Name_colleagues="Dr A Married").send(
        "Ask the stewards"
    )
    gp.sees("Waiting for a steward").open("/account/").heading("Dr A Waiting")
    steward = at(cast.stew)
    steward.open("/desk/applications/?show=recheck").press("Applicant A").sees("Amara Married", "Asks for another name")
    note(steward, "The register shows Amara Married now.", "Checked again")
    steward.sees("Done. They have been told")
    gp.open("/account/").heading("Dr A Married").sees(f"{timezone.localdate():%-d %B %Y}")


def test_a_steward_keeps_the_list_of_domains_and_finds_who_is_due(cast: Cast, at: Visit) -> None:
    found = apply()
    deciding.approve_application(found, actor=cast.stew)
    Application.objects.update(checked_at=timezone.now() - timedelta(days=400))
    rechecking.put_due_on_the_desk()
    steward = at(cast.stew)
    steward.open("/desk/applications/").press("Clinical domains").heading("Clinical domains").sees("nhs.net|None yet")
    steward.fill(Domain="gmail.com").send("Add it").sees("Anybody can open")
    steward.fill(Domain="northgate-care.example").send("Add it").sees("On the list", "northgate-care.example")
    steward.open("/desk/applications/?show=recheck").press("Applicant A").sees("A year since the last check")
    note(steward, "Still registered, no conditions.", "Checked again")
    steward.sees("Done. They have been told").open("/desk/applications/?show=recheck").sees("Nobody is here")
