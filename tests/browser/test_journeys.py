"""The walking line in a real Chromium, each journey with script and without."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import expect

from cases.models import Case, State
from cms.models import GuidancePage
from cms.tree import Tree
from network.forum.models import Thread
from network.membership.models import Application, ClinicalDomain, User
from network.membership.roles import Role
from search.engine import EngineUnavailable
from search.indexer import drain
from search.models import Term
from tests.browser.person import Person
from tests.cast import PASSWORD, Cast, person

Visit = Callable[..., Person]
STORY = "NHS number 999 000 0018. Seizure on 14 March 2026, marzipan. Takes ten tablets a day and wants to stop."


def test_a_clinician_registers_and_is_verified_by_a_steward(cast: Cast, at: Visit, script: bool) -> None:
    visitor = at(None, script=script)
    visitor.open("/").press("Apply").heading("Sign Up|Apply|Join|pplication")
    visitor.send("Apply|Send|Sign Up").heading("Sign Up|Apply|Join|pplication")
    expect(visitor.page.get_by_role("alert").get_by_role("link").first).to_be_visible()
    visitor.fill(Name_as_registered="Amara Whitlock", Name_colleagues="Dr A Whitlock", Registration="765 4321")
    visitor.fill(Service_you="A shared care practice", Why="I see mixed sedative use every week.")
    visitor.fill(Email="amara@practice.example", Password=PASSWORD)
    visitor.tick("Doctor", "I accept the (terms|house rules)", "I accept the case rules").send("Apply|Send|Sign Up")
    link = re.search(r"/accounts/confirm-email/\S+", mail.outbox[-1].body)
    assert link
    visitor.open(link[0]).send("onfirm|Yes")
    visitor.open("/application/").fill(Email="amara@practice.example", Password=PASSWORD).send("Sign [Ii]n$")
    visitor.sees("Waiting for a steward")

    steward = at(cast.stew, script=script)
    steward.open("/desk/applications/").press("Amara Whitlock").heading("Amara Whitlock")
    ClinicalDomain.objects.get_or_create(name="practice.example")
    steward.page.get_by_role("textbox", name="Note").fill("The register shows this name, with a licence")
    steward.press("Keep it as what the register says")
    steward.fill(Words="Checked with the practice").press("Approve").sees("Approved")
    assert Application.objects.get(registered_name="Amara Whitlock").state == "approved"
    assert mail.outbox[-1].to == ["amara@practice.example"]

    visitor.open("/application/").sees("You are verified")
    visitor.open("/cases/new/").heading("case privacy")
    assert User.objects.get(email="amara@practice.example").briefed_at is None


def test_a_colleague_reads_replies_quotes_and_follows_and_an_outsider_learns_nothing(cast: Cast, at: Visit, script: bool) -> None:
    ada, ben = at(cast.ada, script=script), at(cast.ben, script=script)
    ada.open("/discussions/").press("Sedatives").press("Start").heading("Start a thread")
    ada.fill(Title="Diazepam taper after ten years: how slow?", What="We cut by a **tenth** each fortnight.")
    ada.preview("othing is posted yet")
    ada.press("Start").heading("Diazepam taper")
    thread = Thread.objects.get()

    ben.open("/discussions/").sees("1 with new posts").press("Diazepam taper").heading("Diazepam taper")
    ben.fill(Reply="Seen by Dr Kayleigh Marsh, NHS number 999 000 0018.").press("Post")
    expect(ben.page.get_by_role("alert")).to_contain_text("NHS number")
    expect(ben.field("Reply")).to_have_value(re.compile("999 000 0018"))
    assert thread.posts.count() == 1
    ben.fill(Reply="Slower at the end, and hold when a **life event** comes.").preview("othing is posted yet")
    expect(ben.page.get_by_role("main").locator("strong", has_text="life event")).to_be_visible()
    ben.press("Post").sees("Your reply is live")

    ada.open(thread.get_absolute_url()).sees("New since you were last here")
    ada.press("Quote Dr Ben")
    expect(ada.field("Reply")).to_have_value(re.compile("> .*Slower at the end", re.S))
    ada.open("/discussions/").sees("nothing new")
    ada.open(thread.get_absolute_url()).press("[Ff]ollow")
    assert ada.page.get_by_role("main").is_visible()

    outsider = at(cast.eve, script=script)
    outsider.open(thread.get_absolute_url(), 404).heading("Page not found").sees_no("Diazepam taper")
    outsider.open(cast.open_board.get_absolute_url(), 404)
    outsider.open("/search/?q=diazepam").sees_no("Diazepam taper")


def write_case(ada: Person, board: str) -> Person:
    """Fill in the composer; the story holds a number that must go and a day that may stay."""
    ada.open("/cases/new/").heading("Ask about a case")
    ada.fill(Title="Street benzos and two seizures: where do I start?")
    ada.page.get_by_role("main").get_by_label("Setting").first.select_option(value="community")
    ada.choose("Age band", "In their 30s").choose("Board", board)
    ada.fill(Substance="tablets of unknown content", The_story=STORY, What_do_you_want="Is a community start safe?")
    return ada.tick("No, this can wait", "Anonymised, so consent is not needed")


def test_a_case_is_checked_replaced_reviewed_and_opens_its_thread(cast: Cast, at: Visit, script: bool) -> None:
    ada = write_case(at(cast.ada, script=script), cast.open_board.name)
    ada.send("Read it and send")
    expect(ada.page.get_by_role("alert")).to_contain_text("Nothing was saved")
    expect(ada.field("The story")).to_have_value(STORY)
    assert not Case.objects.exists(), "what identifies is never stored"
    marked = ada.page.locator(".id-x")
    expect(marked.first).to_contain_text("999 000 0018")
    expect(ada.page.locator(".id").filter(has_text=re.compile("14 March"))).to_have_count(1)
    ada.press("Replace finding 1")
    expect(ada.field("The story")).not_to_have_value(re.compile("999 000 0018"))
    expect(ada.field("The story")).to_have_value(re.compile("14 March"))
    ada.press("Replace finding 1")
    expect(ada.field("The story")).to_have_value(re.compile("marzipan"))
    ada.send("Read it and send")
    assert not Case.objects.filter(state=State.SUBMITTED).exists(), "the writer reads it once more before it goes"
    ada.heading("Read it once more").page.locator("#id_read").check()
    ada.send("Send to review").sees("is sent", "Awaiting review")
    case = Case.objects.get()
    assert case.state == State.SUBMITTED
    assert "999 000 0018" not in case.story

    ben = at(cast.ben, script=script)
    ben.open(case.get_absolute_url(), 404)
    ben.open("/cases/review/").press("Read Case").heading("Before you read")
    ben.sees_no("street tablets").send("I have no interest").heading("Street benzos")
    for question in ("Could fewer than five", "Could somebody find", "Would a relative", "Is anyone else"):
        ben.page.get_by_role("group", name=re.compile(question)).get_by_label("No").first.check()
    ben.send("Approve").sees("is published and its thread is open")

    mia = at(cast.mia, script=script)
    mia.open("/discussions/").press("Street benzos").sees("Case summary", "marzipan", "Is a community start safe")
    for stranger in (cast.eve, cast.sam):
        away = at(stranger, script=script)
        away.open(case.get_absolute_url(), 404).heading("Page not found")
        away.open(Thread.objects.get().get_absolute_url(), 404)


def test_two_editors_publish_an_edition_that_keeps_the_one_before(site: Tree, cast: Cast, at: Visit) -> None:
    other = person("Fay", Role.MEMBER, *cast.dee.groups.values_list("name", flat=True))
    dee, fay, visitor = at(cast.dee), at(other), at(None)
    dee.open(f"/admin/pages/add/cms/guidancepage/{site.guidance.pk}/")
    dee.fill(Title="Sedatives: coming off", Who_it_is_for="For prescribers.")
    dee.page.get_by_role("button", name="Insert a block").first.click()
    dee.fill(Heading="Before you start", Introduction="Ask what was **taken**.")
    dee.fill(Number="1.1", Text="Go slowly.", Evidence_reviewed="2026")
    dee.choose("Strength", "Strong").choose("Certainty", "Low")
    for source in dee.page.locator("[data-contentpath=sources] input[type=number]").all():
        source.fill("1")
    submit(dee)
    approve(fay, "Sedatives: coming off")
    page = GuidancePage.objects.get()
    assert page.live
    visitor.open(page.get_url()).heading("Sedatives: coming off").sees("Before you start", "Current")

    fay.open(f"/admin/pages/{page.pk}/edit/").fill(Who_it_is_for="For prescribers and key workers.")
    fay.page.get_by_role("tab", name="Promote").click()
    edition = fay.page.get_by_role("tabpanel", name="Promote")
    edition.get_by_label("Kind of change").select_option(label="Major change")
    edition.get_by_label("Change note").fill("Key workers added.")
    submit(fay)
    visitor.open(page.get_url()).sees_no("key workers")
    approve(dee, "Sedatives: coming off")
    visitor.open(page.get_url()).sees("Key workers added", "What changed", "For prescribers and key workers")
    visitor.page.get_by_text("See all updates").click()
    visitor.press("Read edition 1").sees("not the current one").sees_no("key workers.")
    without = at(None, script=False)
    without.open(page.get_url())
    without.page.get_by_text("See all updates").click()
    without.press("Read edition 1").sees("not the current one")


def submit(editor: Person) -> None:
    """Send the open page to the second editor, by the editor's own buttons."""
    footer = editor.page.get_by_role("navigation", name="Actions (footer)")
    footer.get_by_role("button", name="More actions").click()
    with editor.page.expect_navigation():
        editor.page.get_by_role("button", name=re.compile("^Submit")).first.click()
    editor.sees("submitted for moderation|has been submitted|created and submitted")


def approve(editor: Person, title: str) -> None:
    """Approve what waits, from the CMS's start page."""
    editor.open("/admin/").press(title)
    footer = editor.page.get_by_role("navigation", name="Actions (footer)")
    footer.get_by_role("button", name="More actions").click()
    editor.page.get_by_role("button", name=re.compile("^Approve and")).or_(
        editor.page.get_by_role("button", name=re.compile("^Approve"))
    ).first.click()
    editor.sees("has been (updated|published)")


def test_search_finds_says_when_it_is_down_and_finds_again(
    cast: Cast, at: Visit, script: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    Term.objects.create(slug="pregabalin", name="Pregabalin", synonyms=["Lyrica"])
    ada = at(cast.ada, script=script)
    start_thread(ada, cast, "Pregabalin 900 mg a day: how fast?")
    ada.open("/search/").fill(Search="lyrica").send("Search").sees("1 result", "Pregabalin 900 mg")
    expect(ada.page.get_by_role("main").locator("mark").first).to_be_visible()
    with monkeypatch.context() as outage:
        outage.setattr("search.indexer.get_engine", Down)
        outage.setattr("search.results.get_engine", Down)
        start_thread(ada, cast, "Pregabalin in pregnancy")
        ada.open("/search/?q=pregabalin", 503).sees("Search is not answering")
        expect(ada.field("Search")).to_have_value("pregabalin")
        ada.open("/discussions/").sees("Pregabalin in pregnancy")
    drain()
    ada.open("/search/").fill(Search="pregabalin").send("Search").sees("2 results", "in pregnancy")
    at(cast.eve, script=script).open("/search/?q=pregabalin").sees("Nothing you may read matches").sees_no("900 mg")
    at(None, script=script).open("/search/?q=pregabalin").sees_no("900 mg")


class Down:
    """An engine that does not answer."""

    def __getattr__(self, name: str) -> object:
        raise EngineUnavailable("down")


def start_thread(writer: Person, cast: Cast, title: str) -> None:
    """Start a thread on the open board."""
    writer.open(f"{cast.open_board.get_absolute_url()}new/").fill(Title=title, What="Colleagues differ here.").send("Start")
    writer.heading(re.escape(title))
